#ifndef HOSO_COMMON_DIGEST_SHA256_H_
#define HOSO_COMMON_DIGEST_SHA256_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace hoso {

inline constexpr size_t kDigestBytes = 32;

// SHA-256 (FIPS 180-4): kDigestBytes bytes, or 64 small hexadecimal digits.
std::string Sha256(std::string_view bytes);
std::string Sha256Hex(std::string_view bytes);

}  // namespace hoso

#endif  // HOSO_COMMON_DIGEST_SHA256_H_
