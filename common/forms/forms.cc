#include "common/forms/forms.h"

#include "common/forms/compose.h"

namespace hoso::forms {
namespace {

const Page& PageOf(Paper paper) { return paper == Paper::kA4 ? kPageA4 : kPageA5; }

}  // namespace

absl::StatusOr<std::unique_ptr<Typesetter>> Typesetter::Make(const std::string& font_folder) {
  auto fonts = Fonts::Load(font_folder);
  if (!fonts.ok()) return fonts.status();
  return std::unique_ptr<Typesetter>(new Typesetter(*std::move(fonts)));
}

template <typename Form>
absl::StatusOr<std::string> Typesetter::DrawForm(const Form& form, Page page, bool two_up) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  auto composed = Compose(form, *fonts_, page);
  if (!composed.ok()) return composed.status();
  const auto pages = PagesOf(composed->copies, page);
  if (!pages.ok()) return pages.status();
  if (*pages == 2) {
    Page tighter = page;
    tighter.scale *= kTighter;
    auto again = Compose(form, *fonts_, tighter);
    if (again.ok() && PagesOf(again->copies, tighter).value_or(2) == 1) {
      page = tighter;
      composed = std::move(again);
    }
  }
  return ToPdf(*fonts_, page, two_up, composed->copies, composed->document);
}

template <typename Form>
absl::StatusOr<std::string> Typesetter::DrawForm(const Form& form, Paper paper) const {
  return DrawForm(form, PageOf(paper), paper == Paper::kA4TwoUp);
}

absl::StatusOr<std::string> Typesetter::Draw(const Receipt& form, Paper paper) const { return DrawForm(form, paper); }

absl::StatusOr<std::string> Typesetter::Draw(const SupplementRequest& form, Paper paper) const {
  return DrawForm(form, paper);
}

absl::StatusOr<std::string> Typesetter::Draw(const Refusal& form, Paper paper) const { return DrawForm(form, paper); }

absl::StatusOr<std::string> Typesetter::Draw(const Apology& form, Paper paper) const { return DrawForm(form, paper); }

absl::StatusOr<std::string> Typesetter::Draw(const ChangeNotice& form, Paper paper) const {
  return DrawForm(form, paper);
}

absl::StatusOr<std::string> Typesetter::Draw(const ControlSlip& form, Paper paper) const {
  return DrawForm(form, paper);
}

absl::StatusOr<std::string> Typesetter::Draw(const BagManifest& form, Paper paper) const {
  return DrawForm(form, paper);
}

absl::StatusOr<std::string> Typesetter::Draw(const CoverSheets& form, Paper paper) const {
  return DrawForm(form, paper);
}

absl::StatusOr<std::string> Typesetter::Draw(const EnvelopeLabels& form, Paper paper) const {
  return DrawForm(form, paper);
}

absl::StatusOr<std::string> Typesetter::Draw(const FeeReceipt& form, Paper paper) const {
  return DrawForm(form, paper);
}

absl::StatusOr<std::string> Typesetter::Draw(const ShiftSheet& form, Paper paper) const {
  return DrawForm(form, paper);
}

absl::StatusOr<std::string> Typesetter::Draw(const Register& form) const {
  return DrawForm(form, kPageA4Landscape, /*two_up=*/false);
}

absl::StatusOr<std::string> Typesetter::Draw(const ResultList& form) const {
  return DrawForm(form, kPageA4Landscape, /*two_up=*/false);
}

}  // namespace hoso::forms
