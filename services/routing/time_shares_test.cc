#include "services/routing/time_shares.h"

#include <gmock/gmock.h>

#include "common/proto_time/proto_time.h"
#include "services/routing/testing.h"
#include "tests/support/catalogue.h"
#include "tests/support/matchers.h"

namespace hoso::routing {
namespace {

using hoso::testing::TheCatalogue;
using testing::Local;

// Taken in on Monday 07/11/2022 at 08:00 with 5 working days; at the agency from Tuesday 08:00.
core::v1::Dossier AtTheAgency() {
  testing::House house;
  house.SetNow(Local(7, 8));
  core::v1::Dossier dossier = house.dossier(house.Accept(testing::kLicence, testing::kBureau));
  core::v1::Turn& turn = *dossier.add_turns();
  turn.set_party(core::v1::PARTY_AGENCY);
  *turn.mutable_from() = ToProto(Local(8, 8));
  return dossier;
}

constexpr int kDay = 450;  // 07:30-11:30 and 13:30-17:00.

TEST(TimeSharesTest, CountsWorkingTimeOfEachParty) {
  const auto shares = TimeSharesOf(TheCatalogue(), AtTheAgency(), Local(8, 10));
  ASSERT_THAT(shares, hoso::testing::IsOk());
  EXPECT_EQ(shares->post_minutes(), kDay);
  EXPECT_EQ(shares->agency_minutes(), 120);
  EXPECT_EQ(shares->applicant_minutes(), 0);
  // Due on Monday 14/11 at closing: the rest of Tuesday and four days.
  EXPECT_EQ(shares->remaining_minutes(), 90 + 210 + 4 * kDay);
}

TEST(TimeSharesTest, WhatRemainsIsNegativeWhenLate) {
  const auto shares = TimeSharesOf(TheCatalogue(), AtTheAgency(), Local(15, 8, 30));
  EXPECT_EQ(shares->remaining_minutes(), -60);
}

TEST(TimeSharesTest, WhatRemainsStandsStillWhileTheApplicantIsWaitedFor) {
  core::v1::Dossier dossier = AtTheAgency();
  *dossier.add_pauses()->mutable_from() = ToProto(Local(8, 10));
  core::v1::Turn& turn = *dossier.add_turns();
  turn.set_party(core::v1::PARTY_APPLICANT);
  *turn.mutable_from() = ToProto(Local(8, 10));
  const auto shares = TimeSharesOf(TheCatalogue(), dossier, Local(10, 10));
  EXPECT_EQ(shares->applicant_minutes(), 2 * kDay);
  EXPECT_EQ(shares->remaining_minutes(), 90 + 210 + 4 * kDay);
}

TEST(TimeSharesTest, EndsWhenTheDossierWasFinished) {
  core::v1::Dossier dossier = AtTheAgency();
  *dossier.mutable_finished_at() = ToProto(Local(8, 10));
  EXPECT_EQ(TimeSharesOf(TheCatalogue(), dossier, Local(30, 10))->agency_minutes(), 120);
}

TEST(TimeSharesTest, IsZeroBeforeAcceptance) {
  const auto shares = TimeSharesOf(TheCatalogue(), core::v1::Dossier(), Local(8, 10));
  ASSERT_THAT(shares, hoso::testing::IsOk());
  EXPECT_EQ(shares->remaining_minutes(), 0);
}

}  // namespace
}  // namespace hoso::routing
