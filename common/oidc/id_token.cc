#include "common/oidc/id_token.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/oidc/json.h"
#include "common/rpc/errors.h"

namespace hoso::oidc {
namespace {

using nlohmann::json;

absl::Status Refused(const std::string& part, const std::string& expectation) {
  return errors::WithReason(absl::UnauthenticatedError(absl::StrCat(part, ": ", expectation)), kIdTokenRefused);
}

bool LooksCompact(const std::string& token) {
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  return parts.size() == 3 && std::all_of(parts.begin(), parts.end(), IsBase64Url);
}

std::string HeaderText(cjose_header_t* header, const char* name) {
  cjose_err error;
  const char* text = cjose_header_get(header, name, &error);
  return text == nullptr ? "" : text;
}

bool HasHeader(cjose_header_t* header, const char* name) {
  cjose_err error;
  const std::unique_ptr<char, decltype(&std::free)> value(cjose_header_get_raw(header, name, &error), std::free);
  return value != nullptr;
}

absl::Status CheckAudience(const json& claims, const std::string& audience) {
  const absl::Status foreign = Refused("id_token.aud", "not for this service, want its client id");
  const auto stated = claims.find("aud");
  if (stated == claims.end()) return foreign;
  const bool several = stated->is_array() && stated->size() > 1;
  if (stated->is_array() ? std::find(stated->begin(), stated->end(), json(audience)) == stated->end()
                         : *stated != json(audience)) {
    return foreign;
  }
  if ((several || claims.contains("azp")) && TextOf(claims, "azp") != audience) {
    return Refused("id_token.azp", "given to somebody else, want our client id");
  }
  return absl::OkStatus();
}

absl::Status CheckTimes(const json& claims, absl::Time now) {
  const auto expires = SecondsOf(claims, "exp"), issued = SecondsOf(claims, "iat");
  if (!expires.has_value()) return Refused("id_token.exp", "not there, want seconds since 1970");
  if (!issued.has_value()) return Refused("id_token.iat", "not there, want seconds since 1970");
  if (now >= absl::FromUnixSeconds(*expires) + kClockSkew) return Refused("id_token.exp", "past: sign in again");
  const std::string ahead = "to come: are the clocks of the identity provider and of this service right?";
  if (now < absl::FromUnixSeconds(*issued) - kClockSkew) return Refused("id_token.iat", ahead);
  if (!claims.contains("nbf")) return absl::OkStatus();
  const auto begins = SecondsOf(claims, "nbf");
  if (!begins.has_value() || now < absl::FromUnixSeconds(*begins) - kClockSkew) return Refused("id_token.nbf", ahead);
  return absl::OkStatus();
}

absl::StatusOr<Claims> CheckClaims(const json& stated, const Expected& expected, absl::Time now) {
  if (TextOf(stated, "iss") != expected.issuer) return Refused("id_token.iss", "another identity provider");
  absl::Status status = CheckAudience(stated, expected.audience);
  if (status.ok()) status = CheckTimes(stated, now);
  if (!status.ok()) return status;
  Claims claims{.subject = TextOf(stated, "sub"), .nonce = TextOf(stated, "nonce")};
  if (!IsSubject(claims.subject)) return Refused("id_token.sub", "want 1 to 255 printable ASCII characters");
  if (claims.nonce.empty()) return Refused("id_token.nonce", "not there, want that of BeginSignIn");
  return claims;
}

}  // namespace

bool IsSubject(const std::string& subject) {
  return !subject.empty() && subject.size() <= kLongestSubject &&
         std::all_of(subject.begin(), subject.end(),
                     [](char c) { return absl::ascii_isprint(static_cast<unsigned char>(c)); });
}

IdToken::IdToken(JoseToken token, std::string algorithm, std::string key_id)
    : token_(std::move(token)), algorithm_(std::move(algorithm)), key_id_(std::move(key_id)) {}

absl::StatusOr<IdToken> IdToken::Parse(const std::string& token) {
  if (token.size() > kLongestIdToken) return Refused("id_token", "too long, want at most 16 KiB");
  const absl::Status unreadable = Refused("id_token", "no signed token, want a compact JWS");
  if (!LooksCompact(token)) return unreadable;
  cjose_err error;
  JoseToken parsed(cjose_jws_import(token.data(), token.size(), &error));
  if (parsed == nullptr) return unreadable;
  cjose_header_t* const header = cjose_jws_get_protected(parsed.get());
  std::string algorithm = HeaderText(header, CJOSE_HDR_ALG);
  if (algorithm != "RS256" && algorithm != "ES256") return Refused("id_token.alg", "want RS256 or ES256");
  if (HasHeader(header, "crit")) return Refused("id_token.crit", "asks for what is not understood here");
  std::string key_id = HeaderText(header, CJOSE_HDR_KID);
  if (key_id.empty()) return Refused("id_token.kid", "not there, want the id of a key of the identity provider");
  return IdToken(std::move(parsed), std::move(algorithm), std::move(key_id));
}

std::string IdToken::Payload() const {
  cjose_err error;
  uint8_t* bytes = nullptr;  // Stays the token's.
  size_t size = 0;
  if (!cjose_jws_get_plaintext(token_.get(), &bytes, &size, &error)) return "";
  return std::string(reinterpret_cast<const char*>(bytes), size);
}

absl::StatusOr<Claims> IdToken::Check(const KeySet& keys, const Expected& expected, absl::Time now) const {
  const ProviderKey* const key = keys.Find(key_id_);
  if (key == nullptr) {
    return Refused("id_token.kid", "no key of the identity provider; if it has new ones, sign in again in a minute");
  }
  if (key->algorithm != algorithm_) return Refused("id_token.alg", "not that of the key");
  cjose_err error;
  const JoseKey imported(cjose_jwk_import(key->json.data(), key->json.size(), &error));
  if (imported == nullptr || !cjose_jws_verify(token_.get(), imported.get(), &error)) {
    return Refused("id_token", "not signed by the identity provider");
  }
  const auto claims = ParseObject(Payload());
  if (!claims.has_value()) return Refused("id_token", "states nothing, want a JSON object");
  return CheckClaims(*claims, expected, now);
}

std::string IdToken::UncheckedSubject() const {
  const auto claims = ParseObject(Payload());
  const std::string subject = claims.has_value() ? TextOf(*claims, "sub") : "";
  return IsSubject(subject) ? subject : "";
}

}  // namespace hoso::oidc
