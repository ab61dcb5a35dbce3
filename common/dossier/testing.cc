#include "common/dossier/testing.h"

#include <cstdlib>
#include <iostream>

#include "common/custody/custody.h"
#include "common/dossier/fold.h"
#include "common/proto_time/proto_time.h"

namespace hoso::dossier::testing {
namespace {

core::v1::Item NextItem(const core::v1::Dossier& dossier, int offset, core::v1::ItemKind kind,
                        const core::v1::Holder& holder) {
  core::v1::Item item;
  item.set_number(dossier.items_size() + 1 + offset);
  item.set_kind(kind);
  *item.mutable_holder() = holder;
  return item;
}

}  // namespace

absl::Time Start() { return absl::FromUnixSeconds(1667264400); }

core::v1::Fact Accepted(absl::Time at) {
  core::v1::Fact fact;
  core::v1::Accepted& accepted = *fact.mutable_accepted();
  accepted.set_procedure_key("GPLX_DOI");
  accepted.set_procedure_version("GPLX_DOI@2022-11-01");
  accepted.set_agency_key("SGTVT");
  accepted.set_office_id("YB-II-136");
  accepted.set_units(1);
  *accepted.mutable_accepted_at() = ToProto(at);
  *accepted.mutable_handed_in_at() = ToProto(at);
  *accepted.mutable_appointment()->mutable_due_at() = ToProto(at + absl::Hours(24 * 7));
  *accepted.mutable_papers() = NextItem({}, 0, core::v1::ITEM_KIND_PAPERS, custody::Office("YB-II-136"));
  return fact;
}

core::v1::Fact Received() {
  core::v1::Fact fact;
  fact.mutable_received_by_agency()->set_agency_key("SGTVT");
  fact.mutable_received_by_agency()->set_complete(true);
  return fact;
}

core::v1::Fact SupplementRequested() {
  core::v1::Fact fact;
  fact.mutable_supplement_requested()->add_components()->set_component_id("health");
  return fact;
}

core::v1::Fact Supplemented(const core::v1::Dossier& dossier, absl::Time due_at) {
  core::v1::Fact fact;
  *fact.mutable_supplemented()->mutable_papers() =
      NextItem(dossier, 0, core::v1::ITEM_KIND_SUPPLEMENT, custody::Office("YB-II-136"));
  *fact.mutable_supplemented()->mutable_appointment()->mutable_due_at() = ToProto(due_at);
  return fact;
}

core::v1::Fact PaymentRequested(int64_t amount_vnd) {
  core::v1::Fact fact;
  fact.mutable_payment_requested()->add_fees()->set_amount_vnd(amount_vnd);
  return fact;
}

core::v1::Fact PaymentRecorded(int64_t amount_vnd, absl::Time due_at) {
  core::v1::Fact fact;
  fact.mutable_payment_recorded()->add_fees()->set_amount_vnd(amount_vnd);
  *fact.mutable_payment_recorded()->mutable_appointment()->mutable_due_at() = ToProto(due_at);
  return fact;
}

core::v1::Fact Rescheduled(absl::Time due_at) {
  core::v1::Fact fact;
  *fact.mutable_rescheduled()->mutable_appointment()->mutable_due_at() = ToProto(due_at);
  fact.mutable_rescheduled()->set_cause(core::v1::PARTY_AGENCY);
  return fact;
}

core::v1::Fact Withdrawn() {
  core::v1::Fact fact;
  fact.mutable_withdrawn()->set_reason("changed their mind");
  return fact;
}

core::v1::Fact Stopped() {
  core::v1::Fact fact;
  fact.mutable_stopped()->set_ground_id("SUPPLEMENT_OVERDUE");
  return fact;
}

core::v1::Fact Refused() {
  core::v1::Fact fact;
  fact.mutable_refused()->set_ground_id("NOT_IN_SYSTEM");
  return fact;
}

core::v1::Fact Decided(const core::v1::Dossier& dossier, int results, absl::Time at) {
  core::v1::Fact fact;
  fact.mutable_decided()->set_outcome(core::v1::OUTCOME_GRANTED);
  *fact.mutable_decided()->mutable_decided_at() = ToProto(at);
  for (int i = 0; i < results; ++i) {
    *fact.mutable_decided()->add_results()->mutable_item() =
        NextItem(dossier, i, core::v1::ITEM_KIND_RESULT, custody::Agency("SGTVT"));
  }
  return fact;
}

core::v1::Fact Moved(int item, const core::v1::Holder& from, const core::v1::Holder& to) {
  core::v1::Fact fact;
  *fact.mutable_items_moved()->add_moves() = custody::MakeMove(item, from, to);
  return fact;
}

core::v1::Fact Sealed(const std::string& bag, int item, const core::v1::Holder& from) {
  core::v1::Fact fact;
  fact.mutable_bag_sealed()->set_bag_id(bag);
  *fact.mutable_bag_sealed()->add_moves() = custody::MakeMove(item, from, custody::Bag(bag));
  return fact;
}

core::v1::Fact Opened(const std::string& bag, int item, const core::v1::Holder& at) {
  core::v1::Fact fact;
  fact.mutable_bag_opened()->set_bag_id(bag);
  *fact.mutable_bag_opened()->mutable_at() = at;
  *fact.mutable_bag_opened()->add_moves() = custody::MakeMove(item, custody::Bag(bag), at);
  return fact;
}

core::v1::Fact HandedOut(const core::v1::Dossier& dossier, const std::vector<int>& items, bool last) {
  core::v1::Fact fact;
  for (int item : items) {
    *fact.mutable_handed_out()->add_moves() =
        custody::MakeMove(item, custody::Find(dossier, item)->holder(), custody::Applicant());
  }
  fact.mutable_handed_out()->set_last(last);
  return fact;
}

core::v1::Fact Missing(const core::v1::Dossier& dossier, int item, const std::string& bag,
                       const core::v1::Holder& accountable) {
  core::v1::Fact fact;
  core::v1::Discrepancy& discrepancy = *fact.mutable_discrepancy_found()->mutable_discrepancy();
  discrepancy.set_number(dossier.discrepancies() + 1);
  discrepancy.set_kind(core::v1::DISCREPANCY_KIND_MISSING);
  discrepancy.set_item(item);
  *discrepancy.mutable_accountable() = accountable;
  *fact.mutable_discrepancy_found()->mutable_move() = custody::MakeMove(item, custody::Bag(bag), accountable);
  return fact;
}

core::v1::Fact Settled(int discrepancy, core::v1::DiscrepancyOutcome outcome) {
  core::v1::Fact fact;
  fact.mutable_discrepancy_settled()->set_discrepancy(discrepancy);
  fact.mutable_discrepancy_settled()->set_outcome(outcome);
  return fact;
}

core::v1::Fact CorrectionProposed(int number) {
  core::v1::Fact fact;
  fact.mutable_correction_proposed()->set_correction(number);
  fact.mutable_correction_proposed()->set_ground("wrong office typed");
  fact.mutable_correction_proposed()->mutable_change()->set_return_office_id("YB-II-133");
  return fact;
}

core::v1::Fact Corrected(int number, bool approved) {
  core::v1::Fact fact;
  fact.mutable_corrected()->set_correction(number);
  fact.mutable_corrected()->set_approved(approved);
  fact.mutable_corrected()->mutable_change()->set_return_office_id("YB-II-133");
  return fact;
}

Life::Life() : now_(Start()) { dossier_.set_dossier_code(kCode); }

absl::Status Life::Add(core::v1::Fact payload, absl::Duration after) {
  core::v1::Dossier next = dossier_;
  const absl::Time at = now_ + after;
  payload.set_dossier_code(dossier_.dossier_code());
  payload.set_sequence(dossier_.version() + 1);
  *payload.mutable_occurred_at() = ToProto(at);
  *payload.mutable_recorded_at() = ToProto(at);
  payload.mutable_actor()->set_staff_id(staff_);
  if (absl::Status status = Apply(next, payload); !status.ok()) return status;
  dossier_ = std::move(next);
  now_ = at;
  return absl::OkStatus();
}

void Life::Must(core::v1::Fact payload, absl::Duration after) {
  const absl::Status status = Add(std::move(payload), after);
  if (status.ok()) return;
  std::cerr << "a fact of the test's set-up was refused: " << status << std::endl;
  std::abort();
}

Life AtAgency() {
  Life life;
  life.Must(Accepted(Start() + absl::Hours(1)));
  life.Must(Moved(1, custody::Office("YB-II-136"), custody::Agency("SGTVT")));
  life.Must(Received());
  return life;
}

}  // namespace hoso::dossier::testing
