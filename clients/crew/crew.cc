#include "clients/crew/crew.h"

#include <filesystem>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/files/secret_file.h"
#include "common/proto_time/proto_time.h"
#include "common/rights/role.h"
#include "common/rpc/channel.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/rpc/status.h"

namespace hoso::crew {
namespace {

using Stub = staff::v1::StaffService::Stub;

template <typename Request, typename Response>
absl::StatusOr<Response> Ask(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                             const Request& request, const std::string& token) {
  grpc::ClientContext context;
  rpc::Prepare(context, {.token = token, .timeout = absl::Seconds(30)});
  Response response;
  if (absl::Status status = rpc::FromGrpc((stub.*method)(&context, request, &response)); !status.ok()) return status;
  return response;
}

absl::Status WritePassword(const std::string& path, const std::string& password) {
  return files::WriteSecretFile(path, password + "\n");
}

// 122 random bits; nobody types it.
std::string NewPassword() { return rpc::NewRequestId(); }

staff::v1::Assignment AssignmentOf(const rpc::Caller& who) {
  staff::v1::Assignment assignment;
  assignment.set_staff_id(who.staff);
  assignment.set_role(rights::RoleOf(who.role));
  assignment.set_office_id(who.office);
  assignment.set_agency_key(who.agency);
  assignment.set_carrier_id(who.carrier);
  return assignment;
}

}  // namespace

Crew::Crew(Options options) : options_(std::move(options)), stub_(staff::v1::StaffService::NewStub(options_.staff)) {}

absl::StatusOr<std::unique_ptr<Crew>> Crew::Open(Options options) {
  std::unique_ptr<Crew> crew(new Crew(std::move(options)));
  if (const auto token = crew->TokenOf({.staff = crew->options_.administrator, .role = "administrator"}); !token.ok()) {
    return token.status();
  }
  return crew;
}

std::string Crew::PasswordFile(const std::string& staff_id) const {
  return absl::StrCat(options_.passwords, "/", staff_id);
}

Crew::Person& Crew::PersonOf(const rpc::Caller& who) {
  absl::MutexLock lock(&mutex_);
  std::unique_ptr<Person>& person =
      people_[absl::StrCat(who.staff, " ", who.role, " ", who.office, who.agency, who.carrier)];
  if (person == nullptr) person = std::make_unique<Person>();
  return *person;
}

absl::StatusOr<std::string> Crew::TokenOf(const rpc::Caller& who) {
  if (!rights::IsPersons(rights::RoleOf(who.role))) return std::string();
  Person& person = PersonOf(who);
  absl::MutexLock lock(&person.mutex);
  if (absl::Now() < person.renew_at) return person.token;
  if (absl::Status status = SignIn(who, person); !status.ok()) return status;
  return person.token;
}

absl::Status Crew::SignIn(const rpc::Caller& who, Person& person) {
  const std::string file = PasswordFile(who.staff);
  if (!std::filesystem::exists(file)) {
    if (absl::Status status = Engage(who); !status.ok()) return status;
  }
  const auto line = files::ReadSecretFile(file, 1000);
  if (!line.ok()) return line.status();
  staff::v1::SignInRequest request;
  request.set_staff_id(who.staff);
  request.set_role(rights::RoleOf(who.role));
  request.set_office_id(who.office);
  request.set_agency_key(who.agency);
  request.mutable_password()->set_password(std::string(absl::StripAsciiWhitespace(*line)));
  auto signed_in = Ask(*stub_, &Stub::SignIn, request, "");
  const std::string reason = errors::Reason(signed_in.status());
  if (reason == "PASSWORD_TO_BE_CHANGED") {
    const std::string password = NewPassword();
    request.mutable_password()->set_new_password(password);
    signed_in = Ask(*stub_, &Stub::SignIn, request, "");
    if (signed_in.ok()) {
      if (absl::Status status = WritePassword(file, password); !status.ok()) return status;
    }
  } else if (reason == "NO_ASSIGNMENT" && who.staff != options_.administrator) {
    if (absl::Status status = Engage(who); !status.ok()) return status;
    signed_in = Ask(*stub_, &Stub::SignIn, request, "");
  }
  if (!signed_in.ok()) return signed_in.status();
  person.token = signed_in->token();
  const absl::Time issued = FromProto(signed_in->session().issued_at());
  person.renew_at = issued + (FromProto(signed_in->session().expires_at()) - issued) / 2;
  return absl::OkStatus();
}

absl::Status Crew::Engage(const rpc::Caller& who) {
  const auto token = TokenOf({.staff = options_.administrator, .role = "administrator"});
  if (!token.ok()) return token.status();
  if (!std::filesystem::exists(PasswordFile(who.staff))) {
    staff::v1::AddStaffRequest add;
    add.set_staff_id(who.staff);
    const auto added = Ask(*stub_, &Stub::AddStaff, add, *token);
    if (!added.ok()) return added.status();
    if (absl::Status status = WritePassword(PasswordFile(who.staff), added->first_password()); !status.ok()) {
      return status;
    }
  }
  staff::v1::AssignRequest assign;
  *assign.mutable_assignment() = AssignmentOf(who);
  return Ask(*stub_, &Stub::Assign, assign, *token).status();
}

}  // namespace hoso::crew
