// The public keys of an identity provider: a JSON Web Key Set (RFC 7517).
#ifndef HOSO_COMMON_OIDC_KEY_SET_H_
#define HOSO_COMMON_OIDC_KEY_SET_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"

namespace hoso::oidc {

inline constexpr size_t kLongestKeySet = 256 << 10;

struct ProviderKey {
  std::string algorithm;  // The only one that it may sign with: RS256 or ES256 (RFC 7518).
  std::string json;       // The key, as a JSON Web Key.
};

class KeySet {
 public:
  // Passes over keys that are for something else: other kinds than RSA of 2048 bits or more and EC of P-256, other
  // algorithms, encryption, no key id. INVALID_ARGUMENT when that leaves none, when two have one id, or one is private.
  static absl::StatusOr<KeySet> Parse(const std::string& json);

  // nullptr for one that there is not.
  const ProviderKey* Find(const std::string& key_id) const;
  const std::map<std::string, ProviderKey>& keys() const { return keys_; }

 private:
  std::map<std::string, ProviderKey> keys_;
};

}  // namespace hoso::oidc

#endif  // HOSO_COMMON_OIDC_KEY_SET_H_
