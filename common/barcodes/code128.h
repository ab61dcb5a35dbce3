// Code 128 (ISO/IEC 15417) as what is drawn of it.
#ifndef HOSO_COMMON_BARCODES_CODE128_H_
#define HOSO_COMMON_BARCODES_CODE128_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace hoso::barcodes {

// The light modules to the left and to the right that the standard asks for.
inline constexpr int kCode128Quiet = 10;

// The modules of `text` from left to right, true for dark, without the quiet zones. INVALID_ARGUMENT naming `text` when
// it is empty, longer than 60 characters, or not printable ASCII.
absl::StatusOr<std::vector<bool>> EncodeCode128(const std::string& text);

}  // namespace hoso::barcodes

#endif  // HOSO_COMMON_BARCODES_CODE128_H_
