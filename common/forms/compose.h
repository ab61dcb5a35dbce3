// Each form as copies of pieces: what forms.cc turns into a file.
#ifndef HOSO_COMMON_FORMS_COMPOSE_H_
#define HOSO_COMMON_FORMS_COMPOSE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/forms/fonts.h"
#include "common/forms/paper.h"
#include "common/forms/pdf.h"
#include "common/forms/receipt.h"

namespace hoso::forms {

struct Composed {
  std::vector<Copy> copies;
  Document document;
};

absl::StatusOr<Composed> Compose(const Receipt& receipt, const Fonts& fonts, const Page& page);

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_COMPOSE_H_
