// Checks the catalogue as a whole and reports every problem at its line.
//
// A catalogue that passes keeps the promises that catalogue.h relies on: all
// references lead somewhere valid at the time, versions do not overlap, every
// office has a way to every agency, and the calendar covers kFirstYear to
// kLastYear.
#ifndef HOSO_COMMON_CATALOGUE_CHECK_H_
#define HOSO_COMMON_CATALOGUE_CHECK_H_

#include <memory>
#include <string>
#include <vector>

#include "common/catalogue/catalogue.h"
#include "common/catalogue/files.h"

namespace hoso::catalogue {

inline constexpr int kFirstYear = 2022;
inline constexpr int kLastYear = 2027;

struct CheckResult {
  std::vector<Problem> problems;               // By file and line.
  std::shared_ptr<const Catalogue> catalogue;  // Null if there are problems.
};

// `problems` are those of reading `files`.
CheckResult CheckFiles(const Files& files, std::vector<Problem> problems);

CheckResult CheckDirectory(const std::string& directory);

}  // namespace hoso::catalogue

#endif  // HOSO_COMMON_CATALOGUE_CHECK_H_
