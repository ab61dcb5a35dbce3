#include "services/intake/look_up_secret.h"

#include <openssl/rand.h>

#include "common/command/context.h"

namespace hoso::intake {
namespace {

constexpr char kAlphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
constexpr size_t kLength = 8;

}  // namespace

std::string NewSecret() {
  unsigned char random[kLength];
  RAND_bytes(random, kLength);
  std::string secret;
  for (const unsigned char byte : random) secret += kAlphabet[byte % 32];
  return secret;
}

bool IsSecret(const std::string& text) {
  return text.size() == kLength && text.find_first_not_of(kAlphabet) == std::string::npos;
}

std::string SealSecret(const std::string& secret, const google::protobuf::Message& request) {
  // Another digest than the one that the ledger keeps of the request.
  const std::string pad = command::DigestOf("look-up secret", request);
  const std::string alphabet = kAlphabet;
  std::string sealed;
  for (size_t i = 0; i < secret.size(); ++i) {
    const size_t at = alphabet.find(secret[i]);
    sealed +=
        at == std::string::npos ? secret[i] : alphabet[at ^ (static_cast<unsigned char>(pad[i % pad.size()]) % 32)];
  }
  return sealed;
}

}  // namespace hoso::intake
