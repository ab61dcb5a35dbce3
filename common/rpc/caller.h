// Who calls, as the door knows it: copied from the call's metadata today, from
// certificate and sign-in once machines and people prove who they are.
#pragma once

#include <string>

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

}  // namespace hoso::rpc
