#include "services/returns/waiting.h"

#include <gtest/gtest.h>

#include "common/custody/custody.h"
#include "common/proto_time/proto_time.h"
#include "services/returns/testing.h"
#include "tests/support/matchers.h"

namespace hoso::returns {
namespace {

using ::testing::ElementsAre;
using namespace hoso::returns::testing;  // NOLINT: the builders.

TEST(WaitingAt, ListsWhatWasReceivedForCollectionAndIsStillThere) {
  World world("PHUHIEU@2022-11-01", 3);
  *world.item(3).mutable_holder() = custody::Applicant();
  world.dossier().set_failed_attempts(2);
  const auto waiting = WaitingAt(world.dossier(), kOffice);
  ASSERT_TRUE(waiting.has_value());
  EXPECT_THAT(waiting->items(), ElementsAre(2, 4));
  EXPECT_EQ(waiting->failed_attempts(), 2);
  EXPECT_FALSE(waiting->notified());
}

TEST(WaitingAt, WhatArrivedAfterTheLastReceiptDoesNotWaitYet) {
  World world("PHUHIEU@2022-11-01", 2);
  *world.item(3).mutable_since() = ToProto(Now() + absl::Hours(1));
  EXPECT_THAT(WaitingAt(world.dossier(), kOffice)->items(), ElementsAre(2));
}

TEST(WaitingAt, WhatPassesThroughOrGoesBackDoesNotWait) {
  World world;
  EXPECT_FALSE(WaitingAt(world.dossier(), kOtherOffice).has_value());
  world.dossier().set_unclaimed(true);
  EXPECT_FALSE(WaitingAt(world.dossier(), kOffice).has_value());
  World unreceived;
  unreceived.dossier().clear_results_received_at();
  EXPECT_FALSE(WaitingAt(unreceived.dossier(), kOffice).has_value());
}

TEST(WaitingAt, ToldMeansToldSinceItArrived) {
  World world;
  *world.dossier().mutable_notified_at() = ToProto(Now() - absl::Hours(48));
  EXPECT_FALSE(WaitingAt(world.dossier(), kOffice)->notified());
  *world.dossier().mutable_notified_at() = ToProto(Now() + absl::Minutes(5));
  EXPECT_TRUE(WaitingAt(world.dossier(), kOffice)->notified());
}

TEST(WaitingAt, OldPaperTakenBackWaitsForTheBagNotForTheCitizen) {
  World world;
  world.item(2).set_kind(core::v1::ITEM_KIND_EXCHANGED);
  EXPECT_FALSE(WaitingAt(world.dossier(), kOffice).has_value());
}

}  // namespace
}  // namespace hoso::returns
