// Who calls, as the door knows it: the machine from its certificate, the person from the token of who signed in.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/identity/machine_name.h"
#include "hoso/trust/v1/session.pb.h"

namespace hoso::rpc {

// Empty fields are unknown. Codes are the catalogue's.
struct Caller {
  std::string staff;    // A person of the post or of an agency, by staff id.
  std::string office;   // The post point where that person stands.
  std::string agency;   // The agency for which that person acts.
  std::string carrier;  // The carrier for whom that person drives.
  std::string device;   // The counter, or the back-office system.
  std::string role;     // In which role, by its name in common/rights/role.h.
  // Who could have signed in as that person: session.proto. Never said, only proved.
  std::vector<std::string> credentials_by;
  bool operator==(const Caller&) const = default;
};

// What a call says of its caller (metadata hoso-staff and so on) against what is proved. Each sets what was left empty and
// refuses what is otherwise: PERMISSION_DENIED, naming the metadata, with reason NOT_THIS_MACHINE or NOT_THIS_PERSON.

// A person who signed in. The device is the machine's to say.
absl::Status BindSession(const trust::v1::Session& session, Caller& caller);

// A machine without a person. An office's speaks for that office and an agency's for that agency, a device for no place; an
// agency's back office vouches for its staff. Said of anyone else, a staff id or a person's role is UNAUTHENTICATED with
// reason SIGN_IN_NEEDED.
absl::Status BindMachine(const identity::MachineName& machine, Caller& caller);

}  // namespace hoso::rpc
