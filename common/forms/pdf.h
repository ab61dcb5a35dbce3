// Copies of a form as one PDF file.
#ifndef HOSO_COMMON_FORMS_PDF_H_
#define HOSO_COMMON_FORMS_PDF_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/forms/flow.h"
#include "common/forms/fonts.h"
#include "common/forms/paper.h"

namespace hoso::forms {

struct Copy {
  std::vector<Piece> pieces;
  std::string footer;  // Below each page of a copy that has several or is a reprint: what it belongs to.
  bool always_footer = false;
};

struct Document {
  std::string title;          // In the file's properties; names no person.
  absl::CivilMinute created;  // The same; from the data, so that the same data give the same bytes.
};

// How many pages the longest copy fills. INVALID_ARGUMENT when a part of a copy is higher than a page.
absl::StatusOr<size_t> PagesOf(const std::vector<Copy>& copies, const Page& page);

// All pages of a copy one after the other; with `two_up` the pages of the copies side by side: the first of each, then
// the second of each, and so on, two a sheet. The same error.
absl::StatusOr<std::string> ToPdf(const Fonts& fonts, const Page& page, bool two_up, const std::vector<Copy>& copies,
                                  const Document& document);

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_PDF_H_
