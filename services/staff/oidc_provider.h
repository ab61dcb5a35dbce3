// The identity provider that an operator names.
#ifndef HOSO_SERVICES_STAFF_OIDC_PROVIDER_H_
#define HOSO_SERVICES_STAFF_OIDC_PROVIDER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "services/staff/identity_provider.h"

namespace hoso::staff {

struct OidcOptions {
  oidc::Expected expected;
  std::string keys;         // File with its key set; empty: fetched from the issuer.
  std::string authorities;  // File of whom to believe when fetching; empty: those of the system.
};

// INVALID_ARGUMENT or FAILED_PRECONDITION naming the flag or file. Does not ask the issuer yet: people with passwords
// sign in while it is away.
absl::StatusOr<std::unique_ptr<IdentityProvider>> MakeOidcProvider(const OidcOptions& options);

}  // namespace hoso::staff

#endif  // HOSO_SERVICES_STAFF_OIDC_PROVIDER_H_
