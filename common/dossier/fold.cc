#include "common/dossier/fold.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/custody/custody.h"
#include "common/digest/sha256.h"
#include "common/dossier/fold_custody.h"
#include "common/dossier/lifecycle.h"
#include "common/dossier/two_persons.h"
#include "common/proto_time/proto_time.h"

namespace hoso::dossier {
namespace {

using core::v1::Dossier;
using core::v1::Fact;
using core::v1::Party;
using core::v1::PauseReason;

void StartTurn(Dossier& dossier, Party party, absl::Time at) {
  if (!dossier.turns().empty() && dossier.turns(dossier.turns_size() - 1).party() == party) return;
  core::v1::Turn* turn = dossier.add_turns();
  turn->set_party(party);
  *turn->mutable_from() = ToProto(at);
}

void StartPause(Dossier& dossier, PauseReason reason, absl::Time at) {
  core::v1::Pause* pause = dossier.add_pauses();
  pause->set_reason(reason);
  *pause->mutable_from() = ToProto(at);
  StartTurn(dossier, core::v1::PARTY_APPLICANT, at);
}

absl::Status EndPause(Dossier& dossier, absl::Time at) {
  if (!IsWaiting(dossier)) return absl::FailedPreconditionError("the clock does not wait for the applicant");
  core::v1::Pause& pause = *dossier.mutable_pauses(dossier.pauses_size() - 1);
  if (at <= FromProto(pause.from())) {
    return absl::InvalidArgumentError(absl::StrCat("occurred_at: ", absl::FormatTime(at),
                                                   ", want a moment after the request at ",
                                                   absl::FormatTime(FromProto(pause.from()))));
  }
  *pause.mutable_to() = ToProto(at);
  return absl::OkStatus();
}

// The date after a wait. The lawful promise moves with the wait; one that an apology had put later stays later.
void Repromise(Dossier& dossier, const core::v1::Appointment& appointment) {
  const bool apology_is_later = dossier.reschedules() > 0 && FromProto(dossier.appointment().due_at()) >
                                                                 FromProto(appointment.due_at());
  *dossier.mutable_first_appointment() = appointment;
  if (!apology_is_later) *dossier.mutable_appointment() = appointment;
}

void ApplyRegistered(Dossier& dossier, const core::v1::Registered& registered) {
  dossier.set_procedure_version(registered.procedure_version());
  dossier.set_procedure_code(registered.procedure_code());
  dossier.set_procedure_key(registered.procedure_key());
  dossier.set_agency_key(registered.agency_key());
  dossier.set_office_id(registered.office_id());
  dossier.set_channel(registered.channel());
  *dossier.mutable_cases() = registered.cases();
  *dossier.mutable_owner() = registered.owner();
  *dossier.mutable_submitter() = registered.submitter();
}

absl::Status ApplyAccepted(Dossier& dossier, const core::v1::Accepted& accepted) {
  if (!accepted.has_appointment() || !accepted.has_accepted_at()) {
    return absl::InvalidArgumentError("appointment: not given, want the promise of slip 01");
  }
  dossier.set_procedure_version(accepted.procedure_version());
  dossier.set_procedure_code(accepted.procedure_code());
  dossier.set_procedure_key(accepted.procedure_key());
  dossier.set_agency_key(accepted.agency_key());
  dossier.set_office_id(accepted.office_id());
  dossier.set_channel(accepted.channel());
  dossier.set_return_channel(accepted.return_channel());
  dossier.set_return_office_id(accepted.return_office_id());
  *dossier.mutable_cases() = accepted.cases();
  dossier.set_units(accepted.units());
  dossier.set_slip_id(accepted.slip_id());
  *dossier.mutable_owner() = accepted.owner();
  *dossier.mutable_submitter() = accepted.submitter();
  dossier.set_relation(accepted.relation());
  *dossier.mutable_handed_in_at() = accepted.handed_in_at();
  *dossier.mutable_accepted_at() = accepted.accepted_at();
  *dossier.mutable_term() = accepted.term();
  *dossier.mutable_first_appointment() = accepted.appointment();
  *dossier.mutable_appointment() = accepted.appointment();
  *dossier.mutable_components() = accepted.components();
  dossier.set_secret_digest(accepted.secret_digest());
  int64_t due = 0;
  for (const core::v1::FeeLine& fee : accepted.fees()) due += fee.amount_vnd();
  dossier.set_fees_due_vnd(due);
  const absl::Time at = FromProto(accepted.accepted_at());
  StartTurn(dossier, core::v1::PARTY_POST, at);
  return custody::Create(dossier, accepted.papers(), at);
}

void ApplyRefused(Dossier& dossier, const core::v1::Refused& refused) {
  if (!refused.procedure_version().empty()) {
    dossier.set_procedure_version(refused.procedure_version());
    dossier.set_procedure_key(refused.procedure_key());
    dossier.set_agency_key(refused.agency_key());
    dossier.set_office_id(refused.office_id());
    dossier.set_channel(refused.channel());
    *dossier.mutable_owner() = refused.owner();
    *dossier.mutable_submitter() = refused.submitter();
  }
}

absl::Status ApplySupplementRequested(Dossier& dossier, const core::v1::SupplementRequested& requested,
                                      absl::Time at) {
  if (requested.components().empty()) {
    return absl::InvalidArgumentError("components: none, want every paper that is missing");
  }
  dossier.set_supplement_requests(dossier.supplement_requests() + 1);
  *dossier.mutable_open_supplement() = requested;
  StartPause(dossier, core::v1::PAUSE_REASON_SUPPLEMENT, at);
  return absl::OkStatus();
}

absl::Status ApplySupplemented(Dossier& dossier, const core::v1::Supplemented& supplemented, absl::Time at) {
  if (absl::Status status = EndPause(dossier, at); !status.ok()) return status;
  dossier.clear_open_supplement();
  Repromise(dossier, supplemented.appointment());
  // The papers set out a second time.
  StartTurn(dossier, core::v1::PARTY_POST, at);
  return custody::Create(dossier, supplemented.papers(), at);
}

absl::Status ApplyPaymentRequested(Dossier& dossier, const core::v1::PaymentRequested& requested, absl::Time at) {
  if (requested.fees().empty()) return absl::InvalidArgumentError("fees: none, want what is to be paid");
  for (const core::v1::FeeLine& fee : requested.fees()) {
    dossier.set_fees_due_vnd(dossier.fees_due_vnd() + fee.amount_vnd());
  }
  *dossier.mutable_open_payment() = requested;
  StartPause(dossier, core::v1::PAUSE_REASON_PAYMENT, at);
  return absl::OkStatus();
}

absl::Status ApplyPaymentRecorded(Dossier& dossier, const core::v1::PaymentRecorded& recorded, absl::Time at) {
  if (recorded.fees().empty()) return absl::InvalidArgumentError("fees: none, want what was paid");
  for (const core::v1::FeeLine& fee : recorded.fees()) {
    dossier.set_fees_paid_vnd(dossier.fees_paid_vnd() + fee.amount_vnd());
  }
  if (dossier.status() != core::v1::STATUS_AWAITING_PAYMENT) return absl::OkStatus();
  if (absl::Status status = EndPause(dossier, at); !status.ok()) return status;
  dossier.clear_open_payment();
  Repromise(dossier, recorded.appointment());
  StartTurn(dossier, core::v1::PARTY_AGENCY, at);
  return absl::OkStatus();
}

absl::Status ApplyDecided(Dossier& dossier, const core::v1::Decided& decided, absl::Time at) {
  if (decided.outcome() == core::v1::OUTCOME_UNSPECIFIED) {
    return absl::InvalidArgumentError("outcome: not given, want granted or denied");
  }
  if (decided.results().empty()) return absl::InvalidArgumentError("results: none, want at least one paper");
  dossier.set_outcome(decided.outcome());
  *dossier.mutable_results() = decided.results();
  dossier.set_result_class(decided.result_class());
  dossier.set_late_cause(decided.late_cause());
  *dossier.mutable_finished_at() = decided.decided_at();
  for (const core::v1::Result& result : decided.results()) {
    if (result.item().kind() != core::v1::ITEM_KIND_RESULT) {
      return absl::InvalidArgumentError("results: want items of the kind RESULT");
    }
    if (absl::Status status = custody::Create(dossier, result.item(), at); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ApplyCorrectionProposed(Dossier& dossier, const Fact& fact) {
  const core::v1::CorrectionProposed& proposed = fact.correction_proposed();
  if (dossier.has_open_correction()) {
    return absl::FailedPreconditionError(absl::StrCat("correction ", dossier.open_correction().correction(), " of ",
                                                      dossier.dossier_code(), " still waits for a second person"));
  }
  if (proposed.correction() != dossier.corrections_proposed() + 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("correction: ", proposed.correction(), ", want ", dossier.corrections_proposed() + 1));
  }
  if (proposed.ground().empty()) return absl::InvalidArgumentError("ground: empty, want why it is to be corrected");
  dossier.set_corrections_proposed(proposed.correction());
  *dossier.mutable_open_correction() = proposed;
  dossier.set_open_correction_by(fact.actor().staff_id());
  return absl::OkStatus();
}

void ApplyChange(Dossier& dossier, const core::v1::CorrectionChange& change) {
  if (change.has_owner()) *dossier.mutable_owner() = change.owner();
  if (change.has_submitter()) *dossier.mutable_submitter() = change.submitter();
  if (!change.return_office_id().empty()) dossier.set_return_office_id(change.return_office_id());
  if (change.return_channel() != core::v1::RETURN_CHANNEL_UNSPECIFIED) {
    dossier.set_return_channel(change.return_channel());
  }
  for (core::v1::Result& result : *dossier.mutable_results()) {
    if (change.result_item() != 0 && result.item().number() == change.result_item()) {
      result.set_document_number(change.result_document_number());
    }
  }
  // The class stays as it was counted when the dossier was decided: the report shows the correction beside it.
  if (change.has_decided_at()) *dossier.mutable_finished_at() = change.decided_at();
}

absl::Status ApplyCorrected(Dossier& dossier, const Fact& fact) {
  const core::v1::Corrected& corrected = fact.corrected();
  if (!dossier.has_open_correction() || dossier.open_correction().correction() != corrected.correction()) {
    return absl::FailedPreconditionError(
        absl::StrCat("correction ", corrected.correction(), " of ", dossier.dossier_code(), " does not wait for review"));
  }
  const std::string& reviewer = fact.actor().staff_id();
  if (reviewer.empty() || reviewer == dossier.open_correction_by()) {
    return absl::PermissionDeniedError(
        absl::StrCat("correction ", corrected.correction(), ": wants a second person, not the one who proposed it"));
  }
  if (CouldSignIn(reviewer, dossier.open_correction().credentials_by()) ||
      CouldSignIn(dossier.open_correction_by(), corrected.credentials_by())) {
    return absl::PermissionDeniedError(absl::StrCat("correction ", corrected.correction(),
                                                    ": wants a second person, and of the two who proposed and ",
                                                    "reviewed it one set or reset the other's means to sign in"));
  }
  dossier.clear_open_correction();
  dossier.clear_open_correction_by();
  if (corrected.approved()) {
    dossier.set_corrections(dossier.corrections() + 1);
    ApplyChange(dossier, corrected.change());
  }
  return absl::OkStatus();
}

// What was scanned stands beside the ledger; the fact has to say enough to find it changed.
absl::Status CheckScanned(const core::v1::Scanned& scanned) {
  if (scanned.scan_id().empty() || scanned.component_id().empty() || scanned.digest().size() != kDigestBytes ||
      scanned.bytes() <= 0 || scanned.pages() <= 0 || scanned.media_type().empty()) {
    return absl::InvalidArgumentError("scanned: want scan_id, component_id, a digest of 32 bytes, bytes, pages, media_type");
  }
  return absl::OkStatus();
}

absl::Status ApplyPayload(Dossier& dossier, const Fact& fact, absl::Time at) {
  switch (fact.payload_case()) {
    case Fact::kRegistered:
      ApplyRegistered(dossier, fact.registered());
      return absl::OkStatus();
    case Fact::kAccepted:
      return ApplyAccepted(dossier, fact.accepted());
    case Fact::kRefused:
      ApplyRefused(dossier, fact.refused());
      return absl::OkStatus();
    case Fact::kReceivedByAgency:
      *dossier.mutable_received_by_agency_at() = ToProto(at);
      StartTurn(dossier, core::v1::PARTY_AGENCY, at);
      return absl::OkStatus();
    case Fact::kAssigned:
      dossier.set_assigned_to(fact.assigned().staff_id());
      return absl::OkStatus();
    case Fact::kSupplementRequested:
      return ApplySupplementRequested(dossier, fact.supplement_requested(), at);
    case Fact::kSupplemented:
      return ApplySupplemented(dossier, fact.supplemented(), at);
    case Fact::kPaymentRequested:
      return ApplyPaymentRequested(dossier, fact.payment_requested(), at);
    case Fact::kPaymentRecorded:
      return ApplyPaymentRecorded(dossier, fact.payment_recorded(), at);
    case Fact::kRescheduled:
      dossier.set_reschedules(dossier.reschedules() + 1);
      *dossier.mutable_appointment() = fact.rescheduled().appointment();
      dossier.set_late_cause(fact.rescheduled().cause());
      return absl::OkStatus();
    case Fact::kDecided:
      return ApplyDecided(dossier, fact.decided(), at);
    case Fact::kResultsReceived:
      *dossier.mutable_results_received_at() = ToProto(at);
      return absl::OkStatus();
    case Fact::kNotified:
      *dossier.mutable_notified_at() = ToProto(at);
      return absl::OkStatus();
    case Fact::kHandedOut:
      return ApplyHandedOut(dossier, fact.handed_out(), at);
    case Fact::kAttemptFailed:
      dossier.set_failed_attempts(dossier.failed_attempts() + 1);
      if (fact.attempt_failed().attempt() == dossier.failed_attempts()) return absl::OkStatus();
      return absl::InvalidArgumentError(absl::StrCat("attempt: ", fact.attempt_failed().attempt(), ", want ",
                                                     dossier.failed_attempts()));
    case Fact::kUnclaimedReturned:
      dossier.set_unclaimed(true);
      return absl::OkStatus();
    case Fact::kFeedbackRecorded:
      dossier.set_feedback_score(fact.feedback_recorded().score());
      return absl::OkStatus();
    case Fact::kItemsMoved:
      return ApplyItemsMoved(dossier, fact.items_moved(), at);
    case Fact::kBagSealed:
      return ApplyBagSealed(dossier, fact.bag_sealed(), at);
    case Fact::kBagDispatched:
      return CheckInBag(dossier, fact.bag_dispatched().bag_id());
    case Fact::kBagHandedOver:
      return CheckInBag(dossier, fact.bag_handed_over().bag_id());
    case Fact::kBagOpened:
      return ApplyBagOpened(dossier, fact.bag_opened(), at);
    case Fact::kDiscrepancyFound:
      return ApplyDiscrepancyFound(dossier, fact.discrepancy_found(), at);
    case Fact::kDiscrepancySettled:
      return ApplyDiscrepancySettled(dossier, fact.discrepancy_settled(), at);
    case Fact::kCorrectionProposed:
      return ApplyCorrectionProposed(dossier, fact);
    case Fact::kCorrected:
      return ApplyCorrected(dossier, fact);
    case Fact::kScanned:
      return CheckScanned(fact.scanned());
    case Fact::kMisdirected:
    case Fact::kWithdrawn:
    case Fact::kStopped:
      return absl::OkStatus();
    case Fact::PAYLOAD_NOT_SET:
      return absl::InvalidArgumentError("payload: none");
  }
  return absl::InvalidArgumentError(absl::StrCat("payload: unknown kind ", static_cast<int>(fact.payload_case())));
}

absl::Status CheckEnvelope(const Dossier& dossier, const Fact& fact) {
  if (fact.dossier_code().empty() || fact.dossier_code() != dossier.dossier_code()) {
    return absl::InvalidArgumentError(
        absl::StrCat("dossier_code: ", fact.dossier_code(), ", want ", dossier.dossier_code()));
  }
  if (fact.sequence() != dossier.version() + 1) {
    return absl::InvalidArgumentError(absl::StrCat("sequence: ", fact.sequence(), ", want ", dossier.version() + 1));
  }
  if (!fact.has_occurred_at() || !fact.has_recorded_at()) {
    return absl::InvalidArgumentError("occurred_at, recorded_at: want both");
  }
  if (dossier.has_accepted_at() && FromProto(fact.occurred_at()) < FromProto(dossier.accepted_at())) {
    return absl::FailedPreconditionError(absl::StrCat("occurred_at: ", absl::FormatTime(FromProto(fact.occurred_at())),
                                                      ", want a moment after the acceptance at ",
                                                      absl::FormatTime(FromProto(dossier.accepted_at()))));
  }
  return absl::OkStatus();
}

}  // namespace

bool IsWaiting(const Dossier& dossier) {
  return !dossier.pauses().empty() && !dossier.pauses(dossier.pauses_size() - 1).has_to();
}

bool NothingLeftToHandOut(const Dossier& dossier) {
  const bool decided = dossier.status() == core::v1::STATUS_DECIDED || dossier.status() == core::v1::STATUS_RETURNED;
  for (const core::v1::Item& item : dossier.items()) {
    const bool result = item.kind() == core::v1::ITEM_KIND_RESULT;
    const bool papers =
        item.kind() == core::v1::ITEM_KIND_PAPERS || item.kind() == core::v1::ITEM_KIND_SUPPLEMENT;
    const bool owed = decided ? result : papers;
    if (owed && item.holder().kind() != core::v1::HOLDER_KIND_APPLICANT) return false;
  }
  return true;
}

absl::Status Apply(Dossier& dossier, const Fact& fact) {
  if (absl::Status status = CheckEnvelope(dossier, fact); !status.ok()) return status;
  const auto row = FindTransition(fact.payload_case(), dossier.status());
  if (!row.ok()) return row.status();
  const absl::Time at = FromProto(fact.occurred_at());
  if (absl::Status status = ApplyPayload(dossier, fact, at); !status.ok()) return status;

  core::v1::Status to = (*row)->to;
  if (fact.has_handed_out() && !fact.handed_out().last()) to = core::v1::STATUS_UNSPECIFIED;
  if (to != core::v1::STATUS_UNSPECIFIED) dossier.set_status(to);
  if ((*row)->clock == ClockEffect::kStops && !fact.has_decided()) *dossier.mutable_finished_at() = fact.occurred_at();
  dossier.set_version(fact.sequence());
  *dossier.mutable_last_recorded_at() = fact.recorded_at();
  return absl::OkStatus();
}

}  // namespace hoso::dossier
