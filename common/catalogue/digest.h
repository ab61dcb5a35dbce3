#ifndef HOSO_COMMON_CATALOGUE_DIGEST_H_
#define HOSO_COMMON_CATALOGUE_DIGEST_H_

#include <string>

#include "hoso/catalogue/v1/catalogue.pb.h"

namespace hoso::catalogue {

// SHA-256 in hex over the entries, each with its kind, in an order of their own: what a catalogue says, and not how it
// is spread over files, decides the digest.
std::string DigestOf(const v1::CatalogueFile& catalogue);

}  // namespace hoso::catalogue

#endif  // HOSO_COMMON_CATALOGUE_DIGEST_H_
