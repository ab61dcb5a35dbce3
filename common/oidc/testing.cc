#include "common/oidc/testing.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace hoso::oidc {
namespace {

template <typename T>
T Wanted(T value) {
  if (!value) std::abort();
  return value;
}

}  // namespace

TestKey::TestKey(JoseKey key, std::string key_id) : key_(std::move(key)), key_id_(std::move(key_id)) {
  cjose_err error;
  Wanted(key_ != nullptr && cjose_jwk_set_kid(key_.get(), key_id_.data(), key_id_.size(), &error));
}

TestKey TestKey::Rsa(const std::string& key_id, size_t bits) {
  cjose_err error;
  const unsigned char exponent[] = {1, 0, 1};
  return TestKey(JoseKey(cjose_jwk_create_RSA_random(bits, exponent, sizeof(exponent), &error)), key_id);
}

TestKey TestKey::Ec(const std::string& key_id) {
  cjose_err error;
  return TestKey(JoseKey(cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error)), key_id);
}

nlohmann::json TestKey::ToJson(bool with_private) const {
  cjose_err error;
  const std::unique_ptr<char, decltype(&std::free)> text(cjose_jwk_to_json(key_.get(), with_private, &error),
                                                         std::free);
  return nlohmann::json::parse(Wanted(text.get()));
}

std::string TestKey::Sign(const std::string& payload, const std::string& algorithm,
                          const nlohmann::json& header) const {
  cjose_err error;
  const std::unique_ptr<cjose_header_t, decltype(&cjose_header_release)> made(cjose_header_new(&error),
                                                                              cjose_header_release);
  Wanted(cjose_header_set(made.get(), CJOSE_HDR_ALG, algorithm.c_str(), &error));
  Wanted(cjose_header_set(made.get(), CJOSE_HDR_KID, key_id_.c_str(), &error));
  for (const auto& [name, value] : header.items()) {
    Wanted(cjose_header_set_raw(made.get(), name.c_str(), value.dump().c_str(), &error));
  }
  const JoseToken token(
      cjose_jws_sign(key_.get(), made.get(), reinterpret_cast<const uint8_t*>(payload.data()), payload.size(), &error));
  const char* compact = nullptr;  // Stays the token's.
  Wanted(token != nullptr && cjose_jws_export(token.get(), &compact, &error));
  return compact;
}

std::string KeySetOf(const std::vector<nlohmann::json>& keys) { return nlohmann::json({{"keys", keys}}).dump(); }

std::string SignedWithSecret(const nlohmann::json& header, const std::string& payload, const std::string& secret) {
  const std::string text =
      absl::StrCat(absl::WebSafeBase64Escape(header.dump()), ".", absl::WebSafeBase64Escape(payload));
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  Wanted(HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
              reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size));
  const std::string signature(reinterpret_cast<const char*>(digest), size);
  return absl::StrCat(text, ".", absl::WebSafeBase64Escape(signature));
}

}  // namespace hoso::oidc
