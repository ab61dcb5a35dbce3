// Random sequences of facts against a simple model: whatever is thrown at the
// core, each item keeps one holder, the sum over holders equals the items that
// exist, the status is what the table says, and a refusal changes nothing.
#include <map>
#include <string>
#include <vector>

#include "common/custody/custody.h"
#include "common/dossier/fold.h"
#include "common/dossier/lifecycle.h"
#include "common/dossier/testing.h"
#include "common/proto_time/proto_time.h"
#include "gtest/gtest.h"
#include "rapidcheck.h"

namespace hoso::dossier {
namespace {

using namespace testing;  // NOLINT: the builders of this folder.

core::v1::Holder AnyHolder() {
  return *rc::gen::element(custody::Office("YB-II-136"), custody::Office("YB-I-01"), custody::Agency("SGTVT"),
                           custody::Carrier("VAN-1"), custody::Bag("T-1"), custody::Bag("T-2"), custody::Applicant(),
                           custody::Missing("BB-1"));
}

// Any fact at all: some sensible now, most not.
core::v1::Fact AnyFact(const core::v1::Dossier& dossier, absl::Time now) {
  const int item = *rc::gen::inRange(1, 5);
  switch (*rc::gen::inRange(0, 19)) {
    case 0:
      return Accepted(now);
    case 1:
      return Received();
    case 2:
      return SupplementRequested();
    case 3:
      return Supplemented(dossier, now + absl::Hours(100));
    case 4:
      return PaymentRequested(1000);
    case 5:
      return PaymentRecorded(1000, now + absl::Hours(100));
    case 6:
      return Rescheduled(now + absl::Hours(200));
    case 7:
      return Withdrawn();
    case 8:
      return Stopped();
    case 9:
      return Refused();
    case 10:
      return Decided(dossier, *rc::gen::inRange(1, 4), now);
    case 11:
      return Sealed(*rc::gen::element<std::string>("T-1", "T-2"), item, AnyHolder());
    case 12:
      return Opened(*rc::gen::element<std::string>("T-1", "T-2"), item, AnyHolder());
    case 13:
      return Missing(dossier, item, "T-1", AnyHolder());
    case 14:
      return Settled(*rc::gen::inRange(1, 3), *rc::gen::element(core::v1::DISCREPANCY_OUTCOME_FOUND,
                                                                core::v1::DISCREPANCY_OUTCOME_EXPLAINED));
    case 15:
      if (custody::Find(dossier, item) != nullptr) return HandedOut(dossier, {item}, *rc::gen::arbitrary<bool>());
      return Withdrawn();
    default:
      if (const auto* held = custody::Find(dossier, item); held != nullptr && *rc::gen::inRange(0, 3) > 0) {
        return Moved(item, held->holder(), AnyHolder());
      }
      return Moved(item, AnyHolder(), AnyHolder());
  }
}

// The model: who holds what, by the moves that were taken in.
using Model = std::map<int, std::string>;

void Follow(Model& model, const core::v1::ItemMove& move) {
  RC_ASSERT(model.contains(move.item()));
  RC_ASSERT(model[move.item()] == custody::Name(move.from()));
  model[move.item()] = custody::Name(move.to());
}

void Create(Model& model, const core::v1::Item& item) {
  RC_ASSERT(!model.contains(item.number()));
  model[item.number()] = custody::Name(item.holder());
}

void Follow(Model& model, const core::v1::Fact& fact) {
  if (fact.has_accepted()) Create(model, fact.accepted().papers());
  if (fact.has_supplemented()) Create(model, fact.supplemented().papers());
  for (const auto& result : fact.decided().results()) Create(model, result.item());
  for (const auto& move : fact.items_moved().moves()) Follow(model, move);
  for (const auto& move : fact.bag_sealed().moves()) Follow(model, move);
  for (const auto& move : fact.bag_opened().moves()) Follow(model, move);
  for (const auto& move : fact.handed_out().moves()) Follow(model, move);
  if (fact.discrepancy_found().has_move()) Follow(model, fact.discrepancy_found().move());
  if (fact.discrepancy_settled().has_move()) Follow(model, fact.discrepancy_settled().move());
}

void CheckAgainst(const Model& model, const core::v1::Dossier& dossier) {
  RC_ASSERT(static_cast<size_t>(dossier.items_size()) == model.size());
  for (const core::v1::Item& item : dossier.items()) {
    RC_ASSERT(model.contains(item.number()));
    RC_ASSERT(model.at(item.number()) == custody::Name(item.holder()));
  }
}

TEST(FoldPropertyTest, WhateverHappensCustodyStatusAndDatesStayWhole) {
  const bool held = rc::check("random facts", [] {
    Life life;
    if (*rc::gen::inRange(0, 10) > 0) life.Must(Accepted(Start()), absl::ZeroDuration());
    Model model;
    for (const auto& item : life.dossier().items()) Create(model, item);
    const int steps = *rc::gen::inRange(1, 40);
    for (int i = 0; i < steps; ++i) {
      const core::v1::Status from = life.dossier().status();
      const std::string before = life.dossier().SerializeAsString();
      const core::v1::Fact fact = AnyFact(life.dossier(), life.now() + absl::Hours(1));
      if (!life.Add(fact).ok()) {
        RC_ASSERT(life.dossier().SerializeAsString() == before);
        continue;
      }
      const auto row = FindTransition(fact.payload_case(), from);
      RC_ASSERT(row.ok());
      const core::v1::Status to = life.dossier().status();
      const bool stays = (*row)->to == core::v1::STATUS_UNSPECIFIED || (fact.has_handed_out() && !fact.handed_out().last());
      RC_ASSERT(to == (stays ? from : (*row)->to));
      Follow(model, fact);
      CheckAgainst(model, life.dossier());
      RC_ASSERT(IsWaiting(life.dossier()) == (to == core::v1::STATUS_AWAITING_SUPPLEMENT ||
                                              to == core::v1::STATUS_AWAITING_PAYMENT) ||
                IsFinished(to));
      if (life.dossier().has_first_appointment()) {
        RC_ASSERT(FromProto(life.dossier().first_appointment().due_at()) >= FromProto(life.dossier().accepted_at()));
      }
    }
  });
  EXPECT_TRUE(held);
}

}  // namespace
}  // namespace hoso::dossier
