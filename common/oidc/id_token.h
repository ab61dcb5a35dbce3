// ID tokens: what an identity provider states about who signed in at it (OpenID Connect Core 1.0, sections 2
// and 3.1.3.7).
#ifndef HOSO_COMMON_OIDC_ID_TOKEN_H_
#define HOSO_COMMON_OIDC_ID_TOKEN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/oidc/jose.h"
#include "common/oidc/key_set.h"

namespace hoso::oidc {

inline constexpr char kIdTokenRefused[] = "ID_TOKEN_REFUSED";
inline constexpr size_t kLongestIdToken = 16 << 10;
inline constexpr size_t kLongestSubject = 255;

// How far the provider's clock may differ from ours.
inline constexpr absl::Duration kClockSkew = absl::Minutes(1);

// Whose tokens count, and for whom they have to be.
struct Expected {
  std::string issuer;
  std::string audience;  // Our client id.
};

struct Claims {
  std::string subject;  // Printable ASCII.
  std::string nonce;    // For the caller to compare; not empty.
};

// Whether `subject` is one: 1 to 255 printable ASCII characters.
bool IsSubject(const std::string& subject);

// A compact JWS (RFC 7515) that nobody has checked yet. Refusals are all UNAUTHENTICATED with reason ID_TOKEN_REFUSED;
// the message begins with the part that is wrong, as in `id_token.aud: …`, and shows nothing of it.
class IdToken {
 public:
  static absl::StatusOr<IdToken> Parse(const std::string& token);

  const std::string& key_id() const { return key_id_; }

  // What it states, if a key of `keys` signed it with its own algorithm, it is for `expected`, and counts at `now`.
  absl::StatusOr<Claims> Check(const KeySet& keys, const Expected& expected, absl::Time now) const;

  // Whom it would be about, for showing it to who brings it; "" if it says nobody.
  std::string UncheckedSubject() const;

 private:
  IdToken(JoseToken token, std::string algorithm, std::string key_id);
  std::string Payload() const;

  JoseToken token_;
  std::string algorithm_;
  std::string key_id_;
};

}  // namespace hoso::oidc

#endif  // HOSO_COMMON_OIDC_ID_TOKEN_H_
