#include "services/staff/oidc_provider.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/https/https.h"
#include "common/oidc/key_source.h"
#include "common/oidc/provider.h"

namespace hoso::staff {
namespace {

absl::StatusOr<std::string> BodyOf(absl::StatusOr<https::Answer> answer, const char* what) {
  if (!answer.ok()) return answer.status();
  if (answer->code != 200) return absl::UnavailableError(absl::StrCat(what, ": HTTP ", answer->code, ", want 200"));
  return std::move(answer->body);
}

absl::StatusOr<std::string> FetchKeys(const https::Client& client, const std::string& issuer) {
  const auto document = BodyOf(client.Get(oidc::DiscoveryUrl(issuer)), "discovery");
  if (!document.ok()) return document.status();
  const auto provider = oidc::ParseProvider(*document, issuer);
  if (!provider.ok()) return provider.status();
  return BodyOf(client.Get(provider->keys_url), "jwks_uri");
}

class OidcProvider final : public IdentityProvider {
 public:
  OidcProvider(oidc::Expected expected, std::unique_ptr<oidc::KeySource> keys)
      : expected_(std::move(expected)), keys_(std::move(keys)) {}

  const oidc::Expected& expected() const override { return expected_; }

  absl::StatusOr<oidc::Claims> Check(const std::string& id_token, absl::Time now) override {
    const auto parsed = oidc::IdToken::Parse(id_token);
    if (!parsed.ok()) return parsed.status();
    const auto keys = keys_->KeysFor(parsed->key_id(), now);
    if (!keys.ok()) return keys.status();
    return parsed->Check(**keys, expected_, now);
  }

 private:
  const oidc::Expected expected_;
  const std::unique_ptr<oidc::KeySource> keys_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<IdentityProvider>> MakeOidcProvider(const OidcOptions& options) {
  const std::string& issuer = options.expected.issuer;
  if (absl::Status status = oidc::CheckIssuer(issuer, "--oidc-issuer"); !status.ok()) return status;
  if (!oidc::IsSubject(options.expected.audience)) {
    return absl::InvalidArgumentError("--oidc-audience: want our client id, 1 to 255 printable ASCII characters");
  }
  std::unique_ptr<oidc::KeySource> keys;
  if (options.keys.empty()) {
    keys = std::make_unique<oidc::FetchedKeys>(
        [client = https::Client({.authorities = options.authorities}), issuer] { return FetchKeys(client, issuer); });
  } else {
    auto file = oidc::KeyFile::Open(options.keys);
    if (!file.ok()) return file.status();
    keys = *std::move(file);
  }
  return std::make_unique<OidcProvider>(options.expected, std::move(keys));
}

}  // namespace hoso::staff
