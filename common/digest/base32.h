// Base32 (RFC 4648, without padding): bytes in the signs that a QR code packs well and every scanner types.
#ifndef HOSO_COMMON_DIGEST_BASE32_H_
#define HOSO_COMMON_DIGEST_BASE32_H_

#include <optional>
#include <string>

namespace hoso {

std::string ToBase32(const std::string& bytes);
// Nothing for what ToBase32 does not write: bytes have one spelling.
std::optional<std::string> FromBase32(const std::string& text);

}  // namespace hoso

#endif  // HOSO_COMMON_DIGEST_BASE32_H_
