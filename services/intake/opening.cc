#include "services/intake/opening.h"

#include "absl/strings/str_cat.h"
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

}  // namespace hoso::intake
