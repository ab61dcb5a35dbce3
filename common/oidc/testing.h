// An identity provider's keys and tokens, for tests.
#ifndef HOSO_COMMON_OIDC_TESTING_H_
#define HOSO_COMMON_OIDC_TESTING_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/oidc/jose.h"

namespace hoso::oidc {

class TestKey {
 public:
  static TestKey Rsa(const std::string& key_id, size_t bits = 2048);
  static TestKey Ec(const std::string& key_id);

  nlohmann::json PublicJson() const { return ToJson(false); }
  nlohmann::json PrivateJson() const { return ToJson(true); }
  // A compact JWS under `algorithm`, naming this key, with whatever else the header is to say.
  std::string Sign(const std::string& payload, const std::string& algorithm, const nlohmann::json& header = {}) const;

 private:
  TestKey(JoseKey key, std::string key_id);
  nlohmann::json ToJson(bool with_private) const;
  JoseKey key_;
  std::string key_id_;
};

std::string KeySetOf(const std::vector<nlohmann::json>& keys);

// A compact JWS by hand: with an HMAC under `secret` (HS256), whatever the header says.
std::string SignedWithSecret(const nlohmann::json& header, const std::string& payload, const std::string& secret);

}  // namespace hoso::oidc

#endif  // HOSO_COMMON_OIDC_TESTING_H_
