// What fuzz targets share: properties that end the program when they do not hold, and refusals that are worth
// something.
#ifndef HOSO_TESTS_FUZZ_PROPERTY_H_
#define HOSO_TESTS_FUZZ_PROPERTY_H_

#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"

// Ends the program, so that libFuzzer keeps the input, unless `condition` holds.
#define HOSO_ALWAYS(condition)                                                            \
  do {                                                                                    \
    if (!(condition)) {                                                                   \
      std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                       \
    }                                                                                     \
  } while (false)

namespace hoso::fuzz {

// A refusal of outside data: the caller's fault, named by a text that begins with `field`.
inline void WantRefusal(const absl::Status& status, const std::string& field) {
  const bool callers_fault = absl::IsInvalidArgument(status) || absl::IsNotFound(status);
  if (!callers_fault || !absl::StartsWith(status.message(), field)) {
    std::fprintf(stderr, "refused with: %s\nwant a text about: %s\n", status.ToString().c_str(), field.c_str());
    std::abort();
  }
}

}  // namespace hoso::fuzz

#endif  // HOSO_TESTS_FUZZ_PROPERTY_H_
