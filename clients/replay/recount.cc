#include "clients/replay/recount.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"
#include "common/custody/custody.h"
#include "common/dossier/fold.h"
#include "common/dossier/lifecycle.h"
#include "common/identity/dossier_code.h"
#include "common/proto_time/proto_time.h"

namespace hoso::replay {
namespace {

using core::v1::Dossier;
using core::v1::Fact;
using enum v1::BranchKind;

constexpr size_t kMostProblems = 20;
constexpr int kAttempts = 3;

bool ByThePost(core::v1::ReturnChannel channel) {
  return channel == core::v1::RETURN_CHANNEL_OFFICE || channel == core::v1::RETURN_CHANNEL_DELIVERY;
}

bool IsProxy(core::v1::Relation relation) {
  return relation == core::v1::RELATION_AUTHORISED || relation == core::v1::RELATION_PARENT ||
         relation == core::v1::RELATION_SPOUSE || relation == core::v1::RELATION_CHILD;
}

// Whether the promise had passed unkept at `at`; a wait that began in time keeps it from passing.
bool PromisePassed(const Dossier& dossier, absl::Time at) {
  const absl::Time due = FromProto(dossier.first_appointment().due_at());
  if (dossier::IsWaiting(dossier) && FromProto(dossier.pauses().rbegin()->from()) <= due) return false;
  return due < at;
}

}  // namespace

Recount::Recount(const catalogue::Catalogue& catalogue, absl::CivilDay first, absl::CivilDay last)
    : catalogue_(catalogue), first_(first), last_(last), end_(clock::LocalTime(absl::CivilSecond(last + 1))) {
  codes_.number_of = [&catalogue](const std::string& code) -> absl::StatusOr<int> {
    const auto agency = catalogue.FindAgencyByCode(code);
    if (!agency.ok()) return agency.status();
    return (*agency)->number();
  };
  codes_.code_of = [&catalogue](int number) -> absl::StatusOr<std::string> {
    const auto agency = catalogue.FindAgencyByNumber(number);
    if (!agency.ok()) return agency.status();
    return (*agency)->code();
  };
}

absl::Status Recount::Add(const Fact& fact) {
  const auto id = identity::ParseDossierCode(fact.dossier_code(), codes_);
  if (!id.ok()) return id.status();
  if (id->day() < first_ || id->day() > last_ || FromProto(fact.recorded_at()) >= end_) {
    ++sums_.facts_beyond;
    return absl::OkStatus();
  }
  ++sums_.facts;
  ++sums_.facts_by_kind[fact.payload_case()];
  Counted& counted = dossiers_[fact.dossier_code()];
  counted.dossier.set_dossier_code(fact.dossier_code());
  const core::v1::Status before = counted.dossier.status();
  if (absl::Status status = dossier::Apply(counted.dossier, fact); !status.ok()) {
    if (sums_.problems.size() < kMostProblems) {
      sums_.problems.push_back(
          absl::StrCat(fact.dossier_code(), " fact ", fact.sequence(), ": ", std::string(status.message())));
    }
    return absl::OkStatus();
  }
  if (fact.has_refused() && before == core::v1::STATUS_ACCEPTED) counted.traits.refused_by_agency = true;
  if (fact.has_payment_recorded() && before == core::v1::STATUS_AWAITING_PAYMENT) counted.traits.paid_on_request = true;
  Note(counted, fact);
  return absl::OkStatus();
}

void Recount::Note(Counted& counted, const Fact& fact) {
  Traits& traits = counted.traits;
  switch (fact.payload_case()) {
    case Fact::kAccepted:
      traits.lease = !fact.accepted().lease_id().empty() &&
                     FromProto(fact.recorded_at()) - FromProto(fact.occurred_at()) > absl::Minutes(10);
      break;
    case Fact::kMisdirected:
      traits.misdirected = true;
      break;
    case Fact::kWithdrawn:
      traits.withdrawn = true;
      break;
    case Fact::kSupplemented:
      traits.supplemented = true;
      break;
    case Fact::kBagOpened:
      if (fact.bag_opened().seal_state() != core::v1::SEAL_STATE_INTACT) {
        traits.seal_broken = true;
        bags_with_broken_seal_.insert(fact.bag_opened().bag_id());
      }
      break;
    case Fact::kDiscrepancyFound: {
      const core::v1::Discrepancy& found = fact.discrepancy_found().discrepancy();
      counted.discrepancies[found.number()] = found.kind();
      counted.discrepancy_items[found.number()] = found.item();
      traits.surplus |= found.kind() == core::v1::DISCREPANCY_KIND_SURPLUS;
      break;
    }
    case Fact::kDiscrepancySettled:
      NoteSettled(counted, fact.discrepancy_settled());
      break;
    case Fact::kAttemptFailed:
      traits.identity_mismatch |= fact.attempt_failed().failure() == core::v1::ATTEMPT_FAILURE_IDENTITY_MISMATCH;
      traits.result_wrong |= fact.attempt_failed().failure() == core::v1::ATTEMPT_FAILURE_RESULT_WRONG;
      traits.third_attempts += fact.attempt_failed().attempt() == kAttempts ? 1 : 0;
      break;
    case Fact::kHandedOut:
      traits.proxy |= IsProxy(fact.handed_out().relation());
      traits.partly |= !fact.handed_out().last();
      break;
    case Fact::kCorrected:
      traits.place_corrected |= fact.corrected().approved() && !fact.corrected().change().return_office_id().empty();
      traits.number_corrected |= fact.corrected().approved() && fact.corrected().change().result_item() > 0;
      traits.correction_rejected |= !fact.corrected().approved();
      break;
    default:
      break;
  }
}

void Recount::NoteSettled(Counted& counted, const core::v1::DiscrepancySettled& settled) {
  const int number = settled.discrepancy();
  if (counted.discrepancies[number] != core::v1::DISCREPANCY_KIND_MISSING) return;
  if (settled.outcome() == core::v1::DISCREPANCY_OUTCOME_FOUND) counted.traits.missing_found = true;
  if (settled.outcome() != core::v1::DISCREPANCY_OUTCOME_LOST || settled.report_number().empty()) return;
  const core::v1::Item* item = custody::Find(counted.dossier, counted.discrepancy_items[number]);
  const bool result = item != nullptr && item->kind() == core::v1::ITEM_KIND_RESULT;
  (result ? counted.traits.lost_result : counted.traits.lost_papers) = true;
}

Figures Recount::Finish() const {
  Figures figures = sums_;
  std::map<std::string, int> on_slip;
  for (const auto& [code, counted] : dossiers_) {
    CountDossier(counted, figures);
    if (!counted.dossier.slip_id().empty()) ++on_slip[counted.dossier.slip_id()];
  }
  for (const auto& [slip, dossiers] : on_slip) figures.branches[BRANCH_KIND_SHARED_SLIP] += dossiers > 1 ? 1 : 0;
  figures.branches[BRANCH_KIND_SEAL_BROKEN] = static_cast<int64_t>(bags_with_broken_seal_.size());
  return figures;
}

void Recount::CountDossier(const Counted& counted, Figures& figures) const {
  const Dossier& dossier = counted.dossier;
  ++figures.dossiers;
  figures.items += dossier.items_size();
  figures.open_discrepancies += dossier.open_discrepancies_size();
  for (const core::v1::Item& item : dossier.items()) {
    ++figures.holders[custody::Name(item.holder())];
    figures.old_papers_returned +=
        item.kind() == core::v1::ITEM_KIND_EXCHANGED && item.holder().kind() == core::v1::HOLDER_KIND_AGENCY ? 1 : 0;
  }
  if (!dossier.has_accepted_at()) {
    figures.refused_at_counter += dossier.status() == core::v1::STATUS_REFUSED ? 1 : 0;
    return;
  }
  ++figures.taken_in;
  figures.acceptances[{dossier.office_id(), FromProto(dossier.accepted_at())}] = dossier.dossier_code();
  ++figures.statuses[{dossier.procedure_key(), dossier.status()}];
  ++figures.channels_in[dossier.channel()];
  ++figures.offices[dossier.office_id()];
  if (const auto office = catalogue_.FindOffice(dossier.office_id()); office.ok()) {
    ++figures.districts[(*office)->district()];
  }
  if (dossier.status() == core::v1::STATUS_RETURNED) {
    ++figures.handed_out;
    ++figures.channels_out[dossier.handed_out_channel()];
    figures.handed_out_by_post += ByThePost(dossier.handed_out_channel()) ? 1 : 0;
  }
  if (dossier.result_class() != core::v1::RESULT_CLASS_UNSPECIFIED) ++figures.classes[dossier.result_class()];
  if (dossier.result_class() == core::v1::RESULT_CLASS_LATE) ++figures.late_causes[dossier.late_cause()];
  figures.several_results += dossier.results_size() > 1 ? 1 : 0;
  CountBieu06(dossier, figures);
  CountBranches(counted, figures);
  CountKm(counted, figures);
}

void Recount::CountBieu06(const Dossier& dossier, Figures& figures) const {
  tracking::v1::Bieu06Row& row = figures.bieu06[dossier.procedure_key()];
  row.set_procedure_key(dossier.procedure_key());
  row.set_received_total(row.received_total() + 1);
  const bool online = dossier.channel() == core::v1::INTAKE_CHANNEL_ONLINE;
  row.set_received_online(row.received_online() + (online ? 1 : 0));
  row.set_received_direct_and_post(row.received_direct_and_post() + (online ? 0 : 1));
  row.set_corrected(row.corrected() + (dossier.corrections() > 0 ? 1 : 0));
  row.set_rescheduled(row.rescheduled() + (dossier.reschedules() > 0 ? 1 : 0));
  if (!dossier.has_finished_at()) {
    const bool late = PromisePassed(dossier, end_);
    row.set_in_progress_total(row.in_progress_total() + 1);
    row.set_in_progress_late(row.in_progress_late() + (late ? 1 : 0));
    row.set_in_progress_in_time(row.in_progress_in_time() + (late ? 0 : 1));
    return;
  }
  if (dossier.outcome() == core::v1::OUTCOME_UNSPECIFIED) {
    return row.set_closed_without_result(row.closed_without_result() + 1);
  }
  row.set_resolved_total(row.resolved_total() + 1);
  const auto add = [&](core::v1::ResultClass of) { return dossier.result_class() == of ? 1 : 0; };
  row.set_resolved_ahead(row.resolved_ahead() + add(core::v1::RESULT_CLASS_AHEAD));
  row.set_resolved_on_time(row.resolved_on_time() + add(core::v1::RESULT_CLASS_ON_TIME));
  row.set_resolved_late(row.resolved_late() + add(core::v1::RESULT_CLASS_LATE));
  const auto cause = [&](core::v1::Party party) {
    return dossier.result_class() == core::v1::RESULT_CLASS_LATE && dossier.late_cause() == party ? 1 : 0;
  };
  row.set_late_by_post(row.late_by_post() + cause(core::v1::PARTY_POST));
  row.set_late_by_agency(row.late_by_agency() + cause(core::v1::PARTY_AGENCY));
  row.set_late_by_applicant(row.late_by_applicant() + cause(core::v1::PARTY_APPLICANT));
}

void Recount::CountBranches(const Counted& counted, Figures& figures) const {
  const Dossier& dossier = counted.dossier;
  const Traits& traits = counted.traits;
  const bool stopped = dossier.status() == core::v1::STATUS_STOPPED;
  const bool asked_for_papers = dossier.supplement_requests() > 0 && !traits.supplemented;
  const auto add = [&](v1::BranchKind kind, bool happened) { figures.branches[kind] += happened ? 1 : 0; };
  add(BRANCH_KIND_SUPPLEMENT, traits.supplemented);
  add(BRANCH_KIND_SUPPLEMENT_LATE, stopped && asked_for_papers);
  add(BRANCH_KIND_REFUSED, traits.refused_by_agency);
  add(BRANCH_KIND_WITHDRAWN, traits.withdrawn && !traits.lost_papers);
  add(BRANCH_KIND_PAYMENT, traits.paid_on_request);
  add(BRANCH_KIND_PAYMENT_NEVER, stopped && dossier.has_open_payment());
  add(BRANCH_KIND_RESCHEDULED, dossier.reschedules() > 0);
  add(BRANCH_KIND_STOPPED, stopped && !asked_for_papers && !dossier.has_open_payment());
  add(BRANCH_KIND_DENIED, dossier.outcome() == core::v1::OUTCOME_DENIED);
  add(BRANCH_KIND_MISDIRECTED, traits.misdirected && dossier.has_received_by_agency_at());
  add(BRANCH_KIND_MISSING_FOUND, traits.missing_found);
  add(BRANCH_KIND_SURPLUS, traits.surplus);
  add(BRANCH_KIND_LOST_PAPERS, traits.lost_papers);
  add(BRANCH_KIND_LOST_RESULT, traits.lost_result);
  add(BRANCH_KIND_IDENTITY_MISMATCH, traits.identity_mismatch);
  add(BRANCH_KIND_PROXY_COLLECTS, traits.proxy);
  add(BRANCH_KIND_THREE_ATTEMPTS, traits.third_attempts > 0);
  add(BRANCH_KIND_UNCLAIMED, dossier.unclaimed());
  add(BRANCH_KIND_RESULT_WRONG, traits.result_wrong && traits.number_corrected);
  add(BRANCH_KIND_PLACE_CORRECTED, traits.place_corrected);
  add(BRANCH_KIND_CORRECTION_REJECTED, traits.correction_rejected);
  add(BRANCH_KIND_PARTLY_HANDED_OUT, traits.partly);
  add(BRANCH_KIND_OFFLINE, traits.lease);
  add(BRANCH_KIND_ON_THE_DAY, dossier.result_class() == core::v1::RESULT_CLASS_ON_TIME);
}

// One way there and back for handing in, one for each supplement, one for what the post handed out: by the
// catalogue's distance between that office and the agency's desk.
void Recount::CountKm(const Counted& counted, Figures& figures) const {
  const Dossier& dossier = counted.dossier;
  const auto add = [&](const std::string& office) {
    const auto km = catalogue_.KmSpared(office, dossier.agency_key());
    if (!km.ok()) return;
    ++figures.ways_spared;
    figures.km_spared += 2 * *km;
  };
  add(dossier.office_id());
  if (counted.traits.supplemented) add(dossier.office_id());
  if (dossier.status() == core::v1::STATUS_RETURNED && ByThePost(dossier.handed_out_channel())) {
    add(dossier.return_office_id());
  }
}

}  // namespace hoso::replay
