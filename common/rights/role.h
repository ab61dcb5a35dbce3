// Roles by the names that facts, the command line and people use.
#ifndef HOSO_COMMON_RIGHTS_ROLE_H_
#define HOSO_COMMON_RIGHTS_ROLE_H_

#include <string>

#include "hoso/trust/v1/session.pb.h"

namespace hoso::rights {

using trust::v1::Role;

// "postal_attendant"; "" for ROLE_UNSPECIFIED.
std::string NameOf(Role role);
// ROLE_UNSPECIFIED for a name that is none.
Role RoleOf(const std::string& name);

// Where people of a role stand.
enum class PlaceKind { kOffice, kAgency, kCarrier, kProvince };
PlaceKind PlaceOf(Role role);

// Whether the role is a person's who signed in, and not a machine's or anyone's.
bool IsPersons(Role role);

}  // namespace hoso::rights

#endif  // HOSO_COMMON_RIGHTS_ROLE_H_
