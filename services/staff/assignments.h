// Assignments: which one counts at sign-in, and whose they are to give.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_STAFF_ASSIGNMENTS_H_
#define HOSO_SERVICES_STAFF_ASSIGNMENTS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/catalogue/catalogue.h"
#include "common/identity/machine_name.h"
#include "common/rights/reach.h"
#include "hoso/staff/v1/staff_service.pb.h"

namespace hoso::staff {

// What is wrong with an assignment that is to be given: INVALID_ARGUMENT naming the fields.
absl::Status CheckAssignment(const catalogue::Catalogue& catalogue, const v1::Assignment& assignment,
                             absl::CivilDay today);

// Whether `assignment` is for somebody with `role` and `reach` to give and to end: StaffService says which.
bool MayGive(const catalogue::Catalogue& catalogue, trust::v1::Role role, const rights::Reach& reach,
             const v1::Assignment& assignment);

// Where somebody signs in: what the machine is, or else what they say.
struct SignInPlace {
  std::string office;
  std::string agency;
};
// PERMISSION_DENIED, reason NOT_THIS_MACHINE, for another place than the machine's.
absl::StatusOr<SignInPlace> PlaceOf(const identity::MachineName& machine, const v1::SignInRequest& request);

// The one among `assignments`, all of one person and in force, that is meant. FAILED_PRECONDITION with reason NO_ASSIGNMENT
// or ROLE_AMBIGUOUS.
absl::StatusOr<v1::Assignment> ChooseAssignment(const std::vector<v1::Assignment>& assignments,
                                                const SignInPlace& place, trust::v1::Role role);

}  // namespace hoso::staff

#endif  // HOSO_SERVICES_STAFF_ASSIGNMENTS_H_
