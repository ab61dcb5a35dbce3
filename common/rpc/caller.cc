#include "common/rpc/caller.h"

#include "absl/strings/str_cat.h"
#include "common/rights/role.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/errors.h"

namespace hoso::rpc {
namespace {

absl::Status BindField(const char* reason, const std::string& whose, const char* key, const std::string& proved,
                       std::string& said) {
  if (said.empty()) said = proved;
  if (said == proved) return absl::OkStatus();
  return errors::WithReason(
      absl::PermissionDeniedError(absl::StrCat(key, ": ", errors::Echo(said), ", but ", whose)), reason,
      {{"field", key}});
}

trust::v1::Role RoleOf(const identity::MachineName& machine) {
  switch (machine.kind) {
    case identity::MachineKind::kOffice:
      return trust::v1::ROLE_COUNTER;
    case identity::MachineKind::kAgency:
      return trust::v1::ROLE_AGENCY_SYSTEM;
    default:
      return trust::v1::ROLE_CITIZEN;
  }
}

absl::Status CheckNobodySaid(const identity::MachineName& machine, const Caller& caller) {
  const bool vouches = machine.kind == identity::MachineKind::kAgency;
  if ((caller.staff.empty() || vouches) && !rights::IsPersons(rights::RoleOf(caller.role))) return absl::OkStatus();
  const char* key = caller.staff.empty() || vouches ? kRoleKey : kStaffKey;
  return errors::WithReason(
      absl::UnauthenticatedError(absl::StrCat(key, ": given, but nobody has signed in (hoso sign-in)")),
      "SIGN_IN_NEEDED", {{"field", key}});
}

}  // namespace

absl::Status BindSession(const trust::v1::Session& session, Caller& caller) {
  absl::Status status;
  const auto bind = [&](const char* key, const std::string& proved, std::string& said) {
    status.Update(BindField("NOT_THIS_PERSON", "the token is another's or for another place", key, proved, said));
  };
  bind(kStaffKey, session.staff_id(), caller.staff);
  bind(kRoleKey, rights::NameOf(session.role()), caller.role);
  bind(kOfficeKey, session.office_id(), caller.office);
  bind(kAgencyKey, session.agency_key(), caller.agency);
  bind(kCarrierKey, session.carrier_id(), caller.carrier);
  caller.credentials_by.assign(session.credentials_by().begin(), session.credentials_by().end());
  return status;
}

absl::Status BindMachine(const identity::MachineName& machine, Caller& caller) {
  if (absl::Status status = CheckNobodySaid(machine, caller); !status.ok()) return status;
  absl::Status status;
  const auto bind = [&](const char* key, const std::string& proved, std::string& said) {
    status.Update(BindField("NOT_THIS_MACHINE",
                            absl::StrCat("the certificate is that of ", identity::FormatMachineName(machine)), key,
                            proved, said));
  };
  const bool is_office = machine.kind == identity::MachineKind::kOffice;
  const bool is_agency = machine.kind == identity::MachineKind::kAgency;
  bind(kRoleKey, rights::NameOf(RoleOf(machine)), caller.role);
  bind(kOfficeKey, is_office ? machine.id : "", caller.office);
  bind(kAgencyKey, is_agency ? machine.id : "", caller.agency);
  bind(kCarrierKey, "", caller.carrier);
  if (machine.kind == identity::MachineKind::kDevice) bind(kDeviceKey, machine.id, caller.device);
  return status;
}

}  // namespace hoso::rpc
