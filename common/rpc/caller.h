// Who calls, as the door knows it: the machine from its certificate, the person from the call's metadata.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "common/identity/machine_name.h"

namespace hoso::rpc {

// Empty fields are unknown. Codes are the catalogue's.
struct Caller {
  std::string staff;   // A person of the post or of an agency, by staff code.
  std::string office;  // The post point where that person stands.
  std::string agency;  // The agency for which that person acts.
  std::string device;  // The counter, or the back-office system.
  std::string role;    // In which role: clerk, carrier, officer, operator, citizen.
  bool operator==(const Caller&) const = default;
};

// What `machine` proves: an office's speaks for that office only, an agency's for that agency, a device's as itself and
// for no place. Sets what the caller left empty. PERMISSION_DENIED with reason NOT_THIS_MACHINE, naming the metadata, when
// the caller says otherwise. Services of ours pass on what they were told.
absl::Status Bind(const identity::MachineName& machine, Caller& caller);

}  // namespace hoso::rpc
