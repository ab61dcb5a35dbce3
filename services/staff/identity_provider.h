// Somebody else who proves people: OpenID Connect.
#ifndef HOSO_SERVICES_STAFF_IDENTITY_PROVIDER_H_
#define HOSO_SERVICES_STAFF_IDENTITY_PROVIDER_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/oidc/id_token.h"

namespace hoso::staff {

// Thread-safe.
class IdentityProvider {
 public:
  virtual ~IdentityProvider() = default;
  // Whose tokens count, and who we are to it.
  virtual const oidc::Expected& expected() const = 0;
  // What `id_token` states; its nonce is still to be compared. UNAUTHENTICATED, reason ID_TOKEN_REFUSED, for a token of
  // somebody else, for somebody else, expired, or of another shape; UNAVAILABLE when that cannot be told now.
  virtual absl::StatusOr<oidc::Claims> Check(const std::string& id_token, absl::Time now) = 0;
};

}  // namespace hoso::staff

#endif  // HOSO_SERVICES_STAFF_IDENTITY_PROVIDER_H_
