// Ed25519 (RFC 8032): statements of ours that anyone can check with the public key.
//
// What is signed must say by itself what it is: each format begins with a line of its own, so that a signature under
// one is never one under another. Key files are PEM as `openssl genpkey -algorithm ed25519` writes them.
#ifndef HOSO_COMMON_SIGNING_KEY_H_
#define HOSO_COMMON_SIGNING_KEY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace hoso::signing {

inline constexpr size_t kPublicKeyBytes = 32;
inline constexpr size_t kSignatureBytes = 64;

// The first 16 hexadecimal digits of SHA-256(public_key).
std::string KeyIdOf(const std::string& public_key);

// Thread-safe; copies share the key.
class PrivateKey {
 public:
  // FAILED_PRECONDITION naming the file, when others may read it (see secret_file.h) or it holds no such key.
  static absl::StatusOr<PrivateKey> Load(const std::string& path);
  // A new one, which nobody else has.
  static PrivateKey Generate();

  const std::string& public_key() const { return public_key_; }  // 32 bytes.
  const std::string& key_id() const { return key_id_; }
  std::string Sign(const std::string& message) const;  // 64 bytes.
  // What SealTo sealed to this key. DATA_LOSS for anything else.
  absl::StatusOr<std::string> Unseal(const std::string& sealed) const;
  // As a key file: PEM, PKCS #8.
  std::string ToPem() const;

 private:
  struct Secret;
  explicit PrivateKey(std::shared_ptr<Secret> secret);
  std::shared_ptr<const Secret> secret_;
  std::string public_key_;
  std::string key_id_;
};

// `plain` so that only the holder of the private key reads it: a sealed box (libsodium) to the key's X25519 form, 48 bytes
// longer. INVALID_ARGUMENT when `public_key` is none.
absl::StatusOr<std::string> SealTo(const std::string& public_key, const std::string& plain);

// Whether `signature` is that of `message` under `public_key`. False for anything of a wrong length.
bool IsSigned(const std::string& public_key, const std::string& message, const std::string& signature);

}  // namespace hoso::signing

#endif  // HOSO_COMMON_SIGNING_KEY_H_
