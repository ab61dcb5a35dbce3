#include "common/dossier/fold_custody.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/custody/custody.h"
#include "common/dossier/fold.h"
#include "common/proto_time/proto_time.h"

namespace hoso::dossier {
namespace {

using core::v1::Dossier;
using custody::Cause;

template <typename Moves>
absl::Status MoveAll(Dossier& dossier, const Moves& moves, Cause cause, absl::Time at) {
  if (moves.empty()) return absl::InvalidArgumentError("moves: none, want at least one item");
  for (const core::v1::ItemMove& move : moves) {
    if (absl::Status status = custody::Move(dossier, move, cause, at); !status.ok()) return status;
  }
  return absl::OkStatus();
}

int FindOpenDiscrepancy(const Dossier& dossier, int number) {
  for (int i = 0; i < dossier.open_discrepancies_size(); ++i) {
    if (dossier.open_discrepancies(i).number() == number) return i;
  }
  return -1;
}

absl::Status CheckBagMove(const core::v1::ItemMove& move, const core::v1::Holder& end, const std::string& bag_id) {
  if (custody::Same(end, custody::Bag(bag_id))) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("moves: item ", move.item(), " names ", custody::Name(end), ", want bag ", bag_id));
}

}  // namespace

absl::Status ApplyItemsMoved(Dossier& dossier, const core::v1::ItemsMoved& moved, absl::Time at) {
  return MoveAll(dossier, moved.moves(), Cause::kByHand, at);
}

absl::Status ApplyBagSealed(Dossier& dossier, const core::v1::BagSealed& sealed, absl::Time at) {
  for (const core::v1::ItemMove& move : sealed.moves()) {
    if (absl::Status status = CheckBagMove(move, move.to(), sealed.bag_id()); !status.ok()) return status;
  }
  return MoveAll(dossier, sealed.moves(), Cause::kSealed, at);
}

absl::Status ApplyBagOpened(Dossier& dossier, const core::v1::BagOpened& opened, absl::Time at) {
  for (const core::v1::ItemMove& move : opened.moves()) {
    if (absl::Status status = CheckBagMove(move, move.from(), opened.bag_id()); !status.ok()) return status;
    if (!custody::Same(move.to(), opened.at())) {
      return absl::InvalidArgumentError(absl::StrCat("moves: item ", move.item(), " goes to ",
                                                     custody::Name(move.to()), ", want the opener, ",
                                                     custody::Name(opened.at())));
    }
  }
  // A dossier whose every item is missing has no moves: the opening still stands in its history.
  if (opened.moves().empty()) return absl::OkStatus();
  return MoveAll(dossier, opened.moves(), Cause::kOpened, at);
}

absl::Status CheckInBag(const Dossier& dossier, const std::string& bag_id) {
  for (const core::v1::Item& item : dossier.items()) {
    if (custody::Same(item.holder(), custody::Bag(bag_id))) return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      absl::StrCat("bag ", bag_id, ": no item of ", dossier.dossier_code(), " is in it"));
}

absl::Status ApplyDiscrepancyFound(Dossier& dossier, const core::v1::DiscrepancyFound& found, absl::Time at) {
  const core::v1::Discrepancy& discrepancy = found.discrepancy();
  if (discrepancy.number() != dossier.discrepancies() + 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("discrepancy.number: ", discrepancy.number(), ", want ", dossier.discrepancies() + 1));
  }
  if (discrepancy.kind() == core::v1::DISCREPANCY_KIND_UNSPECIFIED) {
    return absl::InvalidArgumentError("discrepancy.kind: not given");
  }
  if (discrepancy.outcome() != core::v1::DISCREPANCY_OUTCOME_UNSPECIFIED) {
    return absl::InvalidArgumentError("discrepancy.outcome: given, want none while it is open");
  }
  if (found.has_move()) {
    if (absl::Status status = custody::Move(dossier, found.move(), Cause::kDiscrepancy, at); !status.ok()) {
      return status;
    }
  }
  dossier.set_discrepancies(discrepancy.number());
  *dossier.add_open_discrepancies() = discrepancy;
  return absl::OkStatus();
}

absl::Status ApplyDiscrepancySettled(Dossier& dossier, const core::v1::DiscrepancySettled& settled, absl::Time at) {
  const int i = FindOpenDiscrepancy(dossier, settled.discrepancy());
  if (i < 0) {
    return absl::FailedPreconditionError(absl::StrCat("discrepancy ", settled.discrepancy(), " of ",
                                                      dossier.dossier_code(), " is not open"));
  }
  const bool lost = settled.outcome() == core::v1::DISCREPANCY_OUTCOME_LOST;
  if (settled.outcome() == core::v1::DISCREPANCY_OUTCOME_UNSPECIFIED) {
    return absl::InvalidArgumentError("outcome: not given, want found, explained or lost");
  }
  if (lost && (settled.report_number().empty() || !settled.has_move())) {
    return absl::InvalidArgumentError("report_number: empty, want the number of the loss report");
  }
  if (settled.has_move()) {
    const Cause cause = lost ? Cause::kLost : Cause::kDiscrepancy;
    if (absl::Status status = custody::Move(dossier, settled.move(), cause, at); !status.ok()) return status;
  }
  dossier.mutable_open_discrepancies()->DeleteSubrange(i, 1);
  return absl::OkStatus();
}

absl::Status ApplyHandedOut(Dossier& dossier, const core::v1::HandedOut& handed_out, absl::Time at) {
  if (absl::Status status = MoveAll(dossier, handed_out.moves(), Cause::kHandedOut, at); !status.ok()) return status;
  for (const core::v1::Item& item : handed_out.exchanged()) {
    if (item.kind() != core::v1::ITEM_KIND_EXCHANGED) {
      return absl::InvalidArgumentError("exchanged: want items of the kind EXCHANGED");
    }
    if (absl::Status status = custody::Create(dossier, item, at); !status.ok()) return status;
  }
  if (handed_out.last() != NothingLeftToHandOut(dossier)) {
    return absl::InvalidArgumentError("last: does not agree with what is left to hand out");
  }
  if (handed_out.last()) {
    *dossier.mutable_handed_out_at() = ToProto(at);
    dossier.set_handed_out_channel(handed_out.channel());
  }
  return absl::OkStatus();
}

}  // namespace hoso::dossier
