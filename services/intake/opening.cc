#include "services/intake/opening.h"

#include "absl/strings/str_cat.h"
#include "common/catalogue/dates.h"
#include "common/rpc/errors.h"

namespace hoso::intake {
namespace {

constexpr int kOwner = 1;  // Persons of a dossier: core/v1/person.proto.
constexpr int kSubmitter = 2;

}  // namespace

People StorePeople(const core::v1::PersonRecord& owner, const core::v1::PersonRecord* submitter) {
  People people{.owner = command::StorePerson(kOwner, 1, owner)};
  if (submitter != nullptr) people.submitter = command::StorePerson(kSubmitter, 1, *submitter);
  return people;
}

absl::StatusOr<int> AgencyNumber(const catalogue::Catalogue& catalogue, const std::string& agency_key) {
  const auto agency = catalogue.FindAgency(agency_key);
  if (!agency.ok()) return errors::NotFound("agency", agency_key);
  return (*agency)->number();
}

absl::Status NumberTaken(const std::string& code) {
  return errors::WithReason(absl::AbortedError(absl::StrCat("dossier ", code, ": the number was taken meanwhile")),
                            "NUMBER_TAKEN");
}

absl::Status CheckLease(const command::Context& context, const CodeOf& code_of, const identity::DossierId& code,
                        const Lease& lease) {
  if (lease.holder != context.actor.device_id()) {
    return errors::WithReason(absl::PermissionDeniedError(absl::StrCat(
                                  "lease_id: ", lease.id, " is another device's, want one of this device")),
                              "NOT_LEASE_HOLDER");
  }
  if (code.agency_number() != code_of.agency || code.day() != code_of.day) {
    return errors::FieldError("dossier_code", absl::StrCat("is of another agency or day, want agency ", code_of.agency,
                                                           " on ", catalogue::FormatDay(code_of.day)));
  }
  if (code.agency_number() != lease.agency || code.day() != lease.day || code.number() < lease.first ||
      code.number() > lease.last) {
    return errors::FieldError("dossier_code",
                              absl::StrCat("is not of lease ", lease.id, ", want ", lease.first, " to ", lease.last,
                                           " of agency ", lease.agency, " on ", catalogue::FormatDay(lease.day)));
  }
  if (lease.open) return absl::OkStatus();
  return errors::Precondition("LEASE_CLOSED", absl::StrCat("lease_id: ", lease.id, " is closed, want an open one"));
}

}  // namespace hoso::intake
