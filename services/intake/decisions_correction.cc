#include "services/intake/decisions_correction.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"
#include "common/custody/custody.h"
#include "common/dossier/summary.h"
#include "common/dossier/two_persons.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::intake {
namespace {

using core::v1::CorrectionChange;
using core::v1::Dossier;

constexpr int kFirstOtherPerson = 3;  // After owner and submitter: core/v1/person.proto.

int NextPerson(const std::vector<ledger::PersonRow>& persons) {
  int next = kFirstOtherPerson;
  for (const ledger::PersonRow& row : persons) next = std::max(next, row.person + 1);
  return next;
}

absl::Status CheckReturnOffice(const catalogue::Catalogue& catalogue, const Dossier& dossier,
                               const std::string& office_id, absl::CivilDay day) {
  const auto office = catalogue.FindOffice(office_id);
  if (!office.ok() || !catalogue::PeriodOf(**office).Contains(day)) {
    return errors::FieldError("return_office_id",
                              absl::StrCat(errors::Echo(office_id), ", want an office that is open on ", catalogue::FormatDay(day)));
  }
  if (dossier.return_channel() != core::v1::RETURN_CHANNEL_AGENCY) return absl::OkStatus();
  return errors::Precondition("RETURN_AT_AGENCY",
                              "return_office_id: the agency hands out the result, correct return_channel first");
}

absl::Status CheckResult(const Dossier& dossier, int item) {
  for (const core::v1::Result& result : dossier.results()) {
    if (result.item().number() == item) return absl::OkStatus();
  }
  return errors::FieldError("result_item", absl::StrCat(item, ", want a result of ", dossier.dossier_code()));
}

absl::Status CheckDecidedAt(const Dossier& dossier, absl::Time decided_at) {
  if (dossier.outcome() == core::v1::OUTCOME_UNSPECIFIED) {
    return errors::Precondition("NOT_DECIDED", absl::StrCat("dossier ", dossier.dossier_code(), " is not decided"));
  }
  if (decided_at >= FromProto(dossier.accepted_at())) return absl::OkStatus();
  return errors::FieldError("decided_at", "lies before the acceptance, want a later moment");
}

// What is not about a person.
absl::StatusOr<CorrectionChange> ChangeOf(const catalogue::Catalogue& catalogue, const Dossier& dossier,
                                          absl::CivilDay day, const v1::ProposeCorrectionRequest& request) {
  CorrectionChange change;
  absl::Status status;
  if (!request.return_office_id().empty()) {
    status = CheckReturnOffice(catalogue, dossier, request.return_office_id(), day);
    change.set_return_office_id(request.return_office_id());
  }
  if (request.return_channel() != core::v1::RETURN_CHANNEL_UNSPECIFIED) {
    change.set_return_channel(request.return_channel());
    // What is not handed out at the agency is handed out somewhere.
    const bool at_agency = request.return_channel() == core::v1::RETURN_CHANNEL_AGENCY;
    if (!at_agency && dossier.return_office_id().empty()) change.set_return_office_id(dossier.office_id());
  }
  if (request.result_item() != 0) {
    status = CheckResult(dossier, request.result_item());
    change.set_result_item(request.result_item());
    change.set_result_document_number(request.result_document_number());
  }
  if (request.has_decided_at()) {
    status = CheckDecidedAt(dossier, FromProto(request.decided_at()));
    *change.mutable_decided_at() = ToProto(ToMicros(FromProto(request.decided_at())));
  }
  if (!status.ok()) return status;
  return change;
}

// Makes `ref`, the owner's or submitter's, the next version after `before` of a proposed record.
void Promote(const core::v1::PersonRef& before, int person, const command::StoredPerson& approved,
             core::v1::PersonRef& ref, std::vector<ledger::PersonRow>& rows) {
  ref = approved.ref;
  ref.set_person(person);
  ref.set_version(before.version() + 1);
  rows.push_back(approved.row);
  rows.back().person = ref.person();
  rows.back().version = ref.version();
}

// The record that `ref` names.
absl::StatusOr<command::StoredPerson> StoredOf(const ledger::Loaded& loaded, const core::v1::PersonRef& ref) {
  for (const ledger::PersonRow& row : loaded.persons) {
    if (row.person == ref.person() && row.version == ref.version()) return command::StoredPerson{row, ref};
  }
  return absl::DataLossError(
      absl::StrCat("dossier ", loaded.dossier.dossier_code(), ": the proposed person record is not there"));
}

// The fold refuses it, too, but without a reason.
absl::Status CheckTwoPersons(const command::Context& context, const Dossier& dossier, int correction) {
  if (!dossier.has_open_correction() || dossier.open_correction().correction() != correction) return absl::OkStatus();
  const std::string& reviewer = context.actor.staff_id();
  const std::string& proposer = dossier.open_correction_by();
  const auto refused = [](const char* message) {
    return errors::WithReason(absl::PermissionDeniedError(message), dossier::kNotTwoPersons, {{"field", "correction"}});
  };
  if (reviewer == proposer) return refused("correction: you proposed it, it wants a second person");
  if (dossier::CouldSignIn(reviewer, dossier.open_correction().credentials_by())) {
    return refused(
        "correction: you set or reset how its proposer signs in, or who did so; it wants a person who did not");
  }
  if (dossier::CouldSignIn(proposer, context.credentials_by)) {
    return refused(
        "correction: its proposer set or reset how you sign in, or who did so; it wants another second person");
  }
  return absl::OkStatus();
}

absl::StatusOr<ledger::Decision> DecideReview(const command::Context& context,
                                              const v1::ReviewCorrectionRequest& request,
                                              const ledger::Loaded& loaded) {
  absl::Status two_persons = CheckTwoPersons(context, loaded.dossier, request.correction());
  if (!two_persons.ok()) return two_persons;
  core::v1::Fact fact;
  core::v1::Corrected& corrected = *fact.mutable_corrected();
  corrected.set_correction(request.correction());
  corrected.set_approved(request.approve());
  corrected.set_remark(request.remark());
  corrected.set_proposed_by(loaded.dossier.open_correction_by());
  *corrected.mutable_change() = loaded.dossier.open_correction().change();
  corrected.mutable_credentials_by()->Assign(context.credentials_by.begin(), context.credentials_by.end());
  std::vector<ledger::PersonRow> rows;
  if (request.approve()) {
    CorrectionChange& change = *corrected.mutable_change();
    if (change.has_owner()) {
      const auto stored = StoredOf(loaded, change.owner());
      if (!stored.ok()) return stored.status();
      Promote(loaded.dossier.owner(), 1, *stored, *change.mutable_owner(), rows);
    }
    if (change.has_submitter()) {
      const auto stored = StoredOf(loaded, change.submitter());
      if (!stored.ok()) return stored.status();
      Promote(loaded.dossier.submitter(), 2, *stored, *change.mutable_submitter(), rows);
    }
  }
  dossier::DossierChange change = command::Begin(loaded, context);
  if (absl::Status status = change.Add(std::move(fact)); !status.ok()) return status;
  v1::ReviewCorrectionResponse response;
  *response.mutable_dossier() = dossier::Summarize(change.dossier());
  return command::Decide(std::move(change), response, std::move(rows));
}

}  // namespace

