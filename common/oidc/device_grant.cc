#include "common/oidc/device_grant.h"

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/oidc/json.h"
#include "common/rpc/errors.h"

namespace hoso::oidc {
namespace {

constexpr char kGrantType[] = "urn:ietf:params:oauth:grant-type:device_code";
constexpr int64_t kInterval = 5;  // RFC 8628, section 3.2: unless the provider says another.

absl::Status Refusal(const std::string& error) {
  if (error == "access_denied") return errors::Precondition("SIGN_IN_DENIED", "the identity provider: denied");
  if (error == "expired_token") return errors::Precondition("SIGN_IN_EXPIRED", "the identity provider: took too long");
  return errors::Precondition("PROVIDER_REFUSED",
                              absl::StrCat("the identity provider: ", errors::Printable(error, 60)));
}

absl::Status Unreadable(const std::string& field) {
  return errors::FieldError(absl::StrCat("provider.", field), "not as RFC 8628 says");
}

bool IsShown(const std::string& text) {
  return !text.empty() && text.size() <= 2000 && errors::Printable(text, 2000) == text;
}

}  // namespace

Form DeviceGrantForm(const std::string& client_id, const std::string& nonce) {
  return {{"client_id", client_id}, {"scope", "openid"}, {"nonce", nonce}};
}

absl::StatusOr<DeviceGrant> ParseDeviceGrant(long http_code, const std::string& body) {
  const auto object = ParseObject(body);
  if (object.has_value() && http_code != 200 && !TextOf(*object, "error").empty())
    return Refusal(TextOf(*object, "error"));
  if (!object.has_value() || http_code != 200) return Unreadable("device_authorization");
  const auto expires = SecondsOf(*object, "expires_in");
  DeviceGrant grant{
      .device_code = TextOf(*object, "device_code"),
      .user_code = TextOf(*object, "user_code"),
      .url = TextOf(*object, "verification_uri"),
      .url_with_code = TextOf(*object, "verification_uri_complete"),
      .expires_in = absl::Seconds(expires.value_or(0)),
      .interval = absl::Seconds(std::clamp<int64_t>(SecondsOf(*object, "interval").value_or(kInterval), 1, 60))};
  if (grant.device_code.empty()) return Unreadable("device_code");
  if (!IsShown(grant.user_code)) return Unreadable("user_code");
  if (!IsShown(grant.url) || !absl::StartsWith(grant.url, "https://")) return Unreadable("verification_uri");
  if (!IsShown(grant.url_with_code) || !absl::StartsWith(grant.url_with_code, "https://")) grant.url_with_code.clear();
  if (!expires.has_value()) return Unreadable("expires_in");
  return grant;
}

Form TokenForm(const std::string& client_id, const std::string& device_code) {
  return {{"grant_type", kGrantType}, {"device_code", device_code}, {"client_id", client_id}};
}

absl::StatusOr<TokenAnswer> ParseTokenAnswer(long http_code, const std::string& body) {
  const auto object = ParseObject(body);
  if (!object.has_value()) return Unreadable("token");
  const std::string error = TextOf(*object, "error");
  if (error == "authorization_pending") return TokenAnswer{};
  if (error == "slow_down") return TokenAnswer{.slow_down = true};
  if (!error.empty()) return Refusal(error);
  TokenAnswer answer{.id_token = TextOf(*object, "id_token")};
  if (http_code != 200 || answer.id_token.empty()) return Unreadable("id_token");
  return answer;
}

}  // namespace hoso::oidc
