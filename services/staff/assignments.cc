#include "services/staff/assignments.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/command/callers.h"
#include "common/custody/custody.h"
#include "common/proto_time/proto_time.h"
#include "common/rights/role.h"
#include "common/rpc/errors.h"

namespace hoso::staff {
namespace {

using rights::PlaceKind;

void CheckPlace(errors::FieldErrors& problems, const catalogue::Catalogue& catalogue,
                const v1::Assignment& assignment) {
  const struct {
    const char* field;
    const std::string& value;
    PlaceKind kind;
    core::v1::Holder holder;
  } places[] = {{"office_id", assignment.office_id(), PlaceKind::kOffice, custody::Office(assignment.office_id())},
                {"agency_key", assignment.agency_key(), PlaceKind::kAgency, custody::Agency(assignment.agency_key())},
                {"carrier_id", assignment.carrier_id(), PlaceKind::kCarrier, custody::Carrier(assignment.carrier_id())}};
  for (const auto& place : places) {
    const std::string field = absl::StrCat("assignment.", place.field);
    if (rights::PlaceOf(assignment.role()) != place.kind) {
      if (!place.value.empty()) problems.Add(field, absl::StrCat("given, want none for ", rights::NameOf(assignment.role())));
    } else if (!command::CheckKnown(catalogue, place.holder).ok()) {
      problems.Add(field, absl::StrCat(errors::Echo(place.value, 40), ", want one of the catalogue"));
    }
  }
}

}  // namespace

absl::Status CheckAssignment(const catalogue::Catalogue& catalogue, const v1::Assignment& assignment,
                             absl::CivilDay today) {
  errors::FieldErrors problems;
  if (!rights::IsPersons(assignment.role())) {
    problems.Add("assignment.role", "want the role of a person");
  } else {
    CheckPlace(problems, catalogue, assignment);
  }
  absl::CivilDay from = today;
  if (assignment.has_from()) {
    const auto day = FromProto(assignment.from(), "assignment.from");
    day.ok() ? void(from = *day) : problems.Add("assignment.from", "no day");
  }
  if (from < today) problems.Add("assignment.from", "past, want today or later");
  if (assignment.has_until()) {
    const auto day = FromProto(assignment.until(), "assignment.until");
    if (!day.ok() || *day < from) problems.Add("assignment.until", "want a day that is not before the first");
  } else if (!assignment.cover_for().empty()) {
    problems.Add("assignment.until", "not given, want the last day of the cover");
  }
  return problems.ToStatus();
}

bool MayGive(const catalogue::Catalogue& catalogue, trust::v1::Role role, const rights::Reach& reach,
             const v1::Assignment& assignment) {
  switch (role) {
    case trust::v1::ROLE_ADMINISTRATOR:
      return true;
    case trust::v1::ROLE_BUREAU_SUPERVISOR:
      return assignment.role() == trust::v1::ROLE_POSTAL_ATTENDANT &&
             rights::ReachesOffice(catalogue, reach, assignment.office_id());
    case trust::v1::ROLE_LEADER:
      return (assignment.role() == trust::v1::ROLE_ONE_STOP_OFFICER ||
              assignment.role() == trust::v1::ROLE_SPECIALIST) &&
             rights::ReachesAgency(catalogue, reach, assignment.agency_key());
    default:
      return false;
  }
}

absl::StatusOr<SignInPlace> PlaceOf(const identity::MachineName& machine, const v1::SignInRequest& request) {
  SignInPlace said{.office = request.office_id(), .agency = request.agency_key()};
  SignInPlace place;
  if (machine.kind == identity::MachineKind::kOffice) place.office = machine.id;
  if (machine.kind == identity::MachineKind::kAgency) place.agency = machine.id;
  const bool is_a_place = !place.office.empty() || !place.agency.empty();
  if (!is_a_place) return said;
  if ((said.office.empty() || said.office == place.office) && (said.agency.empty() || said.agency == place.agency)) {
    return place;
  }
  return errors::WithReason(
      absl::PermissionDeniedError(absl::StrCat(said.office.empty() ? "agency_key" : "office_id",
                                               ": the certificate is that of ", identity::FormatMachineName(machine))),
      "NOT_THIS_MACHINE");
}

absl::StatusOr<v1::Assignment> ChooseAssignment(const std::vector<v1::Assignment>& assignments,
                                                const SignInPlace& place, trust::v1::Role role) {
  const v1::Assignment* chosen = nullptr;
  std::set<std::string> choices;
  for (const v1::Assignment& assignment : assignments) {
    if (role != trust::v1::ROLE_UNSPECIFIED && assignment.role() != role) continue;
    if (assignment.office_id() != place.office || assignment.agency_key() != place.agency) continue;
    chosen = &assignment;
    choices.insert(absl::StrCat(rights::NameOf(assignment.role()), assignment.carrier_id().empty() ? "" : " of ",
                                assignment.carrier_id()));
  }
  if (choices.size() == 1) return *chosen;
  if (choices.empty()) {
    return errors::Precondition("NO_ASSIGNMENT",
                                "nothing is assigned to this person here today: ask who assigns the work");
  }
  return errors::Precondition("ROLE_AMBIGUOUS", absl::StrCat("role: not given, want one of ", absl::StrJoin(choices, ", ")));
}

}  // namespace hoso::staff
