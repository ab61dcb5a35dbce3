#include "common/rights/role.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace hoso::rights {

namespace {
constexpr char kPrefix[] = "ROLE_";
}

std::string NameOf(Role role) {
  if (role == trust::v1::ROLE_UNSPECIFIED) return "";
  return absl::AsciiStrToLower(trust::v1::Role_Name(role).substr(sizeof(kPrefix) - 1));
}

Role RoleOf(const std::string& name) {
  Role role = trust::v1::ROLE_UNSPECIFIED;
  if (name != absl::AsciiStrToLower(name)) return role;  // One spelling only.
  trust::v1::Role_Parse(absl::StrCat(kPrefix, absl::AsciiStrToUpper(name)), &role);
  return role;
}

PlaceKind PlaceOf(Role role) {
  switch (role) {
    case trust::v1::ROLE_POSTAL_ATTENDANT:
    case trust::v1::ROLE_BUREAU_SUPERVISOR:
    case trust::v1::ROLE_COUNTER:
      return PlaceKind::kOffice;
    case trust::v1::ROLE_ONE_STOP_OFFICER:
    case trust::v1::ROLE_SPECIALIST:
    case trust::v1::ROLE_LEADER:
    case trust::v1::ROLE_AGENCY_SYSTEM:
      return PlaceKind::kAgency;
    case trust::v1::ROLE_CARRIER:
      return PlaceKind::kCarrier;
    default:
      return PlaceKind::kProvince;
  }
}

bool IsPersons(Role role) { return role >= trust::v1::ROLE_POSTAL_ATTENDANT && role <= trust::v1::ROLE_ADMINISTRATOR; }

}  // namespace hoso::rights
