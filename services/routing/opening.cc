#include "services/routing/opening.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/custody/custody.h"
#include "hoso/core/v1/fact.pb.h"
#include "services/routing/bag_contents.h"

namespace hoso::routing {
namespace {

using core::v1::DiscrepancyKind;
using core::v1::Fact;
using core::v1::Holder;

bool Contains(const std::vector<int32_t>& items, int32_t item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

// A difference without a move yet.
Fact Found(const Opening& opening, const dossier::DossierChange& change, DiscrepancyKind kind, int32_t item,
           const Holder& accountable) {
  Fact fact;
  core::v1::Discrepancy& discrepancy = *fact.mutable_discrepancy_found()->mutable_discrepancy();
  discrepancy.set_number(change.dossier().discrepancies() + 1);
  discrepancy.set_kind(kind);
  discrepancy.set_item(item);
  discrepancy.set_bag_id(opening.bag.bag_id());
  *discrepancy.mutable_accountable() = accountable;
  *discrepancy.mutable_found_at() = opening.opened_at;
  *discrepancy.mutable_settle_by() = opening.settle_by;
  return fact;
}

Fact Opened(const Opening& opening, const std::vector<int32_t>& present) {
  Fact fact;
  core::v1::BagOpened& opened = *fact.mutable_bag_opened();
  opened.set_bag_id(opening.bag.bag_id());
  *opened.mutable_at() = opening.at;
  opened.set_seal_state(opening.seal_state);
  opened.set_manifest_digest(opening.bag.manifest_digest());
  for (const int32_t item : present) {
    *opened.add_moves() = custody::MakeMove(item, custody::Bag(opening.bag.bag_id()), opening.at);
  }
  return fact;
}

// Who answers for an item that stands with `holder` by the book.
absl::StatusOr<Holder> AccountableFor(const Opening& opening, const Holder& holder) {
  switch (holder.kind()) {
    case core::v1::HOLDER_KIND_BAG: {
      if (holder.id() == opening.bag.bag_id()) return opening.bag.custodian();
      const auto custodian = opening.custodians.find(holder.id());
      if (custodian != opening.custodians.end()) return custodian->second;
      return absl::AbortedError(absl::StrCat("an item went into bag ", holder.id(), " meanwhile; try again"));
    }
    case core::v1::HOLDER_KIND_MISSING:  // Nobody answers for it any more; this bag's custodian brought it.
      return opening.bag.custodian();
    default:
      return holder;
  }
}

// The number of the open discrepancy by which `item` is missing; 0 if there is none.
int32_t OpenMissing(const core::v1::Dossier& dossier, int32_t item) {
  for (const core::v1::Discrepancy& discrepancy : dossier.open_discrepancies()) {
    if (discrepancy.kind() == core::v1::DISCREPANCY_KIND_MISSING && discrepancy.item() == item) {
      return discrepancy.number();
    }
  }
  return 0;
}

absl::Status RecordSurplus(const Opening& opening, int32_t item, dossier::DossierChange& change) {
  const core::v1::Item* known = custody::Find(change.dossier(), item);
  if (known == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("found: item ", item, ": ", change.dossier().dossier_code(), " has no such item"));
  }
  const Holder holder = known->holder();
  const bool moves = !custody::Same(holder, opening.at);
  const core::v1::ItemMove move = custody::MakeMove(item, holder, opening.at);
  if (const int32_t missing = OpenMissing(change.dossier(), item); missing != 0) {
    Fact fact;
    core::v1::DiscrepancySettled& settled = *fact.mutable_discrepancy_settled();
    settled.set_discrepancy(missing);
    settled.set_outcome(core::v1::DISCREPANCY_OUTCOME_FOUND);
    settled.set_ground(absl::StrCat("tìm thấy trong túi ", opening.bag.bag_id()));
    if (moves) *settled.mutable_move() = move;
    return change.Add(fact);
  }
  const auto accountable = AccountableFor(opening, holder);
  if (!accountable.ok()) return accountable.status();
  Fact fact = Found(opening, change, core::v1::DISCREPANCY_KIND_SURPLUS, item, *accountable);
  if (moves) *fact.mutable_discrepancy_found()->mutable_move() = move;
  return change.Add(fact);
}

absl::Status RecordMissing(const Opening& opening, int32_t item, dossier::DossierChange& change) {
  const Holder& custodian = opening.bag.custodian();
  Fact fact = Found(opening, change, core::v1::DISCREPANCY_KIND_MISSING, item, custodian);
  *fact.mutable_discrepancy_found()->mutable_move() =
      custody::MakeMove(item, custody::Bag(opening.bag.bag_id()), custodian);
  return change.Add(fact);
}

}  // namespace

absl::Status RecordOpening(const Opening& opening, const std::vector<int32_t>& listed, const FoundItems& items,
                           dossier::DossierChange& change, Differences& differences) {
  const std::vector<int32_t> inside = StillInBag(change.dossier(), opening.bag.bag_id(), listed);
  std::vector<int32_t> present;
  for (const int32_t item : inside) (Contains(items.found, item) ? present : differences.missing).push_back(item);
  for (const int32_t item : items.found) {
    if (!Contains(inside, item)) differences.surplus.push_back(item);
  }
  if (!inside.empty()) {
    if (absl::Status status = change.Add(Opened(opening, present)); !status.ok()) return status;
    for (const int32_t item : differences.missing) {
      if (absl::Status status = RecordMissing(opening, item, change); !status.ok()) return status;
    }
    if (opening.seal_state != core::v1::SEAL_STATE_INTACT) {
      const Fact seal = Found(opening, change, core::v1::DISCREPANCY_KIND_SEAL, 0, opening.bag.custodian());
      if (absl::Status status = change.Add(seal); !status.ok()) return status;
    }
  }
  for (const int32_t item : differences.surplus) {
    if (absl::Status status = RecordSurplus(opening, item, change); !status.ok()) return status;
  }
  for (const int32_t item : items.damaged) {
    const Fact damage = Found(opening, change, core::v1::DISCREPANCY_KIND_DAMAGED, item, opening.bag.custodian());
    if (absl::Status status = change.Add(damage); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace hoso::routing
