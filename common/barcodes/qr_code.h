// QR codes (ISO/IEC 18004) as what is drawn of them: by a terminal, or on paper.
#ifndef HOSO_COMMON_BARCODES_QR_CODE_H_
#define HOSO_COMMON_BARCODES_QR_CODE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace hoso::barcodes {

// The light modules around a code that the standard asks for.
inline constexpr int kQrQuiet = 4;

// A square of modules, without the quiet zone.
struct QrCode {
  int width = 0;           // Modules a side: 21 to 177.
  std::vector<bool> dark;  // Row by row.
  // False outside the square.
  bool IsDark(int x, int y) const {
    return x >= 0 && y >= 0 && x < width && y < width && dark[static_cast<size_t>(y) * width + x];
  }
};

// The smallest code of `content` with medium correction (15 %). Text goes in as it packs best (capitals, digits and few
// signs take five and a half bits each), what holds a zero byte goes in as bytes. INVALID_ARGUMENT naming `content`
// when it is empty or no code holds so much.
absl::StatusOr<QrCode> EncodeQr(const std::string& content);

// As a terminal shows it: two rows of modules a line, by half blocks; light modules are drawn, so that it can be
// scanned from a dark screen as well as from a light one. With its quiet zone.
std::string TerminalDrawing(const QrCode& code);

}  // namespace hoso::barcodes

#endif  // HOSO_COMMON_BARCODES_QR_CODE_H_
