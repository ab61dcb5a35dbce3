#ifndef HOSO_COMMON_DIGEST_SHA256_H_
#define HOSO_COMMON_DIGEST_SHA256_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace hoso {

inline constexpr size_t kDigestBytes = 32;

// SHA-256 (FIPS 180-4): kDigestBytes bytes, or 64 small hexadecimal digits.
std::string Sha256(std::string_view bytes);
std::string Sha256Hex(std::string_view bytes);

// The same over bytes that come in parts.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;
  void Add(std::string_view bytes);
  // Of what was added since the last Digest.
  std::string Digest();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hoso

#endif  // HOSO_COMMON_DIGEST_SHA256_H_
