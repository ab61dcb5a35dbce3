#include "clients/hoso/qr_code.h"

#include <qrencode.h>

#include <memory>

namespace hoso::cli {
namespace {

constexpr int kQuiet = 4;

struct Free {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

bool IsLight(const QRcode& code, int x, int y) {
  if (x < 0 || y < 0 || x >= code.width || y >= code.width) return true;
  return (code.data[y * code.width + x] & 1) == 0;
}

}  // namespace

absl::StatusOr<std::string> DrawQrCode(const std::string& text) {
  const std::unique_ptr<QRcode, Free> code(QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1));
  if (code == nullptr) return absl::InvalidArgumentError("no QR code holds so much");
  std::string drawing;
  for (int y = -kQuiet; y < code->width + kQuiet; y += 2) {
    for (int x = -kQuiet; x < code->width + kQuiet; ++x) {
      const bool upper = IsLight(*code, x, y), lower = IsLight(*code, x, y + 1);
      drawing += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
    }
    drawing += "\n";
  }
  return drawing;
}

}  // namespace hoso::cli
