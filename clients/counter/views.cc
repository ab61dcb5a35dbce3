#include "clients/counter/views.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"
#include "common/custody/custody.h"
#include "common/dossier/lifecycle.h"
#include "common/forms/amount_in_words.h"
#include "common/proto_time/proto_time.h"
#include "services/returns/decisions.h"
#include "services/returns/opening.h"
#include "services/returns/waiting.h"
#include "services/routing/ways.h"

namespace hoso::counter {
namespace {

using catalogue::v1::ProcedureVersion;
using core::v1::Dossier;
using core::v1::Item;

constexpr size_t kShownDigits = 4;

bool Allowed(const Dossier& dossier, dossier::FactKind kind) {
  return dossier::FindTransition(kind, dossier.status()).ok();
}

bool IsHere(const Eye& eye, const Item& item) { return custody::Same(item.holder(), custody::Office(eye.office_id)); }

// Where an item is to end: results and what goes back at the office of return, all else at the agency. Nothing for what
// is the citizen's already, or lost.
std::optional<core::v1::Holder> GoalOf(const Dossier& dossier, const Item& item) {
  if (item.holder().kind() == core::v1::HOLDER_KIND_APPLICANT ||
      item.holder().kind() == core::v1::HOLDER_KIND_MISSING) {
    return std::nullopt;
  }
  const bool back = returns::IsOwed(dossier, item) && dossier::IsFinished(dossier.status()) && !dossier.unclaimed();
  if (back && dossier.return_channel() != core::v1::RETURN_CHANNEL_AGENCY) {
    return custody::Office(dossier.return_office_id().empty() ? dossier.office_id() : dossier.return_office_id());
  }
  return custody::Agency(dossier.agency_key());
}

void SetWhere(const Eye& eye, const Item& item, v1::ItemView& view) {
  switch (item.holder().kind()) {
    case core::v1::HOLDER_KIND_APPLICANT:
      view.set_holder_vi("đã trao");
      view.set_holder_en("handed out");
      return;
    case core::v1::HOLDER_KIND_MISSING:
      view.set_holder_vi(absl::StrCat("thất lạc, biên bản ", item.holder().id()));
      view.set_holder_en(absl::StrCat("lost, report ", item.holder().id()));
      return;
    case core::v1::HOLDER_KIND_BAG:
      view.set_holder_vi(absl::StrCat("trong túi ", item.holder().id()));
      view.set_holder_en(absl::StrCat("in bag ", item.holder().id()));
      return;
    default:
      break;
  }
  const std::string name = NameOf(eye.catalogue, item.holder());
  view.set_holder_vi(view.here() ? "tại quầy" : absl::StrCat("tại ", name));
  view.set_holder_en(view.here() ? "at the counter" : absl::StrCat("at ", name));
}

void AddItems(const Eye& eye, const Dossier& dossier, v1::DossierView& view) {
  for (const Item& item : dossier.items()) {
    v1::ItemView& shown = *view.add_items();
    shown.set_number(item.number());
    shown.set_kind(item.kind());
    shown.set_label(item.label());
    *shown.mutable_holder() = item.holder();
    *shown.mutable_since() = item.since();
    shown.set_here(IsHere(eye, item));
    SetWhere(eye, item, shown);
    const auto goal = GoalOf(dossier, item);
    const core::v1::Holder here = custody::Office(eye.office_id);
    if (!shown.here() || !goal.has_value() || custody::Same(*goal, here)) continue;
    *shown.mutable_goes_to() = routing::NextStop(eye.catalogue, here, *goal, clock::LocalDay(eye.now));
    shown.set_goes_to_name(NameOf(eye.catalogue, shown.goes_to()));
  }
}

void AddSupplement(const Dossier& dossier, const ProcedureVersion* version, v1::DossierView& view) {
  if (!dossier.has_open_supplement()) return;
  v1::SupplementWanted& wanted = *view.mutable_supplement();
  wanted.set_reason(dossier.open_supplement().reason());
  if (dossier.open_supplement().has_supply_until()) {
    *wanted.mutable_supply_until() = dossier.open_supplement().supply_until();
  }
  for (const core::v1::ComponentCount& count : dossier.open_supplement().components()) {
    v1::PaperAsked& paper = *wanted.add_papers();
    *paper.mutable_count() = count;
    paper.set_name_vi(count.component_id());
    if (version == nullptr) continue;
    for (const catalogue::v1::Component& component : version->components()) {
      if (component.id() != count.component_id()) continue;
      paper.set_name_vi(component.name_vi());
      paper.set_name_en(component.name_en());
    }
  }
}

std::string FeeName(const ProcedureVersion* version, const std::string& id) {
  if (version == nullptr) return id;
  for (const catalogue::v1::Fee& fee : version->fees()) {
    if (fee.id() == id) return fee.name_vi();
  }
  return id;
}

void AddPayment(const Dossier& dossier, const ProcedureVersion* version, v1::DossierView& view) {
  const int64_t due = dossier.fees_due_vnd() - dossier.fees_paid_vnd();
  if (due <= 0 || !Allowed(dossier, core::v1::Fact::kPaymentRecorded)) return;
  v1::PaymentWanted& wanted = *view.mutable_payment();
  wanted.set_reason(dossier.open_payment().reason());
  int64_t asked = 0;
  for (const core::v1::FeeLine& line : dossier.open_payment().fees()) {
    *wanted.add_fees() = line;
    asked += line.amount_vnd();
  }
  // What was due at the acceptance and not paid then.
  if (asked < due) {
    core::v1::FeeLine& line = *wanted.add_fees();
    line.set_fee_id(version != nullptr && version->fees_size() > 0 ? version->fees(0).id() : "");
    line.set_amount_vnd(due - asked);
  }
  for (const core::v1::FeeLine& line : wanted.fees()) wanted.add_names_vi(FeeName(version, line.fee_id()));
  wanted.set_amount_vnd(due);
  wanted.set_amount_words(forms::AmountInWords(due));
}

void AddExchange(const Dossier& dossier, const ProcedureVersion* version, v1::DossierView& view) {
  const auto taken = [](const Item& item) { return item.kind() == core::v1::ITEM_KIND_EXCHANGED; };
  if (version == nullptr || std::any_of(dossier.items().begin(), dossier.items().end(), taken)) return;
  const catalogue::v1::Result* result = returns::ExchangedFor(*version, dossier);
  if (result == nullptr) return;
  view.set_exchange_vi(absl::StrCat(result->name_vi(), " cũ"));
  view.set_exchange_en(absl::StrCat("old ", result->name_en()));
}

struct Here {
  bool owed = false;      // Something is to be handed out here.
  bool received = false;  // And lies on its shelf.
  bool to_send = false;
};

Here WhatIsHere(const Eye& eye, const Dossier& dossier, const v1::DossierView& view) {
  Here here{.received = returns::WaitingAt(dossier, eye.office_id).has_value()};
  for (int i = 0; i < dossier.items_size(); ++i) {
    const bool goes = view.items(i).has_goes_to();
    here.to_send |= goes;
    here.owed |= view.items(i).here() && !goes && returns::IsOwed(dossier, dossier.items(i)) &&
                 dossier::IsFinished(dossier.status());
  }
  return here;
}

bool NotifiedSince(const Dossier& dossier, absl::Time since) {
  return dossier.has_notified_at() && FromProto(dossier.notified_at()) >= since;
}

void AddActs(const Eye& eye, const Dossier& dossier, const Here& here, v1::DossierView& view) {
  const auto add = [&view](bool may, v1::Act act) {
    if (may) view.add_acts(act);
  };
  add(here.owed && !here.received, v1::ACT_RECEIVE_RESULTS);
  add(here.owed && here.received, v1::ACT_HAND_OUT);
  add(view.has_supplement(), v1::ACT_SUPPLEMENT);
  add(view.has_payment(), v1::ACT_PAY);
  add(here.to_send, v1::ACT_INTO_BAG);
  add(here.received || view.has_supplement() || dossier.has_open_payment(), v1::ACT_NOTIFY);
  add(here.received, v1::ACT_ATTEMPT);
  add(here.received && view.has_keep_until() &&
          clock::LocalDay(eye.now) >= FromProto(view.keep_until(), "keep_until").value_or(absl::CivilDay::max()),
      v1::ACT_RETURN_UNCLAIMED);
  add(Allowed(dossier, core::v1::Fact::kWithdrawn), v1::ACT_WITHDRAW);
  add(Allowed(dossier, core::v1::Fact::kRefused) && dossier.office_id() == eye.office_id, v1::ACT_REFUSE);
}

v1::Turn TurnOf(const BookDossier& of, const Here& here) {
  const Dossier& dossier = of.kept.dossier();
  if (of.in_trouble || !dossier.open_discrepancies().empty()) return v1::TURN_TROUBLE;
  if (dossier.status() == core::v1::STATUS_RETURNED) return v1::TURN_NOBODY;
  if (here.to_send || (here.owed && !here.received)) return v1::TURN_COUNTER;
  if (here.received) {
    return NotifiedSince(dossier, FromProto(dossier.results_received_at())) ? v1::TURN_APPLICANT : v1::TURN_COUNTER;
  }
  if (dossier.has_open_supplement() || dossier.has_open_payment()) return v1::TURN_APPLICANT;
  return v1::TURN_AGENCY;
}

core::v1::PersonRecord PersonOf(const v1::KeptDossier& kept, const core::v1::PersonRef& ref) {
  core::v1::PersonRecord record;
  for (const tracking::v1::BookPerson& person : kept.persons()) {
    if (ref.person() != 0 && person.person() == ref.person() && person.version() == ref.version()) {
      record.ParseFromString(person.record());
    }
  }
  return record;
}

void AddPersons(const v1::KeptDossier& kept, v1::DossierView& view) {
  const core::v1::PersonRecord owner = OwnerOf(kept), submitter = SubmitterOf(kept);
  view.set_owner_name(owner.full_name());
  const std::string& number = owner.identity_number();
  view.set_owner_number_end(number.size() > kShownDigits ? number.substr(number.size() - kShownDigits) : "");
  view.set_submitter_name(submitter.full_name());
  view.set_phone(submitter.phone().empty() ? owner.phone() : submitter.phone());
}

}  // namespace

std::string NameOf(const catalogue::Catalogue& catalogue, const core::v1::Holder& holder) {
  switch (holder.kind()) {
    case core::v1::HOLDER_KIND_OFFICE:
      if (const auto office = catalogue.FindOffice(holder.id()); office.ok()) return (*office)->name_vi();
      return holder.id();
    case core::v1::HOLDER_KIND_AGENCY:
      if (const auto agency = catalogue.FindAgency(holder.id()); agency.ok()) return (*agency)->name_vi();
      return holder.id();
    case core::v1::HOLDER_KIND_CARRIER:
      for (const catalogue::v1::Carrier& carrier : catalogue.data().carriers()) {
        if (carrier.id() == holder.id()) return carrier.name_vi();
      }
      return holder.id();
    case core::v1::HOLDER_KIND_BAG:
      return absl::StrCat("túi ", holder.id());
    default:
      return holder.id();
  }
}

core::v1::PersonRecord OwnerOf(const v1::KeptDossier& kept) { return PersonOf(kept, kept.dossier().owner()); }

core::v1::PersonRecord SubmitterOf(const v1::KeptDossier& kept) {
  if (kept.dossier().submitter().person() == kept.dossier().owner().person()) return {};
  return PersonOf(kept, kept.dossier().submitter());
}

v1::DossierView ViewOf(const Eye& eye, const BookDossier& of) {
  const Dossier& dossier = of.kept.dossier();
  const auto procedure = eye.catalogue.FindVersion(dossier.procedure_version());
  const ProcedureVersion* version = procedure.ok() ? procedure->version : nullptr;
  v1::DossierView view;
  view.set_dossier_code(dossier.dossier_code());
  view.set_version(dossier.version());
  view.set_status(dossier.status());
  view.set_procedure_key(dossier.procedure_key());
  if (version != nullptr) {
    view.set_procedure_name_vi(version->name_vi());
    view.set_procedure_name_en(version->name_en());
  }
  view.set_agency_key(dossier.agency_key());
  if (const auto agency = eye.catalogue.FindAgency(dossier.agency_key()); agency.ok()) {
    view.set_agency_name_vi((*agency)->name_vi());
    view.set_agency_name_en((*agency)->name_en());
  }
  AddPersons(of.kept, view);
  if (dossier.has_accepted_at()) *view.mutable_accepted_at() = dossier.accepted_at();
  const bool waits = dossier.has_open_supplement() || dossier.has_open_payment();
  if (dossier.has_appointment() && !waits) *view.mutable_appointment() = dossier.appointment();
  view.set_return_channel(dossier.return_channel());
  view.set_return_office_id(dossier.return_office_id());
  if (!dossier.return_office_id().empty()) {
    view.set_return_office_name(NameOf(eye.catalogue, custody::Office(dossier.return_office_id())));
  }
  AddItems(eye, dossier, view);
  AddSupplement(dossier, version, view);
  AddPayment(dossier, version, view);
  AddExchange(dossier, version, view);
  if (dossier.has_notified_at()) *view.mutable_notified_at() = dossier.notified_at();
  view.set_failed_attempts(dossier.failed_attempts());
  if (dossier.has_results_received_at()) {
    const absl::CivilDay received = clock::LocalDay(FromProto(dossier.results_received_at()));
    if (const auto rules = eye.catalogue.PostalRulesOn(received); rules.ok()) {
      *view.mutable_keep_until() = ToProto(received + (*rules)->keep_days());
    }
  }
  const Here here = WhatIsHere(eye, dossier, view);
  AddActs(eye, dossier, here, view);
  view.set_turn(TurnOf(of, here));
  view.set_unsent(of.unsent);
  if (of.as_of.has_value()) *view.mutable_as_of() = ToProto(*of.as_of);
  *view.mutable_discrepancies() = dossier.open_discrepancies();
  return view;
}

v1::BagView ViewOf(const Eye& eye, const BookBag& of) {
  const core::v1::Bag& bag = of.bag;
  const core::v1::Holder here = custody::Office(eye.office_id);
  v1::BagView view;
  view.set_bag_id(bag.bag_id());
  view.set_status(bag.status());
  *view.mutable_from() = bag.from();
  *view.mutable_to() = bag.to();
  view.set_from_name(NameOf(eye.catalogue, bag.from()));
  view.set_to_name(NameOf(eye.catalogue, bag.to()));
  view.set_custodian_name(NameOf(eye.catalogue, bag.custodian()));
  *view.mutable_sealed_at() = bag.sealed_at();
  if (bag.has_expected_at()) *view.mutable_expected_at() = bag.expected_at();
  const bool sealed_here = custody::Same(bag.from(), here);
  if (sealed_here) view.set_items(bag.items_size());
  view.set_may_open(bag.status() != core::v1::BAG_STATUS_OPENED && custody::Same(bag.to(), here));
  view.set_may_dispatch(bag.status() == core::v1::BAG_STATUS_SEALED && sealed_here);
  view.set_unsent(of.unsent);
  return view;
}

}  // namespace hoso::counter
