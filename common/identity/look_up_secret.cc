#include "common/identity/look_up_secret.h"

#include <openssl/crypto.h>

#include "absl/strings/ascii.h"
#include "common/digest/sha256.h"

namespace hoso::identity {

bool IsSecret(const std::string& text) {
  return text.size() == kSecretLength && text.find_first_not_of(kSecretAlphabet) == std::string::npos;
}

std::string SecretDigest(const std::string& dossier_code, const std::string& secret) {
  return Sha256(dossier_code + secret);
}

std::string NormalSecret(const std::string& typed) {
  std::string normal;
  for (const char c : typed) {
    if (c != '-' && !absl::ascii_isspace(static_cast<unsigned char>(c))) normal.push_back(absl::ascii_toupper(c));
  }
  return normal;
}

bool SecretFits(const std::string& dossier_code, const std::string& digest, const std::string& typed) {
  const std::string given = SecretDigest(dossier_code, NormalSecret(typed));
  const bool has_one = digest.size() == given.size();
  const std::string expected = has_one ? digest : std::string(given.size(), '\0');
  return CRYPTO_memcmp(given.data(), expected.data(), given.size()) == 0 && has_one;
}

}  // namespace hoso::identity
