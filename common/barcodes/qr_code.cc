#include "common/barcodes/qr_code.h"

#include <qrencode.h>

#include <memory>

#include "common/rpc/errors.h"

namespace hoso::barcodes {
namespace {

struct Free {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

absl::StatusOr<QrCode> EncodeQr(const std::string& content) {
  const bool text = content.find('\0') == std::string::npos;
  const std::unique_ptr<QRcode, Free> code(
      text ? QRcode_encodeString(content.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1)
           : QRcode_encodeData(static_cast<int>(content.size()), reinterpret_cast<const unsigned char*>(content.data()),
                               0, QR_ECLEVEL_M));
  if (code == nullptr) return errors::FieldError("content", "what one QR code holds: 1 to about 2,300 bytes");
  QrCode modules{.width = code->width};
  const size_t count = static_cast<size_t>(code->width) * code->width;
  modules.dark.reserve(count);
  for (size_t i = 0; i < count; ++i) modules.dark.push_back((code->data[i] & 1) != 0);
  return modules;
}

std::string TerminalDrawing(const QrCode& code) {
  std::string drawing;
  for (int y = -kQrQuiet; y < code.width + kQrQuiet; y += 2) {
    for (int x = -kQrQuiet; x < code.width + kQrQuiet; ++x) {
      const bool upper = !code.IsDark(x, y), lower = !code.IsDark(x, y + 1);
      drawing += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
    }
    drawing += "\n";
  }
  return drawing;
}

}  // namespace hoso::barcodes
