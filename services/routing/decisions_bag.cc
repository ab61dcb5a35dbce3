#include "services/routing/decisions_bag.h"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"
#include "common/command/callers.h"
#include "common/custody/custody.h"
#include "common/custody/manifest.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "services/routing/bag_contents.h"
#include "services/routing/bag_rows.h"
#include "services/routing/ways.h"

namespace hoso::routing {
namespace {

using core::v1::Bag;
using core::v1::Fact;
using Dossiers = std::map<std::string, identity::DossierId>;

command::Plan BulkPlan(const Dossiers& dossiers, std::string side_load) {
  command::Plan plan;
  for (const auto& [code, id] : dossiers) plan.dossiers.push_back(id);
  plan.lane = ledger::Lane::kBulk;
  plan.side_load = std::move(side_load);
  return plan;
}

Bag NewBag(const Valid<v1::SealBagRequest>& valid) {
  const v1::SealBagRequest& request = valid.request;
  Bag bag;
  bag.set_bag_id(request.bag_id());
  bag.set_version(1);
  bag.set_status(core::v1::BAG_STATUS_SEALED);
  *bag.mutable_from() = request.from();
  *bag.mutable_to() = request.to();
  *bag.mutable_custodian() = request.from();
  bag.set_seal_number(request.seal_number());
  *bag.mutable_items() = request.items();
  bag.set_packet_digest(request.packet_digest());
  bag.set_manifest_digest(custody::ManifestDigest(bag));
  *bag.mutable_sealed_at() = ToProto(ToMicros(valid.occurred_at));
  return bag;
}

Fact Sealed(const Bag& bag, const std::vector<int32_t>& items) {
  Fact fact;
  core::v1::BagSealed& sealed = *fact.mutable_bag_sealed();
  sealed.set_bag_id(bag.bag_id());
  *sealed.mutable_to() = bag.to();
  sealed.set_seal_number(bag.seal_number());
  sealed.set_manifest_digest(bag.manifest_digest());
  sealed.set_packet_digest(bag.packet_digest());
  for (const int32_t item : items) {
    *sealed.add_moves() = custody::MakeMove(item, bag.from(), custody::Bag(bag.bag_id()));
  }
  return fact;
}

// One fact for every dossier of which something is still in the bag.
absl::Status RecordForContents(const ledger::View& view, const command::Context& context, const Bag& bag,
                               const Dossiers& dossiers, const Fact& fact, ledger::Decision& decision) {
  for (const auto& [code, items] : GroupByCode(bag.items())) {
    const auto loaded = command::Existing(view, dossiers.at(code), code);
    if (!loaded.ok()) return loaded.status();
    if (StillInBag((*loaded)->dossier, bag.bag_id(), items).empty()) continue;
    dossier::DossierChange change = command::Begin(**loaded, context);
    if (absl::Status status = change.Add(fact); !status.ok()) return status;
    decision.appends.push_back(ledger::Append{std::move(change), {}});
  }
  return absl::OkStatus();
}

// What moves a bag on: who may, from which state, and what becomes of it.
using MoveOn = std::function<absl::StatusOr<Fact>(Bag& bag)>;

template <typename Response>
absl::StatusOr<command::Plan> PlanMove(const catalogue::Catalogue& catalogue, const command::Context& context,
                                       const Bag& read, MoveOn move_on) {
  auto dossiers = DossiersOf(catalogue, GroupByCode(read.items()));
  if (!dossiers.ok()) return dossiers.status();
  command::Plan plan = BulkPlan(*dossiers, LockBagSql(read.bag_id()));
  plan.decide = [context, bag_id = read.bag_id(), dossiers = *std::move(dossiers),
                 move_on = std::move(move_on)](const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
    auto bag = BagIn(view, bag_id);
    if (!bag.ok()) return bag.status();
    if (absl::Status status = CheckUnderWay(*bag, context.occurred_at); !status.ok()) return status;
    const auto fact = move_on(*bag);
    if (!fact.ok()) return fact.status();
    bag->set_version(bag->version() + 1);
    ledger::Decision decision;
    if (absl::Status status = RecordForContents(view, context, *bag, dossiers, *fact, decision); !status.ok()) {
      return status;
    }
    Response response;
    *response.mutable_bag() = *bag;
    decision.answer = response.SerializeAsString();
    decision.side_write = UpdateBagSql(*bag);
    return decision;
  };
  return plan;
}

void StartWay(const catalogue::Catalogue& catalogue, absl::Time at, Bag& bag) {
  bag.set_status(core::v1::BAG_STATUS_DISPATCHED);
  *bag.mutable_dispatched_at() = ToProto(ToMicros(at));
  const auto planned = PlannedTime(catalogue, bag.from(), bag.to(), clock::LocalDay(at));
  if (planned.has_value()) *bag.mutable_expected_at() = ToProto(ToMicros(at + *planned));
}

}  // namespace

absl::StatusOr<command::Plan> PlanSealBag(const catalogue::Catalogue& catalogue, const command::Context& context,
                                          const Valid<v1::SealBagRequest>& valid) {
  if (absl::Status status = command::CheckCaller(catalogue, context.actor); !status.ok()) return status;
  const core::v1::Holder& from = valid.request.from();
  if (absl::Status status = command::CheckActsFor(catalogue, context.actor, from, "from"); !status.ok()) return status;
  auto dossiers = DossiersOf(catalogue, GroupByCode(valid.request.items()));
  if (!dossiers.ok()) return dossiers.status();
  command::Plan plan = BulkPlan(*dossiers, FindBagSql(valid.request.bag_id()));
  plan.decide = [context, bag = NewBag(valid),
                 dossiers = *std::move(dossiers)](const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
    if (const auto known = BagIn(view, bag.bag_id()); !absl::IsNotFound(known.status())) {
      if (!known.ok()) return known.status();
      return errors::AlreadyExists("bag", bag.bag_id(),
                                   absl::StrCat("bag ", bag.bag_id(), ": was sealed before, want an id never used"));
    }
    ledger::Decision decision;
    for (const auto& [code, items] : GroupByCode(bag.items())) {
      const auto loaded = command::Existing(view, dossiers.at(code), code);
      if (!loaded.ok()) return loaded.status();
      dossier::DossierChange change = command::Begin(**loaded, context);
      if (absl::Status status = change.Add(Sealed(bag, items)); !status.ok()) return status;
      decision.appends.push_back(ledger::Append{std::move(change), {}});
    }
    v1::SealBagResponse response;
    *response.mutable_bag() = bag;
    decision.answer = response.SerializeAsString();
    decision.side_write = InsertBagSql(bag);
    return decision;
  };
  return plan;
}

absl::StatusOr<command::Plan> PlanDispatchBag(const catalogue::Catalogue& catalogue, const command::Context& context,
                                              const Valid<v1::DispatchBagRequest>& valid, const Bag& read) {
  if (absl::Status status = command::CheckCaller(catalogue, context.actor); !status.ok()) return status;
  if (absl::Status status = command::CheckActsFor(catalogue, context.actor, read.from(), "bag.from"); !status.ok())
    return status;
  return PlanMove<v1::DispatchBagResponse>(
      catalogue, context, read,
      [&catalogue, at = context.occurred_at,
       carrier = custody::Carrier(valid.request.carrier_id())](Bag& bag) -> absl::StatusOr<Fact> {
        if (bag.status() != core::v1::BAG_STATUS_SEALED) {
          return errors::Precondition("BAG_DISPATCHED",
                                      absl::StrCat("bag ", bag.bag_id(), ": is under way, with ",
                                                   custody::Name(bag.custodian()), "; want one that was only sealed"),
                                      {{"bag_id", bag.bag_id()}, {"custodian", custody::Name(bag.custodian())}});
        }
        StartWay(catalogue, at, bag);
        *bag.mutable_custodian() = carrier;
        Fact fact;
        fact.mutable_bag_dispatched()->set_bag_id(bag.bag_id());
        *fact.mutable_bag_dispatched()->mutable_carrier() = carrier;
        if (bag.has_expected_at()) *fact.mutable_bag_dispatched()->mutable_expected_at() = bag.expected_at();
        return fact;
      });
}

absl::StatusOr<command::Plan> PlanHandOverBag(const catalogue::Catalogue& catalogue, const command::Context& context,
                                              const Valid<v1::HandOverRequest>& valid, const Bag& read) {
  if (absl::Status status = command::CheckCaller(catalogue, context.actor); !status.ok()) return status;
  const v1::HandOverRequest& request = valid.request;
  if (absl::Status status = command::CheckActsFor(catalogue, context.actor, request.from(), "from"); !status.ok())
    return status;
  return PlanMove<v1::HandOverResponse>(
      catalogue, context, read, [&catalogue, at = context.occurred_at, request](Bag& bag) -> absl::StatusOr<Fact> {
        if (request.has_expected_version() && request.expected_version() != bag.version()) {
          return errors::StaleVersion(absl::StrCat("bag ", bag.bag_id()), request.expected_version(), bag.version());
        }
        if (!custody::Same(bag.custodian(), request.from())) {
          return errors::Precondition("NOT_THE_HOLDER",
                                      absl::StrCat("bag ", bag.bag_id(), " is held by ", custody::Name(bag.custodian()),
                                                   ", not by ", custody::Name(request.from())),
                                      {{"holder", custody::Name(bag.custodian())}});
        }
        // A bag that its sealer brings to the next place itself sets out by that.
        if (bag.status() == core::v1::BAG_STATUS_SEALED) StartWay(catalogue, at, bag);
        *bag.mutable_custodian() = request.to();
        Fact fact;
        fact.mutable_bag_handed_over()->set_bag_id(bag.bag_id());
        *fact.mutable_bag_handed_over()->mutable_from() = request.from();
        *fact.mutable_bag_handed_over()->mutable_to() = request.to();
        fact.mutable_bag_handed_over()->set_document_number(request.document_number());
        return fact;
      });
}

}  // namespace hoso::routing
