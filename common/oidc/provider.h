// What an identity provider says of itself (OpenID Connect Discovery 1.0, RFC 8414).
#ifndef HOSO_COMMON_OIDC_PROVIDER_H_
#define HOSO_COMMON_OIDC_PROVIDER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace hoso::oidc {

// OK for an URL such as https://id.example.vn/realms/tinh: https, a host, no user, question or fragment, at most 255
// printable ASCII characters. INVALID_ARGUMENT naming `field` otherwise.
absl::Status CheckIssuer(const std::string& issuer, const std::string& field);

// Where it says it.
std::string DiscoveryUrl(const std::string& issuer);

// All https.
struct Provider {
  std::string keys_url;          // Where its key set is.
  std::string device_grant_url;  // Empty: it offers none (RFC 8628).
  std::string token_url;
};
// INVALID_ARGUMENT naming the field, when the document is of another issuer, or an URL is not https.
absl::StatusOr<Provider> ParseProvider(const std::string& json, const std::string& issuer);

}  // namespace hoso::oidc

#endif  // HOSO_COMMON_OIDC_PROVIDER_H_
