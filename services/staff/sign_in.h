// Signing in: proof, lock-out, choice of the assignment, and the token.
#ifndef HOSO_SERVICES_STAFF_SIGN_IN_H_
#define HOSO_SERVICES_STAFF_SIGN_IN_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/signing/key.h"
#include "hoso/staff/v1/staff_service.pb.h"
#include "services/staff/identity_provider.h"
#include "services/staff/one_time_code.h"
#include "services/staff/passwords.h"
#include "services/staff/staff_store.h"

namespace hoso::staff {

struct SignInOptions {
  HashCost cost;
  absl::Duration token_lifetime = absl::Minutes(10);
  absl::Duration session_lifetime = absl::Hours(10);
  absl::Duration credential_period =
      absl::Hours(24 * 30);                           // For how long who gave credentials counts as their user, too.
  absl::Duration nonce_lifetime = absl::Minutes(10);  // For a person to prove themselves elsewhere.
};

// Thread-safe. What it is given outlives it.
class SignIns {
 public:
  // `provider` may be null.
  SignIns(StaffStore& store, const signing::PrivateKey& key, const CodeSeal& seal, IdentityProvider* provider,
          SignInOptions options);

  // StaffService.SignIn. `machine` is the name in the certificate. Blocks for as long as a password takes.
  absl::StatusOr<v1::SignInResponse> SignIn(const v1::SignInRequest& request, const std::string& machine,
                                            absl::Time now);

  // StaffService.BeginSignIn.
  absl::StatusOr<v1::BeginSignInResponse> Begin(const std::string& machine, absl::Time now);

  // The issuer under which subjects are bound. FAILED_PRECONDITION, reason NO_IDENTITY_PROVIDER, when none is set up.
  absl::StatusOr<std::string> Issuer() const;

  // StaffService.RenewToken.
  absl::StatusOr<v1::RenewTokenResponse> Renew(const trust::v1::Session& session, absl::Time now);

  // OK if `password` is that of `staff_id`; counts as an attempt.
  absl::Status CheckPassword(const std::string& staff_id, const std::string& password, const std::string& machine,
                             absl::Time now);

  const SignInOptions& options() const { return options_; }

 private:
  struct Proved {
    Member member;
    NewSession session;  // Method, password and code step are set.
  };
  absl::StatusOr<Proved> ProveByPassword(const v1::SignInRequest& request, absl::Time now);
  absl::StatusOr<Proved> ProveByProvider(const v1::SignInRequest& request, const std::string& machine, absl::Time now);
  absl::Status CheckCode(const Member& member, const std::string& code, absl::Time now, NewSession& session);
  absl::StatusOr<v1::SignInResponse> Open(Proved proved, const v1::SignInRequest& request, const std::string& machine,
                                          absl::Time now);
  absl::StatusOr<std::string> TokenFor(trust::v1::Session& session, absl::Time now, absl::Time ends_at) const;

  StaffStore& store_;
  const signing::PrivateKey& key_;
  const CodeSeal& seal_;
  IdentityProvider* const provider_;
  const SignInOptions options_;
  const std::string nobodys_password_;  // Its hash takes the place of an unknown member's.
};

}  // namespace hoso::staff

#endif  // HOSO_SERVICES_STAFF_SIGN_IN_H_
