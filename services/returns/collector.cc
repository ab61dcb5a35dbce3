#include "services/returns/collector.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/catalogue/dates.h"
#include "common/catalogue/rules.h"
#include "common/digest/sha256.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::returns {
namespace {

using catalogue::v1::SubmitterKind;
using core::v1::OwnerKind;
using core::v1::Relation;

absl::Status WrongPerson(const std::string& why, const std::string& message) {
  return errors::WithReason(absl::PermissionDeniedError(absl::StrCat("recipient: ", message)), "WRONG_PERSON",
                            {{"why", why}});
}

// In which of the catalogue's capacities someone collects for the owner.
SubmitterKind CapacityOf(Relation relation, OwnerKind owner) {
  switch (relation) {
    case core::v1::RELATION_SELF:
      return catalogue::v1::SUBMITTER_KIND_OWNER;
    case core::v1::RELATION_PARENT:
      return catalogue::v1::SUBMITTER_KIND_PARENT;
    case core::v1::RELATION_SPOUSE:
      return catalogue::v1::SUBMITTER_KIND_SPOUSE;
    case core::v1::RELATION_CHILD:
      return catalogue::v1::SUBMITTER_KIND_CHILD;
    case core::v1::RELATION_REPRESENTATIVE:
      break;
    default:
      return catalogue::v1::SUBMITTER_KIND_AUTHORISED_PERSON;
  }
  switch (owner) {
    case core::v1::OWNER_KIND_ENTERPRISE:
      return catalogue::v1::SUBMITTER_KIND_ENTERPRISE;
    case core::v1::OWNER_KIND_COOPERATIVE:
      return catalogue::v1::SUBMITTER_KIND_COOPERATIVE;
    case core::v1::OWNER_KIND_BUSINESS_HOUSEHOLD:
      return catalogue::v1::SUBMITTER_KIND_BUSINESS_HOUSEHOLD;
    case core::v1::OWNER_KIND_AGENCY:
      return catalogue::v1::SUBMITTER_KIND_STATE_AGENCY;
    case core::v1::OWNER_KIND_ORGANISATION:
      return catalogue::v1::SUBMITTER_KIND_ORGANISATION;
    default:
      return catalogue::v1::SUBMITTER_KIND_AUTHORISED_PERSON;  // Nobody represents a natural person without a paper.
  }
}

absl::Status CheckPaper(const v1::HandOutRequest& request, bool notarised, absl::CivilDay day) {
  const core::v1::Authorisation& paper = request.authorisation();
  if (paper.document_number().empty()) {
    return WrongPerson("NO_AUTHORISATION", "no authorisation given, want a written one for this relation");
  }
  if (notarised && !paper.notarised()) {
    return WrongPerson("AUTHORISATION_NOT_NOTARISED", "authorisation.notarised: false, want true for this procedure");
  }
  const auto issued = FromProto(paper.issued_on(), "authorisation.issued_on");
  const auto until = paper.has_valid_until() ? FromProto(paper.valid_until(), "authorisation.valid_until")
                                             : absl::StatusOr<absl::CivilDay>(absl::CivilDay::max());
  if (!issued.ok() || !until.ok() || day < *issued || *until < day) {
    return WrongPerson("AUTHORISATION_NOT_VALID",
                       absl::StrCat("authorisation: not valid on ", catalogue::FormatDay(day)));
  }
  return absl::OkStatus();
}

}  // namespace

bool SamePerson(const core::v1::PersonRecord& a, const core::v1::PersonRecord& b) {
  for (const std::string* one : {&a.identity_number(), &a.former_identity_number()}) {
    if (one->empty()) continue;
    if (*one == b.identity_number() || *one == b.former_identity_number()) return true;
  }
  return false;
}

absl::StatusOr<core::v1::PersonRecord> FindPerson(const std::vector<ledger::PersonRow>& persons,
                                                  const core::v1::PersonRef& ref) {
  for (const ledger::PersonRow& row : persons) {
    if (row.person != ref.person() || row.version != ref.version()) continue;
    core::v1::PersonRecord record;
    if (Sha256(row.salt + row.record) != ref.digest() || !record.ParseFromString(row.record)) {
      return absl::DataLossError(absl::StrCat("person ", ref.person(), " version ", ref.version(),
                                              ": the record is not the one that the facts speak of"));
    }
    return record;
  }
  return absl::DataLossError(absl::StrCat("person ", ref.person(), " version ", ref.version(),
                                          ": the record that the facts speak of is not there"));
}

absl::Status CheckCollector(const catalogue::v1::ProcedureVersion& version, const core::v1::Dossier& dossier,
                            const core::v1::PersonRecord& owner, const core::v1::PersonRecord& submitter,
                            const v1::HandOutRequest& request, absl::CivilDay day) {
  if (SamePerson(request.recipient(), owner)) return absl::OkStatus();
  if (request.relation() == core::v1::RELATION_SELF) {
    return WrongPerson("NOT_THE_OWNER", "identity number is not the owner's; record an attempt");
  }
  catalogue::Choice choice;
  choice.cases.assign(dossier.cases().begin(), dossier.cases().end());
  choice.units = dossier.units();
  switch (AuthorisationToCollect(version, choice, CapacityOf(request.relation(), owner.kind()))) {
    case catalogue::v1::AUTHORISATION_NONE:
      return absl::OkStatus();
    case catalogue::v1::AUTHORISATION_NOTARISED:
      return CheckPaper(request, true, day);
    case catalogue::v1::AUTHORISATION_WRITTEN:
      break;
    default:
      return WrongPerson("NOT_ENTITLED", "the procedure lets nobody but the owner collect in this relation");
  }
  if (request.relation() == core::v1::RELATION_REPRESENTATIVE) {
    // Who stood for the body when the dossier was handed in need not show a letter again.
    if (dossier.relation() == core::v1::RELATION_REPRESENTATIVE && SamePerson(request.recipient(), submitter)) {
      return absl::OkStatus();
    }
    if (request.identity_check() == core::v1::IDENTITY_CHECK_INTRODUCTION) return absl::OkStatus();
  }
  return CheckPaper(request, false, day);
}

}  // namespace hoso::returns
