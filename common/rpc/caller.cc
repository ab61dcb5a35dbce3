#include "common/rpc/caller.h"

#include "absl/strings/str_cat.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/errors.h"

namespace hoso::rpc {
namespace {

absl::Status BindField(const identity::MachineName& machine, const char* key, const std::string& proved,
                       std::string& said) {
  if (said.empty()) said = proved;
  if (said == proved) return absl::OkStatus();
  return errors::WithReason(absl::PermissionDeniedError(absl::StrCat(key, ": ", errors::Printable(said, 64),
                                                                     ", but the certificate is that of ",
                                                                     identity::FormatMachineName(machine))),
                            "NOT_THIS_MACHINE", {{"field", key}});
}

}  // namespace

absl::Status Bind(const identity::MachineName& machine, Caller& caller) {
  absl::Status status;
  switch (machine.kind) {
    case identity::MachineKind::kOffice:
      status = BindField(machine, kAgencyKey, "", caller.agency);
      status.Update(BindField(machine, kOfficeKey, machine.id, caller.office));
      break;
    case identity::MachineKind::kAgency:
      status = BindField(machine, kOfficeKey, "", caller.office);
      status.Update(BindField(machine, kAgencyKey, machine.id, caller.agency));
      break;
    case identity::MachineKind::kDevice:
      status = BindField(machine, kDeviceKey, machine.id, caller.device);
      status.Update(BindField(machine, kOfficeKey, "", caller.office));
      status.Update(BindField(machine, kAgencyKey, "", caller.agency));
      break;
    case identity::MachineKind::kService:
      break;
  }
  return status;
}

}  // namespace hoso::rpc
