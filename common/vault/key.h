// Symmetric keys and what they encrypt: XChaCha20-Poly1305 of libsodium, an AEAD.
#ifndef HOSO_COMMON_VAULT_KEY_H_
#define HOSO_COMMON_VAULT_KEY_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace hoso::vault {

inline constexpr size_t kKeyBytes = 32;
inline constexpr size_t kTagBytes = 16;
inline constexpr size_t kNonceBytes = 24;

// 32 bytes that are wiped when they are not needed any more.
class Key {
 public:
  // A new one, which nobody else has. Ends the process if the system has no randomness to give.
  static Key Random();
  // INVALID_ARGUMENT, without the bytes, for another length.
  static absl::StatusOr<Key> FromBytes(absl::string_view bytes);
  Key(const Key&) = default;
  Key& operator=(const Key&) = default;
  ~Key();

  const unsigned char* data() const { return bytes_.data(); }
  // A copy that is not wiped: for files and for wrapping.
  std::string Bytes() const { return std::string(bytes_.begin(), bytes_.end()); }
  // 16 hexadecimal digits that follow from the key and do not give it away.
  std::string Id() const;
  bool operator==(const Key& other) const;

 private:
  Key() = default;
  std::array<unsigned char, kKeyBytes> bytes_{};
};

// Random bytes for salts and nonces.
std::string RandomBytes(size_t count);

// Ciphertext and tag of `plaintext`; it opens only under the same key, nonce and associated data.
// REQUIRES: a nonce of kNonceBytes, used with this key for nothing else.
std::string Encrypt(const Key& key, const std::string& nonce, absl::string_view associated,
                    absl::string_view plaintext);
// DATA_LOSS, without saying more, for anything that Encrypt did not return.
absl::StatusOr<std::string> Decrypt(const Key& key, const std::string& nonce, absl::string_view associated,
                                    absl::string_view ciphertext);

// SipHash-2-4 of `text` under the first half of the key, made for many short texts: equal for equal texts, and without the
// key it says nothing about them. Two texts in 2^64 share one by chance.
int64_t Token(const Key& key, absl::string_view text);

}  // namespace hoso::vault

#endif  // HOSO_COMMON_VAULT_KEY_H_
