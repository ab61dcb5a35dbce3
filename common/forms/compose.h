// Each form as copies of pieces: what forms.cc turns into a file.
#ifndef HOSO_COMMON_FORMS_COMPOSE_H_
#define HOSO_COMMON_FORMS_COMPOSE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "common/forms/fonts.h"
#include "common/forms/handing_over.h"
#include "common/forms/money.h"
#include "common/forms/notices.h"
#include "common/forms/paper.h"
#include "common/forms/pdf.h"
#include "common/forms/receipt.h"
#include "common/forms/register.h"

namespace hoso::forms {

struct Composed {
  std::vector<Copy> copies;
  Document document;
};

absl::StatusOr<Composed> Compose(const Receipt& form, const Fonts& fonts, const Page& page);
absl::StatusOr<Composed> Compose(const SupplementRequest& form, const Fonts& fonts, const Page& page);
absl::StatusOr<Composed> Compose(const Refusal& form, const Fonts& fonts, const Page& page);
absl::StatusOr<Composed> Compose(const Apology& form, const Fonts& fonts, const Page& page);
absl::StatusOr<Composed> Compose(const ChangeNotice& form, const Fonts& fonts, const Page& page);
absl::StatusOr<Composed> Compose(const ControlSlip& form, const Fonts& fonts, const Page& page);
absl::StatusOr<Composed> Compose(const BagManifest& form, const Fonts& fonts, const Page& page);
absl::StatusOr<Composed> Compose(const ResultList& form, const Fonts& fonts, const Page& page);
absl::StatusOr<Composed> Compose(const CoverSheets& form, const Fonts& fonts, const Page& page);
absl::StatusOr<Composed> Compose(const EnvelopeLabels& form, const Fonts& fonts, const Page& page);
absl::StatusOr<Composed> Compose(const Register& form, const Fonts& fonts, const Page& page);
absl::StatusOr<Composed> Compose(const FeeReceipt& form, const Fonts& fonts, const Page& page);
absl::StatusOr<Composed> Compose(const ShiftSheet& form, const Fonts& fonts, const Page& page);

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_COMPOSE_H_
