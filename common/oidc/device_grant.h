// The device authorization grant (RFC 8628): a person at a command line proves themselves to the identity provider with
// a browser elsewhere. Pure: what is sent, and what the answers mean.
#ifndef HOSO_COMMON_OIDC_DEVICE_GRANT_H_
#define HOSO_COMMON_OIDC_DEVICE_GRANT_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hoso::oidc {

using Form = std::vector<std::pair<std::string, std::string>>;

// `nonce` is OpenID Connect's, which RFC 8628 does not name; a provider that does not put it into the token is of no
// use.
Form DeviceGrantForm(const std::string& client_id, const std::string& nonce);

struct DeviceGrant {
  std::string device_code;  // A secret.
  std::string user_code;    // For the person to type, at:
  std::string url;
  std::string url_with_code;  // Empty: the provider offers none.
  absl::Duration expires_in;
  absl::Duration interval;  // Between two questions whether it is done.
};
// The answer to it. FAILED_PRECONDITION, reason PROVIDER_REFUSED, with the provider's error code; INVALID_ARGUMENT for
// what is no such answer.
absl::StatusOr<DeviceGrant> ParseDeviceGrant(long http_code, const std::string& body);

Form TokenForm(const std::string& client_id, const std::string& device_code);

struct TokenAnswer {
  std::string id_token;    // Empty: not yet.
  bool slow_down = false;  // Ask less often: 5 seconds more between two questions.
};
// As ParseDeviceGrant; the reason is SIGN_IN_DENIED when the person or the provider said no, SIGN_IN_EXPIRED when it
// took too long.
absl::StatusOr<TokenAnswer> ParseTokenAnswer(long http_code, const std::string& body);

}  // namespace hoso::oidc

#endif  // HOSO_COMMON_OIDC_DEVICE_GRANT_H_
