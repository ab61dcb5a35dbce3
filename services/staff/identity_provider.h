// Somebody else who proves people: OpenID Connect.
#ifndef HOSO_SERVICES_STAFF_IDENTITY_PROVIDER_H_
#define HOSO_SERVICES_STAFF_IDENTITY_PROVIDER_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hoso::staff {

// Thread-safe.
class IdentityProvider {
 public:
  virtual ~IdentityProvider() = default;
  // The subject that `id_token` proves. UNAUTHENTICATED, reason SIGN_IN_WRONG, for a token of somebody else, for somebody
  // else, expired, or of another shape.
  virtual absl::StatusOr<std::string> SubjectOf(const std::string& id_token, absl::Time now) = 0;
};

}  // namespace hoso::staff

#endif  // HOSO_SERVICES_STAFF_IDENTITY_PROVIDER_H_
