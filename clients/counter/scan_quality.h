// Whether a scan can be read, as far as a machine can tell, and images as pages of one PDF.
//
// Pure, but for what the libraries log. What is looked at came from outside: a file that they cannot read is refused.
#ifndef HOSO_CLIENTS_COUNTER_SCAN_QUALITY_H_
#define HOSO_CLIENTS_COUNTER_SCAN_QUALITY_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace hoso::counter {

struct Look {
  int pages = 0;
  // LOW_RESOLUTION: less than 200 dots an inch of the paper; an image is taken as a sheet of A4. NOT_COLOUR, TOO_DARK,
  // BLANK_PAGE: of any page. None of them stops a scan.
  std::set<std::string> warnings;
};

// `media_type`: one of common/scans/content.h. INVALID_ARGUMENT, reason UNREADABLE_SCAN, for what cannot be opened:
// damaged, locked by a password, or of more than 500 pages.
absl::StatusOr<Look> LookAt(const std::string& media_type, const std::string& bytes);

struct Image {
  std::string media_type;  // image/jpeg or image/png.
  std::string bytes;
};
// One page each, in their order, as large as a sheet of A4 lets them be. JPEGs are carried over as they are.
// INVALID_ARGUMENT for one that cannot be read.
absl::StatusOr<std::string> PdfOf(const std::vector<Image>& images);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_SCAN_QUALITY_H_