command::Plan PlanProposal(const catalogue::Catalogue& catalogue, const command::Context& context,
                           const Valid<v1::ProposeCorrectionRequest>& valid) {
  const v1::ProposeCorrectionRequest& request = valid.request;
  std::optional<command::StoredPerson> person;
  if (request.has_owner()) person = command::StorePerson(kFirstOtherPerson, 1, request.owner());
  if (request.has_submitter()) person = command::StorePerson(kFirstOtherPerson, 1, request.submitter());
  command::Plan plan;
  plan.dossiers = {*valid.dossier};
  plan.load_persons = person.has_value();
  plan.decide = [&catalogue, context, id = *valid.dossier, request, person](
                    const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
    const auto loaded = command::Existing(view, id, request.dossier_code());
    if (!loaded.ok()) return loaded.status();
    const Dossier& dossier = (*loaded)->dossier;
    if (absl::Status status = command::CheckVersion(dossier, request); !status.ok()) return status;
    auto change = ChangeOf(catalogue, dossier, clock::LocalDay(context.occurred_at), request);
    if (!change.ok()) return change.status();
    std::vector<ledger::PersonRow> rows;
    if (person.has_value()) {
      core::v1::PersonRef ref = person->ref;
      ref.set_person(NextPerson((*loaded)->persons));
      rows.push_back(person->row);
      rows.back().person = ref.person();
      *(request.has_owner() ? change->mutable_owner() : change->mutable_submitter()) = std::move(ref);
    }
    core::v1::Fact fact;
    core::v1::CorrectionProposed& proposed = *fact.mutable_correction_proposed();
    proposed.set_correction(dossier.corrections_proposed() + 1);
    proposed.set_ground(request.ground());
    proposed.mutable_credentials_by()->Assign(context.credentials_by.begin(), context.credentials_by.end());
    *proposed.mutable_change() = *std::move(change);
    dossier::DossierChange next = command::Begin(**loaded, context);
    if (absl::Status status = next.Add(std::move(fact)); !status.ok()) return status;
    v1::ProposeCorrectionResponse response;
    *response.mutable_dossier() = dossier::Summarize(next.dossier());
    response.set_correction(next.dossier().corrections_proposed());
    return command::Decide(std::move(next), response, std::move(rows));
  };
  return plan;
}

absl::StatusOr<command::Plan> PlanReview(const command::Context& context,
                                         const Valid<v1::ReviewCorrectionRequest>& valid) {
  command::Plan plan;
  plan.dossiers = {*valid.dossier};
  plan.load_persons = true;
  plan.decide = [context, id = *valid.dossier, request = valid.request](
                    const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
    const auto loaded = command::Existing(view, id, request.dossier_code());
    if (!loaded.ok()) return loaded.status();
    if (absl::Status status = command::CheckVersion((*loaded)->dossier, request); !status.ok()) return status;
    return DecideReview(context, request, **loaded);
  };
  return plan;
}

}  // namespace hoso::intake
