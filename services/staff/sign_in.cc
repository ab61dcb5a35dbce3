#include "services/staff/sign_in.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"
#include "common/identity/machine_name.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/session/token.h"
#include "services/staff/assignments.h"

namespace hoso::staff {
namespace {

using trust::v1::SIGN_IN_METHOD_OIDC;
using trust::v1::SIGN_IN_METHOD_PASSWORD;
using trust::v1::SIGN_IN_METHOD_PASSWORD_AND_TOTP;

// One answer, whatever was wrong.
absl::Status Wrong() {
  return errors::WithReason(absl::UnauthenticatedError("staff id, password or one-time code is wrong"),
                            "SIGN_IN_WRONG");
}

// 256 random bits.
std::string NewNonce() {
  std::string bytes(32, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return absl::WebSafeBase64Escape(bytes);
}

void SetPlace(const v1::Assignment& assignment, trust::v1::Session& session) {
  session.set_role(assignment.role());
  if (!assignment.office_id().empty()) session.set_office_id(assignment.office_id());
  if (!assignment.agency_key().empty()) session.set_agency_key(assignment.agency_key());
  if (!assignment.carrier_id().empty()) session.set_carrier_id(assignment.carrier_id());
}

}  // namespace

SignIns::SignIns(StaffStore& store, const signing::PrivateKey& key, const CodeSeal& seal, IdentityProvider* provider,
                 SignInOptions options)
    : store_(store),
      key_(key),
      seal_(seal),
      provider_(provider),
      options_(options),
      nobodys_password_(HashPassword(NewFirstPassword(), options.cost)) {}

absl::StatusOr<v1::SignInResponse> SignIns::SignIn(const v1::SignInRequest& request, const std::string& machine,
                                                   absl::Time now) {
  const bool by_provider = request.proof_case() == v1::SignInRequest::kIdToken;
  if (!by_provider) {
    if (absl::Status status = store_.BeginAttempt(request.staff_id(), machine, now); !status.ok()) return status;
  }
  auto proved = by_provider ? ProveByProvider(request, machine, now) : ProveByPassword(request, now);
  if (!proved.ok()) {
    const Event event{.at = now,
                      .what = absl::StrCat("SignIn ", errors::Reason(proved.status())),
                      .staff_id = request.staff_id(),
                      .machine = machine,
                      .detail = by_provider ? std::string(proved.status().message()) : ""};
    if (absl::Status status = store_.Record(event); !status.ok()) return status;
    return proved.status();
  }
  return Open(*std::move(proved), request, machine, now);
}

absl::StatusOr<SignIns::Proved> SignIns::ProveByPassword(const v1::SignInRequest& request, absl::Time now) {
  const v1::Password& given = request.password();
  const auto member = store_.FindMember(request.staff_id());
  if (!member.ok()) return member.status();
  const bool known = member->has_value();
  const bool fits = FitsPassword(given.password(), known ? (*member)->password : nobodys_password_);
  if (!known || !fits) return Wrong();
  Proved proved{.member = **member, .session = {.method = SIGN_IN_METHOD_PASSWORD}};
  if (absl::Status status = CheckCode(proved.member, given.one_time_code(), now, proved.session); !status.ok()) {
    return status;
  }
  if (proved.member.password_first && given.new_password().empty()) {
    return errors::Precondition("PASSWORD_TO_BE_CHANGED", "password.new_password: empty, want another password now");
  }
  if (given.new_password().empty()) return proved;
  if (given.new_password() == given.password()) {
    return errors::FieldError("password.new_password", "the present one, want another");
  }
  absl::Status status = CheckNewPassword(given.new_password(), request.staff_id(), "password.new_password");
  if (!status.ok()) return status;
  proved.session.new_password = HashPassword(given.new_password(), options_.cost);
  return proved;
}

absl::Status SignIns::CheckCode(const Member& member, const std::string& code, absl::Time now, NewSession& session) {
  if (member.code_secret.empty()) return absl::OkStatus();
  if (code.empty() && !member.code_confirmed) return absl::OkStatus();  // Set up, but not yet seen to work.
  const auto secret = seal_.Open(member.code_secret, member.staff_id);
  if (!secret.ok()) return secret.status();
  const auto step = StepOfCode(*secret, code, now);
  if (!step.has_value() || *step <= member.code_step) return Wrong();
  session.code_step = *step;
  session.method = SIGN_IN_METHOD_PASSWORD_AND_TOTP;
  return absl::OkStatus();
}

absl::StatusOr<std::string> SignIns::Issuer() const {
  if (provider_ != nullptr) return provider_->expected().issuer;
  return errors::Precondition("NO_IDENTITY_PROVIDER", "no identity provider is set up here: sign in by password");
}

absl::StatusOr<v1::BeginSignInResponse> SignIns::Begin(const std::string& machine, absl::Time now) {
  const auto issuer = Issuer();
  if (!issuer.ok()) return issuer.status();
  v1::BeginSignInResponse response;
  response.set_issuer(*issuer);
  response.set_client_id(provider_->expected().audience);
  response.set_nonce(NewNonce());
  const absl::Time expires_at = ToMicros(now + options_.nonce_lifetime);
  *response.mutable_expires_at() = ToProto(expires_at);
  absl::Status status = store_.AddNonce(response.nonce(), machine, now, expires_at);
  if (!status.ok()) return status;
  return response;
}

// A token is checked before anything is asked or counted, so that only who proved a subject reaches its member's
// attempts. Its nonce goes last: who may not try now keeps it, and once it is used up the token is worth nothing,
// whatever comes after.
absl::StatusOr<SignIns::Proved> SignIns::ProveByProvider(const v1::SignInRequest& request, const std::string& machine,
                                                         absl::Time now) {
  const auto issuer = Issuer();
  if (!issuer.ok()) return issuer.status();
  const auto claims = provider_->Check(request.id_token(), now);
  if (!claims.ok()) return claims.status();
  const auto member = store_.FindMemberBySubject(*issuer, claims->subject);
  if (!member.ok()) return member.status();
  if (!member->has_value()) {
    return errors::Precondition(
        "NOT_BOUND", "the identity provider knows you, but you are bound to no member: ask an administrator");
  }
  const std::string& staff_id = (*member)->staff_id;
  if (!request.staff_id().empty() && request.staff_id() != staff_id) {
    return errors::WithReason(absl::UnauthenticatedError("staff_id: not who the identity provider proved"),
                              "SIGN_IN_WRONG");
  }
  if (absl::Status status = store_.BeginAttempt(staff_id, machine, now); !status.ok()) return status;
  const auto used = store_.UseNonce(claims->nonce, machine, now);
  if (!used.ok()) return used.status();
  if (!*used) {
    return errors::WithReason(absl::UnauthenticatedError(
                                  "id_token.nonce: used, expired or of another machine, want that of BeginSignIn here"),
                              oidc::kIdTokenRefused);
  }
  return Proved{.member = **member, .session = {.method = SIGN_IN_METHOD_OIDC}};
}

absl::StatusOr<v1::SignInResponse> SignIns::Open(Proved proved, const v1::SignInRequest& request,
                                                 const std::string& machine, absl::Time now) {
  const auto name = identity::ParseMachineName(machine);
  if (!name.ok()) return name.status();
  const auto place = PlaceOf(*name, request);
  if (!place.ok()) return place.status();
  const auto assignments = store_.AssignmentsOf(proved.member.staff_id, clock::LocalDay(now));
  if (!assignments.ok()) return assignments.status();
  const auto assignment = ChooseAssignment(*assignments, *place, request.role());
  if (!assignment.ok()) return assignment.status();

  NewSession& session = proved.session;
  session.session_id = rpc::NewRequestId();
  session.staff_id = proved.member.staff_id;
  session.assignment_id = assignment->assignment_id();
  session.machine = machine;
  session.began_at = ToMicros(now);
  session.ends_at = ToMicros(now + options_.session_lifetime);
  const Event event{.at = now,
                    .what = "SignIn",
                    .staff_id = session.staff_id,
                    .by_staff = session.staff_id,
                    .machine = machine,
                    .detail = session.session_id};
  if (absl::Status status = store_.BeginSession(session, event); !status.ok()) {
    return errors::Reason(status) == "CODE_USED" ? Wrong() : status;
  }
  v1::SignInResponse response;
  trust::v1::Session& stated = *response.mutable_session();
  stated.set_session_id(session.session_id);
  stated.set_staff_id(session.staff_id);
  SetPlace(*assignment, stated);
  stated.set_machine(machine);
  stated.set_method(session.method);
  auto token = TokenFor(stated, now, session.ends_at);
  if (!token.ok()) return token.status();
  response.set_token(*std::move(token));
  *response.mutable_ends_at() = ToProto(session.ends_at);
  return response;
}

absl::StatusOr<std::string> SignIns::TokenFor(trust::v1::Session& session, absl::Time now, absl::Time ends_at) const {
  const auto givers = store_.CredentialsBy(session.staff_id(), now - options_.credential_period);
  if (!givers.ok()) return givers.status();
  session.mutable_credentials_by()->Assign(givers->begin(), givers->end());
  *session.mutable_issued_at() = ToProto(ToMicros(now));
  *session.mutable_expires_at() = ToProto(ToMicros(std::min(now + options_.token_lifetime, ends_at)));
  return session::MakeToken(key_, session);
}

absl::StatusOr<v1::RenewTokenResponse> SignIns::Renew(const trust::v1::Session& session, absl::Time now) {
  const auto open = store_.FindSession(session.session_id(), now);
  if (!open.ok()) return open.status();
  if (!open->has_value()) {
    return errors::WithReason(absl::UnauthenticatedError("the session has ended: sign in again"), "SESSION_ENDED");
  }
  v1::RenewTokenResponse response;
  *response.mutable_session() = session;
  auto token = TokenFor(*response.mutable_session(), now, (*open)->ends_at);
  if (!token.ok()) return token.status();
  response.set_token(*std::move(token));
  return response;
}

absl::Status SignIns::CheckPassword(const std::string& staff_id, const std::string& password,
                                    const std::string& machine, absl::Time now) {
  if (absl::Status status = store_.BeginAttempt(staff_id, machine, now); !status.ok()) return status;
  const auto member = store_.FindMember(staff_id);
  if (!member.ok()) return member.status();
  if (!member->has_value() || !FitsPassword(password, (*member)->password)) return Wrong();
  return store_.Unlock(staff_id, {.at = now, .what = "PasswordShown", .staff_id = staff_id, .by_staff = staff_id, .machine = machine});
}

}  // namespace hoso::staff
