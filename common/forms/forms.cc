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
absl::StatusOr<std::string> Typesetter::DrawForm(const Form& form, Paper paper) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  Page page = PageOf(paper);
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
  return ToPdf(*fonts_, page, paper == Paper::kA4TwoUp, composed->copies, composed->document);
}

absl::StatusOr<std::string> Typesetter::Draw(const Receipt& receipt, Paper paper) const {
  return DrawForm(receipt, paper);
}

}  // namespace hoso::forms
