// Handing out: what is given to whom, and what is due before.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/catalogue/relations.h"
#include "common/clock/zone.h"
#include "common/command/callers.h"
#include "common/custody/custody.h"
#include "common/dossier/fold.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/errors.h"
#include "services/returns/collector.h"
#include "services/returns/decisions.h"
#include "services/returns/opening.h"
#include "services/returns/presented_slip.h"

namespace hoso::returns {
namespace {

using catalogue::v1::ProcedureVersion;
using core::v1::Dossier;
using ledger::Decision;
using ledger::View;

// Persons 1 and 2 are owner and submitter.
constexpr int kFirstRecipient = 3;

absl::Status CheckCaller(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor,
                         core::v1::ReturnChannel channel) {
  if (channel == core::v1::RETURN_CHANNEL_OFFICE) return command::CheckOfficeCaller(catalogue, actor);
  if (channel == core::v1::RETURN_CHANNEL_AGENCY && actor.agency_key().empty()) {
    return absl::UnauthenticatedError(absl::StrCat(rpc::kAgencyKey, ": empty, want the agency at whose desk this is"));
  }
  return command::CheckCaller(catalogue, actor);
}

// Whether papers that `holder` has can go out through `channel`.
bool GoesThrough(core::v1::ReturnChannel channel, const core::v1::Holder& holder) {
  switch (channel) {
    case core::v1::RETURN_CHANNEL_OFFICE:
      return holder.kind() == core::v1::HOLDER_KIND_OFFICE;
    case core::v1::RETURN_CHANNEL_AGENCY:
      return holder.kind() == core::v1::HOLDER_KIND_AGENCY;
    case core::v1::RETURN_CHANNEL_DELIVERY:
      return holder.kind() == core::v1::HOLDER_KIND_CARRIER || holder.kind() == core::v1::HOLDER_KIND_OFFICE;
    default:
      return false;
  }
}

// Takes the requested items out of the caller's hands and into the citizen's.
absl::Status AddMoves(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor, const Dossier& dossier,
                      const v1::HandOutRequest& request, core::v1::HandedOut& handed_out) {
  for (int i = 0; i < request.items_size(); ++i) {
    const core::v1::Item* item = custody::Find(dossier, request.items(i));
    if (item == nullptr) return errors::NotFound("item", absl::StrCat(dossier.dossier_code(), " ", request.items(i)));
    if (item->kind() == core::v1::ITEM_KIND_EXCHANGED) {
      return errors::FieldError(
          absl::StrCat("items[", i, "]"),
          absl::StrCat(item->number(), " was taken back in exchange, want what is to be handed out"));
    }
    if (!GoesThrough(request.channel(), item->holder()) || !command::ActsFor(catalogue, actor, item->holder())) {
      return NotHere(dossier, *item);
    }
    *handed_out.add_moves() = custody::MakeMove(item->number(), item->holder(), custody::Applicant());
  }
  return absl::OkStatus();
}

absl::Status CheckFees(const Dossier& dossier) {
  const int64_t due = dossier.fees_due_vnd() - dossier.fees_paid_vnd();
  // Who gets papers back without a decision owes nothing more for it.
  if (dossier.status() != core::v1::STATUS_DECIDED || due <= 0) return absl::OkStatus();
  return errors::Precondition("FEE_DUE",
                              absl::StrCat(dossier.dossier_code(), ": ", due, " đồng still due, want them paid first"),
                              {{"amount_vnd", absl::StrCat(due)}});
}

absl::Status CheckExchange(const ProcedureVersion& version, const Dossier& dossier, const v1::HandOutRequest& request) {
  const bool given = request.exchanged_size() > 0 || !request.exchange_waived_reason().empty();
  const catalogue::v1::Result* result = ExchangedFor(version, dossier);
  if (result == nullptr) {
    if (!given) return absl::OkStatus();
    return errors::Precondition("NO_EXCHANGE",
                                absl::StrCat(dossier.dossier_code(), ": nothing is taken back for what it yields"));
  }
  const auto is_result = [&](int number) {
    return custody::Find(dossier, number)->kind() == core::v1::ITEM_KIND_RESULT;
  };
  const bool gives_result = std::any_of(request.items().begin(), request.items().end(), is_result);
  const bool taken_before = std::any_of(dossier.items().begin(), dossier.items().end(), [](const core::v1::Item& item) {
    return item.kind() == core::v1::ITEM_KIND_EXCHANGED;
  });
  if (given || taken_before || !gives_result) return absl::OkStatus();
  return errors::Precondition("EXCHANGE_DUE",
                              absl::StrCat(dossier.dossier_code(), ": exchanged: none, want the old paper for ",
                                           result->id(), ", or exchange_waived_reason"),
                              {{"paper", result->exchanged_component()}});
}

// The old papers, in the hands of whoever took them.
void AddExchanged(const core::v1::Actor& actor, const Dossier& dossier, const v1::HandOutRequest& request,
                  core::v1::HandedOut& handed_out) {
  const bool at_desk = request.channel() == core::v1::RETURN_CHANNEL_AGENCY;
  const core::v1::Holder taker = at_desk ? custody::Agency(actor.agency_key()) : handed_out.moves(0).from();
  for (int i = 0; i < request.exchanged_size(); ++i) {
    core::v1::Item& item = *handed_out.add_exchanged();
    item.set_number(dossier.items_size() + 1 + i);
    item.set_kind(core::v1::ITEM_KIND_EXCHANGED);
    item.set_label(request.exchanged(i).label());
    *item.mutable_holder() = taker;
  }
}

bool IsLast(Dossier dossier, const core::v1::HandedOut& handed_out) {
  for (core::v1::Item& item : *dossier.mutable_items()) {
    for (const core::v1::ItemMove& move : handed_out.moves()) {
      if (move.item() == item.number()) *item.mutable_holder() = move.to();
    }
  }
  return dossier::NothingLeftToHandOut(dossier);
}

absl::Status CheckPerson(const ProcedureVersion& version, const ledger::Loaded& loaded,
                         const v1::HandOutRequest& request, absl::Time occurred_at) {
  const auto owner = FindPerson(loaded.persons, loaded.dossier.owner());
  if (!owner.ok()) return owner.status();
  core::v1::PersonRecord submitter;
  if (loaded.dossier.submitter().person() != 0) {
    auto found = FindPerson(loaded.persons, loaded.dossier.submitter());
    if (!found.ok()) return found.status();
    submitter = *std::move(found);
  }
  return CheckCollector(version, loaded.dossier, *owner, submitter, request, clock::LocalDay(occurred_at));
}

// A number for one more person of the dossier.
int NextPerson(const std::vector<ledger::PersonRow>& persons) {
  int next = kFirstRecipient;
  for (const ledger::PersonRow& row : persons) next = std::max(next, row.person + 1);
  return next;
}

absl::StatusOr<Decision> HandOut(const catalogue::Catalogue& catalogue, const command::Context& context,
                                 const Valid<v1::HandOutRequest>& valid, const slips::Checked& slip,
                                 command::StoredPerson recipient, const ledger::Loaded& loaded) {
  const Dossier& dossier = loaded.dossier;
  const v1::HandOutRequest& request = valid.request;
  const auto in_force = catalogue.FindVersion(dossier.procedure_version());
  if (!in_force.ok()) return in_force.status();
  const ProcedureVersion& version = *in_force->version;

  core::v1::Fact fact;
  core::v1::HandedOut& handed_out = *fact.mutable_handed_out();
  absl::Status status = AddMoves(catalogue, context.actor, dossier, request, handed_out);
  if (status.ok()) status = CheckPerson(version, loaded, request, context.occurred_at);
  if (status.ok() && !request.slip_text().empty()) status = CheckPresentedSlip(dossier, slip);
  if (status.ok()) status = CheckFees(dossier);
  if (status.ok()) status = CheckExchange(version, dossier, request);
  if (!status.ok()) return status;

  recipient.row.person = NextPerson(loaded.persons);
  recipient.ref.set_person(recipient.row.person);
  handed_out.set_channel(request.channel());
  *handed_out.mutable_recipient() = recipient.ref;
  handed_out.set_relation(request.relation());
  if (request.has_authorisation()) *handed_out.mutable_authorisation() = request.authorisation();
  handed_out.set_identity_check(request.identity_check());
  handed_out.set_slip_returned(request.slip_returned());
  handed_out.set_slip_missing_reason(request.slip_missing_reason());
  if (!request.slip_text().empty()) handed_out.set_slip_key_id(slip.key.key_id());
  AddExchanged(context.actor, dossier, request, handed_out);
  handed_out.set_exchange_waived_reason(request.exchange_waived_reason());
  handed_out.set_last(IsLast(dossier, handed_out));

  v1::HandOutResponse response;
  response.set_last(handed_out.last());
  return Record(loaded, context, std::move(fact), std::move(response), {recipient.row});
}

}  // namespace

const catalogue::v1::Result* ExchangedFor(const ProcedureVersion& version, const Dossier& dossier) {
  if (dossier.outcome() != core::v1::OUTCOME_GRANTED) return nullptr;
  for (const catalogue::v1::Result& result : version.results()) {
    if (result.exchange() == catalogue::v1::EXCHANGE_OLD_TAKEN_BACK) return &result;
  }
  return nullptr;
}

absl::StatusOr<command::Plan> Plan(const catalogue::Catalogue& catalogue, const command::Context& context,
                                   const Valid<v1::HandOutRequest>& valid, const slips::Checked& slip) {
  if (absl::Status status = CheckCaller(catalogue, context.actor, valid.request.channel()); !status.ok()) return status;
  // The salt is drawn once; the number is set when the dossier's persons are known.
  const command::StoredPerson recipient = command::StorePerson(kFirstRecipient, 1, valid.request.recipient());
  command::Plan plan = PlanFor(
      valid.dossier, [&catalogue, context, valid, slip, recipient](const View& view) -> absl::StatusOr<Decision> {
        const auto loaded = Open(view, valid);
        if (!loaded.ok()) return loaded.status();
        if (valid.request.channel() == core::v1::RETURN_CHANNEL_AGENCY &&
            !catalogue::IsOrSucceeds(catalogue, context.actor.agency_key(), (*loaded)->dossier.agency_key())) {
          return absl::PermissionDeniedError(
              absl::StrCat(valid.request.dossier_code(), ": a dossier of another agency"));
        }
        return HandOut(catalogue, context, valid, slip, recipient, **loaded);
      });
  plan.load_persons = true;
  return plan;
}

}  // namespace hoso::returns
