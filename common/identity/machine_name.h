// The name of a machine, as its certificate carries it: a URI in the subject alternative names.
//
//   hoso://yen-bai/office/YB-CP-04378     a post point's counter
//   hoso://yen-bai/agency/SGTVT           an agency's back office
//   hoso://yen-bai/service/intake         one of our own processes
//   hoso://yen-bai/device/MT-0042         a device that is no office's or agency's own; it speaks for neither
//
// deploy/ca/ca.sh gives them out. The kinds are those of the design, section 8.
#ifndef HOSO_COMMON_IDENTITY_MACHINE_NAME_H_
#define HOSO_COMMON_IDENTITY_MACHINE_NAME_H_

#include <string>

#include "absl/status/statusor.h"

namespace hoso::identity {

enum class MachineKind { kService, kOffice, kAgency, kDevice };

struct MachineName {
  std::string province;
  MachineKind kind = MachineKind::kDevice;
  std::string id;  // An office's or agency's is that of the catalogue.
  bool operator==(const MachineName&) const = default;
};

// INVALID_ARGUMENT for anything that is not written exactly so: scheme and kinds in small letters, a province of 1 to 40 of
// a-z, 0-9 and -, an id of 1 to 64 of A-Z, a-z, 0-9, ".", "_" and "-" that begins with a letter or digit.
absl::StatusOr<MachineName> ParseMachineName(const std::string& uri);

std::string FormatMachineName(const MachineName& name);

}  // namespace hoso::identity

#endif  // HOSO_COMMON_IDENTITY_MACHINE_NAME_H_
