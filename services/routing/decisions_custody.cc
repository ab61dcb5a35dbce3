#include "services/routing/decisions_custody.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/command/callers.h"
#include "common/custody/custody.h"
#include "common/dossier/summary.h"
#include "common/rpc/errors.h"

namespace hoso::routing {
namespace {

using core::v1::Discrepancy;
using core::v1::Fact;

constexpr char kSupervisorRole[] = "bureau_supervisor";

Fact Moved(const v1::HandOverRequest& request) {
  Fact fact;
  core::v1::ItemsMoved& moved = *fact.mutable_items_moved();
  moved.set_document_number(request.document_number());
  for (const int32_t item : request.items()) {
    *moved.add_moves() = custody::MakeMove(item, request.from(), request.to());
  }
  return fact;
}

const Discrepancy* FindOpen(const core::v1::Dossier& dossier, int32_t number) {
  for (const Discrepancy& discrepancy : dossier.open_discrepancies()) {
    if (discrepancy.number() == number) return &discrepancy;
  }
  return nullptr;
}

bool MaySupervise(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor) {
  if (!actor.agency_key().empty() || actor.role() == kSupervisorRole) return true;
  const auto office = catalogue.FindOffice(actor.office_id());
  return office.ok() && (*office)->level() != catalogue::v1::OFFICE_LEVEL_COMMUNE;
}

absl::Status CheckMaySettle(const catalogue::Catalogue& catalogue, const core::v1::Actor& actor,
                            const v1::SettleDiscrepancyRequest& request, const Discrepancy& discrepancy) {
  if (request.outcome() == core::v1::DISCREPANCY_OUTCOME_FOUND) {
    return command::CheckActsFor(catalogue, actor, request.found_at(), "found_at");
  }
  if (!MaySupervise(catalogue, actor)) {
    return absl::PermissionDeniedError(
        "outcome: to be settled by a supervisor, an agency or an office above the commune points, unless the item was "
        "found");
  }
  if (request.outcome() == core::v1::DISCREPANCY_OUTCOME_EXPLAINED &&
      command::ActsFor(catalogue, actor, discrepancy.accountable())) {
    return absl::PermissionDeniedError(
        absl::StrCat("outcome: ", custody::Name(discrepancy.accountable()),
                     " answers for this difference; another has to accept what explains it"));
  }
  return absl::OkStatus();
}

// What the outcome does to the item; no move where it stays.
absl::Status MoveItem(const v1::SettleDiscrepancyRequest& request, const core::v1::Dossier& dossier,
                      const Discrepancy& discrepancy, core::v1::DiscrepancySettled& settled) {
  const bool explained = request.outcome() == core::v1::DISCREPANCY_OUTCOME_EXPLAINED;
  const core::v1::Item* item = custody::Find(dossier, discrepancy.item());
  if (item == nullptr) {  // About the bag and not one item.
    if (explained && !request.has_found_at()) return absl::OkStatus();
    return errors::FieldError("outcome", "no item is lacking in this difference, want EXPLAINED without found_at");
  }
  if (discrepancy.kind() == core::v1::DISCREPANCY_KIND_DAMAGED && (!explained || request.has_found_at())) {
    return errors::FieldError("outcome", "the item is there, but damaged; want EXPLAINED without found_at");
  }
  if (request.outcome() == core::v1::DISCREPANCY_OUTCOME_LOST) {
    if (discrepancy.kind() == core::v1::DISCREPANCY_KIND_SURPLUS) {
      return errors::FieldError("outcome", "LOST, want FOUND or EXPLAINED: the item was one too many");
    }
    *settled.mutable_move() =
        custody::MakeMove(item->number(), item->holder(), custody::Missing(request.report_number()));
    return absl::OkStatus();
  }
  if (request.has_found_at() && !custody::Same(item->holder(), request.found_at())) {
    *settled.mutable_move() = custody::MakeMove(item->number(), item->holder(), request.found_at());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<command::Plan> PlanHandOverItems(const catalogue::Catalogue& catalogue, const command::Context& context,
                                                const Valid<v1::HandOverRequest>& valid) {
  if (absl::Status status = command::CheckCaller(catalogue, context.actor); !status.ok()) return status;
  const v1::HandOverRequest& request = valid.request;
  const bool turned_up = request.from().kind() == core::v1::HOLDER_KIND_MISSING;
  const absl::Status may = turned_up ? command::CheckActsFor(catalogue, context.actor, request.to(), "to")
                                     : command::CheckActsFor(catalogue, context.actor, request.from(), "from");
  if (!may.ok()) return may;
  command::Plan plan;
  plan.dossiers = valid.dossiers;
  plan.decide = [context, request,
                 id = valid.dossiers.front()](const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
    const auto loaded = command::Existing(view, id, request.dossier_code());
    if (!loaded.ok()) return loaded.status();
    if (absl::Status status = command::CheckVersion((*loaded)->dossier, request); !status.ok()) return status;
    dossier::DossierChange change = command::Begin(**loaded, context);
    if (absl::Status status = change.Add(Moved(request)); !status.ok()) return status;
    v1::HandOverResponse response;
    *response.mutable_dossier() = dossier::Summarize(change.dossier());
    return command::Decide(std::move(change), response);
  };
  return plan;
}

absl::StatusOr<command::Plan> PlanSettleDiscrepancy(const catalogue::Catalogue& catalogue,
                                                    const command::Context& context,
                                                    const Valid<v1::SettleDiscrepancyRequest>& valid) {
  if (absl::Status status = command::CheckCaller(catalogue, context.actor); !status.ok()) return status;
  command::Plan plan;
  plan.dossiers = valid.dossiers;
  plan.decide = [&catalogue, context, request = valid.request,
                 id = valid.dossiers.front()](const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
    const auto loaded = command::Existing(view, id, request.dossier_code());
    if (!loaded.ok()) return loaded.status();
    const core::v1::Dossier& before = (*loaded)->dossier;
    if (absl::Status status = command::CheckVersion(before, request); !status.ok()) return status;
    const Discrepancy* discrepancy = FindOpen(before, request.discrepancy());
    if (discrepancy == nullptr) {
      return errors::Precondition("NOT_OPEN", absl::StrCat("discrepancy ", request.discrepancy(), " of ",
                                                           request.dossier_code(), " is not open"));
    }
    if (absl::Status status = CheckMaySettle(catalogue, context.actor, request, *discrepancy); !status.ok()) {
      return status;
    }
    Fact fact;
    core::v1::DiscrepancySettled& settled = *fact.mutable_discrepancy_settled();
    settled.set_discrepancy(request.discrepancy());
    settled.set_outcome(request.outcome());
    settled.set_ground(request.ground());
    settled.set_report_number(request.report_number());
    if (absl::Status status = MoveItem(request, before, *discrepancy, settled); !status.ok()) return status;
    dossier::DossierChange change = command::Begin(**loaded, context);
    if (absl::Status status = change.Add(fact); !status.ok()) return status;
    v1::SettleDiscrepancyResponse response;
    *response.mutable_dossier() = dossier::Summarize(change.dossier());
    return command::Decide(std::move(change), response);
  };
  return plan;
}

}  // namespace hoso::routing
