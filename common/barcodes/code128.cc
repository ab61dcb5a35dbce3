#include "common/barcodes/code128.h"

#include <zint.h>

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "common/rpc/errors.h"

namespace hoso::barcodes {
namespace {

constexpr size_t kLongest = 60;

struct Delete {
  void operator()(zint_symbol* symbol) const { ZBarcode_Delete(symbol); }
};

}  // namespace

absl::StatusOr<std::vector<bool>> EncodeCode128(const std::string& text) {
  if (text.empty() || text.size() > kLongest || !std::all_of(text.begin(), text.end(), absl::ascii_isprint)) {
    return errors::FieldError("text", "want 1 to 60 characters of ASCII");
  }
  const std::unique_ptr<zint_symbol, Delete> symbol(ZBarcode_Create());
  if (symbol == nullptr) return absl::ResourceExhaustedError("no memory for a bar code");
  symbol->symbology = BARCODE_CODE128;
  const int error =
      ZBarcode_Encode(symbol.get(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (error >= ZINT_ERROR) return absl::InternalError("text: zint makes no Code 128 of it");
  std::vector<bool> modules(symbol->width);
  for (int x = 0; x < symbol->width; ++x) modules[x] = (symbol->encoded_data[0][x / 8] >> (x % 8) & 1) != 0;
  return modules;
}

}  // namespace hoso::barcodes
