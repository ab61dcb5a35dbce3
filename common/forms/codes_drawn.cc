#include "common/forms/codes_drawn.h"

#include "absl/strings/str_format.h"
#include "common/barcodes/code128.h"
#include "common/barcodes/qr_code.h"
#include "common/rpc/errors.h"

namespace hoso::forms {
namespace {

void Nothing(cairo_t*, double, double) {}

absl::Status DoesNotFit(const std::string& field, const char* kind, double side) {
  return errors::FieldError(field, absl::StrFormat("too long for a %s of %.0f mm", kind, side * 25.4 / 72));
}

}  // namespace

absl::StatusOr<Painter> QrPainter(const std::string& field, const std::string& content, double side) {
  if (content.empty()) return Nothing;
  const auto code = barcodes::EncodeQr(content);
  if (!code.ok()) return DoesNotFit(field, "QR code", side);
  const double module = side / (code->width + 2 * barcodes::kQrQuiet);
  if (module < kLeastQrModule) return DoesNotFit(field, "QR code", side);
  return [code = *code, module](cairo_t* paper, double x, double y) {
    for (int row = 0; row < code.width; ++row) {
      for (int from = 0; from < code.width; ++from) {
        if (!code.IsDark(from, row)) continue;
        int to = from;
        while (code.IsDark(to, row)) ++to;
        cairo_rectangle(paper, x + (from + barcodes::kQrQuiet) * module, y + (row + barcodes::kQrQuiet) * module,
                        (to - from) * module, module);
        from = to;
      }
    }
    cairo_fill(paper);  // All at once, so that no seams show between rows.
  };
}

absl::StatusOr<Painter> BarPainter(const std::string& field, const std::string& text, double width, double height) {
  if (text.empty()) return Nothing;
  const auto modules = barcodes::EncodeCode128(text);
  if (!modules.ok()) return errors::FieldError(field, "want 1 to 60 characters of ASCII, for a bar code");
  const double module = width / (static_cast<double>(modules->size()) + 2 * barcodes::kCode128Quiet);
  if (module < kLeastBarModule) return DoesNotFit(field, "bar code", width);
  return [modules = *modules, module, height](cairo_t* paper, double x, double y) {
    for (size_t from = 0; from < modules.size(); ++from) {
      if (!modules[from]) continue;
      size_t to = from;
      while (to < modules.size() && modules[to]) ++to;
      cairo_rectangle(paper, x + (static_cast<double>(from) + barcodes::kCode128Quiet) * module, y,
                      static_cast<double>(to - from) * module, height);
      from = to;
    }
    cairo_fill(paper);
  };
}

}  // namespace hoso::forms
