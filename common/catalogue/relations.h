// How offices and agencies stand to each other.
#ifndef HOSO_COMMON_CATALOGUE_RELATIONS_H_
#define HOSO_COMMON_CATALOGUE_RELATIONS_H_

#include <string>

#include "common/catalogue/catalogue.h"

namespace hoso::catalogue {

// Whether `agency` is `former`, or took over from it, over however many steps.
bool IsOrSucceeds(const Catalogue& catalogue, const std::string& agency, const std::string& former);

// Whether `office` is `above`, or its bags go there, over however many offices.
bool IsOrIsBelow(const Catalogue& catalogue, const std::string& office, const std::string& above);

}  // namespace hoso::catalogue

#endif  // HOSO_COMMON_CATALOGUE_RELATIONS_H_
