// `hoso sign-in --oidc`: the person proves themselves to the identity provider with a browser elsewhere.
#ifndef HOSO_CLIENTS_HOSO_OIDC_SIGN_IN_H_
#define HOSO_CLIENTS_HOSO_OIDC_SIGN_IN_H_

#include <string>

#include "absl/status/statusor.h"
#include "clients/hoso/session.h"
#include "hoso/staff/v1/staff_service.pb.h"

namespace hoso::cli {

// The ID token with the nonce of `begun`. Says on stderr what the person is to do, and waits until it is done, refused
// or too late. `authorities`: file of whom to believe to be the provider; empty: those of the system.
absl::StatusOr<std::string> FetchIdToken(const Session& session, const staff::v1::BeginSignInResponse& begun,
                                         const std::string& authorities);

}  // namespace hoso::cli

#endif  // HOSO_CLIENTS_HOSO_OIDC_SIGN_IN_H_
