#include "common/forms/code_block.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "common/forms/codes_drawn.h"

namespace hoso::forms {
namespace {

constexpr double kBarWidth = Mm(68), kBarHeight = Mm(8.5), kGap = 6;

}  // namespace

absl::Status AddCodeBlock(const CodeBlock& block, Composer& composer) {
  const Codes& codes = block.codes;
  if (codes.dossier_code.empty() && codes.signed_text.empty()) {
    composer.Line({Italic(block.date)}, {.size = 9.5, .align = Align::kRight, .space = 3});
    return absl::OkStatus();
  }
  const auto qr = QrPainter(absl::StrCat(block.field, ".signed_text"), codes.signed_text, kSlipQr);
  if (!qr.ok()) return qr.status();
  const auto bars = BarPainter(absl::StrCat(block.field, ".dossier_code"), codes.dossier_code, kBarWidth, kBarHeight);
  if (!bars.ok()) return bars.status();
  const double left = codes.signed_text.empty() ? 0 : kSlipQr + kGap, width = composer.width() - left;
  const auto set = [&](const Runs& runs, double size, Align align) {
    return std::make_shared<const Text>(composer.Set(runs, size, width, align));
  };
  const std::string shown = codes.dossier_code.empty() ? "" : absl::StrCat(block.label, codes.dossier_code);
  const auto date = set({Italic(block.date)}, 9.5, Align::kRight);
  const auto beside = set(block.beside, 9, Align::kRight), beside_below = set(block.beside_below, 9, Align::kRight);
  const auto code = set({Bold(shown)}, 14, Align::kLeft), beside_code = set(block.beside_code, 11, Align::kRight);
  const double height = left > 0 ? kSlipQr : date->height() + kBarHeight + 2 + code->height();
  composer.Drawing(
      height,
      [=, qr = *qr, bars = *bars](cairo_t* paper, double x, double y) {
        qr(paper, x, y);
        date->Draw(paper, x + left, y);
        const double below = y + height - code->height(), above = below - kBarHeight - 2;
        bars(paper, x + left - 4, above);
        beside->Draw(paper, x + left, above + kBarHeight / 2 - beside->height());
        beside_below->Draw(paper, x + left, above + kBarHeight / 2);
        code->Draw(paper, x + left, below);
        beside_code->Draw(paper, x + left, below + code->height() - beside_code->height() - 0.6);
      },
      4);
  return absl::OkStatus();
}

}  // namespace hoso::forms
