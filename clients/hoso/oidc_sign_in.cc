#include "clients/hoso/oidc_sign_in.h"

#include <algorithm>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/https/https.h"
#include "common/oidc/device_grant.h"
#include "common/oidc/provider.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::cli {
namespace {

constexpr absl::Duration kSlower = absl::Seconds(5);  // RFC 8628, section 3.5.

absl::StatusOr<oidc::Provider> Discover(const https::Client& client, const std::string& issuer) {
  if (absl::Status status = oidc::CheckIssuer(issuer, "issuer"); !status.ok()) return status;
  const auto answer = client.Get(oidc::DiscoveryUrl(issuer));
  if (!answer.ok()) return answer.status();
  if (answer->code != 200) return absl::UnavailableError(absl::StrCat(issuer, ": HTTP ", answer->code, ", want 200"));
  auto provider = oidc::ParseProvider(answer->body, issuer);
  if (provider.ok() && (provider->device_grant_url.empty() || provider->token_url.empty())) {
    return errors::Precondition("NO_DEVICE_GRANT",
                                absl::StrCat(issuer, ": lets nobody sign in from a command line (RFC 8628)"));
  }
  return provider;
}

void SayWhatToDo(const Session& session, const oidc::DeviceGrant& grant) {
  std::cerr << session.Say("Mở trang này trên trình duyệt của chính mình rồi nhập mã:\n  ",
                           "Open this page in a browser of your own and type the code:\n  ")
            << grant.url << "\n  " << grant.user_code << "\n";
  if (!grant.url_with_code.empty())
    std::cerr << session.Say("hoặc mở thẳng: ", "or open: ") << grant.url_with_code << "\n";
  std::cerr << std::flush;
}

// Asks until the person is done.
absl::StatusOr<std::string> WaitForToken(const https::Client& client, const std::string& token_url,
                                         const oidc::Form& form, absl::Duration interval, absl::Time until) {
  while (absl::Now() + interval < until) {
    absl::SleepFor(interval);
    const auto answer = client.Post(token_url, form);
    if (!answer.ok()) {  // Away for a moment.
      interval += kSlower;
      continue;
    }
    const auto token = oidc::ParseTokenAnswer(answer->code, answer->body);
    if (!token.ok()) return token.status();
    if (!token->id_token.empty()) return token->id_token;
    if (token->slow_down) interval += kSlower;
  }
  return errors::Precondition("SIGN_IN_EXPIRED", "took too long: begin again");
}

}  // namespace

absl::StatusOr<std::string> FetchIdToken(const Session& session, const staff::v1::BeginSignInResponse& begun,
                                         const std::string& authorities) {
  const https::Client client({.authorities = authorities});
  const auto provider = Discover(client, begun.issuer());
  if (!provider.ok()) return provider.status();
  const auto answer = client.Post(provider->device_grant_url, oidc::DeviceGrantForm(begun.client_id(), begun.nonce()));
  if (!answer.ok()) return answer.status();
  const auto grant = oidc::ParseDeviceGrant(answer->code, answer->body);
  if (!grant.ok()) return grant.status();
  SayWhatToDo(session, *grant);
  return WaitForToken(client, provider->token_url, oidc::TokenForm(begun.client_id(), grant->device_code),
                      grant->interval, std::min(absl::Now() + grant->expires_in, FromProto(begun.expires_at())));
}

}  // namespace hoso::cli
