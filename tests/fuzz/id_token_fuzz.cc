// ID tokens, as anyone may send them; and what an identity provider answers: key sets, discovery, the device grant.
#include <openssl/err.h>

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/oidc/device_grant.h"
#include "common/oidc/id_token.h"
#include "common/oidc/provider.h"
#include "common/rpc/errors.h"
#include "tests/fuzz/property.h"

namespace {

using namespace hoso;

constexpr char kIssuer[] = "https://id.example.vn";

// Their private parts signed tokens of the corpus, which count at kNow, and are gone.
const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
const oidc::KeySet& Keys() {
  static const oidc::KeySet& keys = *new oidc::KeySet(oidc::KeySet::Parse(R"({"keys": [
      {"kid": "a", "use": "sig", "alg": "RS256", "kty": "RSA", "n": "5swrBTaW3wskAtksMv6wxEgYdXjInZOTQlsBI2W62K9r9Rs3TgsZqBm9ATf6L1GOpYj9UVJQZeP4FZEVBnZjnu7o7dTs4MLVZyh1YYOyb3w-W6hUJP0z0swb4334AKNmGC5O4E2rLG3UhGHz4cfsfaS-Ltr2WdutIjVjUNmSmajUdOcC5pvvVzDwAh5Z2zDsWMHoitpnCfGzi4lg-6MR1X_qyPR14jkkPELAVOh_n-jOPf5H7z_C8uAc4HveIz3qhOyxZKruz3E90VhoGleA-NFEEfRpqD2K_KNbwlX6vnSexJgmVpM2fgq16tg3HNvQe5O-ocEK9dkUq9-0y6rMNw", "e": "AQAB"},
      {"kid": "b", "use": "sig", "alg": "ES256", "kty": "EC", "crv": "P-256", "x": "Jlh_Fq9HQOhwBGr-yWjrUk3DFYKIOQFmINMUTV9VpiI", "y": "ClOmo4vNghGEOF1iYXdGGyHg3x4cAnTy1u_O0H8Y_Zo"}
      ]})")
                                                          .value());
  return keys;
}

void CheckToken(const std::string& text) {
  const auto token = oidc::IdToken::Parse(text);
  if (!token.ok()) {
    HOSO_ALWAYS(errors::Reason(token.status()) == oidc::kIdTokenRefused);
    HOSO_ALWAYS(absl::StartsWith(token.status().message(), "id_token"));
    return;
  }
  HOSO_ALWAYS(text.size() <= oidc::kLongestIdToken && !token->key_id().empty());
  const std::string subject = token->UncheckedSubject();
  HOSO_ALWAYS(subject.empty() || oidc::IsSubject(subject));
  const auto claims = token->Check(Keys(), {.issuer = kIssuer, .audience = "hoso"}, kNow);
  if (claims.ok()) {
    HOSO_ALWAYS(claims->subject == subject && !subject.empty() && !claims->nonce.empty());
    return;
  }
  HOSO_ALWAYS(errors::Reason(claims.status()) == oidc::kIdTokenRefused);
  HOSO_ALWAYS(absl::StartsWith(claims.status().message(), "id_token"));
}

// Header and payload as they are, a line each: as many would not come out of base64.
void CheckParts(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('\n', 1));
  const std::string token =
      absl::StrCat(absl::WebSafeBase64Escape(parts.first), ".", absl::WebSafeBase64Escape(parts.second), ".");
  CheckToken(absl::StrCat(token, std::string(86, 'A')));
}

void CheckAnswers(const std::string& json) {
  const auto keys = oidc::KeySet::Parse(json);
  if (!keys.ok()) fuzz::WantRefusal(keys.status(), "keys");
  HOSO_ALWAYS(!keys.ok() || !keys->keys().empty());
  const auto provider = oidc::ParseProvider(json, kIssuer);
  if (!provider.ok()) fuzz::WantRefusal(provider.status(), "discovery");
  HOSO_ALWAYS(!provider.ok() || absl::StartsWith(provider->keys_url, "https://"));
  if (const auto grant = oidc::ParseDeviceGrant(200, json); grant.ok()) {
    HOSO_ALWAYS(grant->interval >= absl::Seconds(1) && absl::StartsWith(grant->url, "https://"));
    HOSO_ALWAYS(errors::Printable(grant->user_code, 2000) == grant->user_code);
  }
  oidc::ParseDeviceGrant(400, json).IgnoreError();
  if (const auto answer = oidc::ParseTokenAnswer(200, json); answer.ok()) CheckToken(answer->id_token);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (absl::StartsWith(text, "{")) {
    CheckAnswers(text);
  } else if (absl::StartsWith(text, "#")) {
    CheckParts(text.substr(1));
  } else {
    CheckToken(text);
  }
  ERR_clear_error();
  return 0;
}
