#include "services/intake/look_up_secret.h"

#include <openssl/rand.h>

#include "common/command/context.h"
#include "common/identity/look_up_secret.h"

namespace hoso::intake {

using identity::kSecretAlphabet;
using identity::kSecretLength;

std::string NewSecret() {
  unsigned char random[kSecretLength];
  RAND_bytes(random, kSecretLength);
  std::string secret;
  for (const unsigned char byte : random) secret += kSecretAlphabet[byte % 32];
  return secret;
}

std::string SealSecret(const std::string& secret, const google::protobuf::Message& request) {
  // Another digest than the one that the ledger keeps of the request.
  const std::string pad = command::DigestOf("look-up secret", request);
  const std::string alphabet = kSecretAlphabet;
  std::string sealed;
  for (size_t i = 0; i < secret.size(); ++i) {
    const size_t at = alphabet.find(secret[i]);
    sealed +=
        at == std::string::npos ? secret[i] : alphabet[at ^ (static_cast<unsigned char>(pad[i % pad.size()]) % 32)];
  }
  return sealed;
}

}  // namespace hoso::intake
