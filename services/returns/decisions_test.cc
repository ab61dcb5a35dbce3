#include "services/returns/decisions.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "common/custody/custody.h"
#include "common/proto_time/proto_time.h"
#include "services/returns/testing.h"
#include "tests/support/matchers.h"

namespace hoso::returns {
namespace {

using absl::StatusCode;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace hoso::returns::testing;  // NOLINT: the builders.

template <typename Request>
Request For(const World& world) {
  Request request;
  request.set_request_id(NewUuid());
  request.set_dossier_code(world.code());
  return request;
}

TEST(ReceiveResults, WithoutItemsMeansAllThatAreAtTheOffice) {
  World world("PHUHIEU@2022-11-01", 3);
  *world.item(3).mutable_holder() = custody::Bag("T-1");
  auto request = For<v1::ReceiveResultsRequest>(world);
  request.set_shelf("A3");
  const auto decision = Act(world, Clerk(), request);
  ASSERT_THAT(decision, IsOk());
  const core::v1::ResultsReceived fact = FactOf(*decision).results_received();
  EXPECT_THAT(fact.items(), ElementsAre(2, 4));
  EXPECT_EQ(fact.office_id(), kOffice);
  EXPECT_EQ(fact.shelf(), "A3");
}

TEST(ReceiveResults, NamedItemElsewhereIsRefusedNamingItsHolder) {
  World world;
  auto request = For<v1::ReceiveResultsRequest>(world);
  request.add_items(1);
  const auto refused = Act(world, Clerk(), request);
  EXPECT_THAT(refused, HasReason("NOT_HERE"));
  EXPECT_EQ(errors::ReasonMetadata(refused.status())["holder"], "agency SGTVT");
  EXPECT_THAT(Act(world, Clerk(kOtherOffice), For<v1::ReceiveResultsRequest>(world)), HasReason("NOT_HERE"));
}

TEST(NotifyApplicant, OfficeOrTheDossiersAgencyMayTell) {
  World world;
  auto request = For<v1::NotifyApplicantRequest>(world);
  request.set_means(core::v1::NOTIFICATION_MEANS_SMS);
  request.set_subject("Đã có kết quả");
  EXPECT_THAT(Act(world, Clerk(), request), IsOk());
  EXPECT_THAT(Act(world, Officer("SGTVT"), request), IsOk());
  EXPECT_THAT(Act(world, Officer("STP"), request), StatusIs(StatusCode::kPermissionDenied));
}

TEST(RecordAttempt, CountsUpAndSaysWhich) {
  World world;
  auto request = For<v1::RecordAttemptRequest>(world);
  request.set_failure(core::v1::ATTEMPT_FAILURE_ABSENT);
  for (int attempt = 1; attempt <= 4; ++attempt) {
    const auto decision = Act(world, Clerk(), request);
    ASSERT_THAT(decision, IsOk());
    v1::RecordAttemptResponse answer;
    answer.ParseFromString(decision->answer);
    EXPECT_EQ(answer.attempt(), attempt);
    EXPECT_EQ(answer.attempts_left(), std::max(0, 3 - attempt));  // Three by the catalogue.
    Commit(world, *decision);
  }
  EXPECT_EQ(world.dossier().failed_attempts(), 4);
  EXPECT_EQ(world.dossier().status(), core::v1::STATUS_DECIDED) << "kept for collection";
}

TEST(RecordAttempt, OnlyByWhoHoldsSomething) {
  World world;
  auto request = For<v1::RecordAttemptRequest>(world);
  request.set_failure(core::v1::ATTEMPT_FAILURE_ABSENT);
  EXPECT_THAT(Act(world, Clerk(kOtherOffice), request), HasReason("NOT_HERE"));
  EXPECT_THAT(Act(world, Carrier("BT-7"), request), HasReason("NOT_HERE"));
  *world.item(2).mutable_holder() = custody::Carrier("BT-7");
  EXPECT_THAT(Act(world, Carrier("BT-7"), request), IsOk());
}

TEST(ReturnUnclaimed, OnlyAfterTheKeepingDaysOfTheCatalogue) {
  World world;
  auto request = For<v1::ReturnUnclaimedRequest>(world);
  request.set_reason("quá 30 ngày, đã báo hai lần");
  const auto early = Act(world, Clerk(), request, Now() + absl::Hours(24 * 29));
  EXPECT_THAT(early, AllOf(StatusIs(StatusCode::kFailedPrecondition, HasSubstr("30 days")), HasReason("TOO_EARLY")));
  EXPECT_EQ(errors::ReasonMetadata(early.status())["not_before"], "2022-12-14");
  const auto decision = Act(world, Clerk(), request, Now() + absl::Hours(24 * 30));
  ASSERT_THAT(decision, IsOk());
  EXPECT_THAT(FactOf(*decision).unclaimed_returned().items(), ElementsAre(2));
  Commit(world, *decision);
  EXPECT_THAT(Act(world, Clerk(), request, Now() + absl::Hours(24 * 31)), HasReason("ALREADY_UNCLAIMED"));
}

TEST(ReturnUnclaimed, WhatWasNeverReceivedForCollectionIsNotUnclaimed) {
  World world;
  world.dossier().clear_results_received_at();
  auto request = For<v1::ReturnUnclaimedRequest>(world);
  request.set_reason("không ai nhận");
  EXPECT_THAT(Act(world, Clerk(), request, Now() + absl::Hours(24 * 90)), HasReason("TOO_EARLY"));
  EXPECT_THAT(Act(world, Clerk(kOtherOffice), request), HasReason("NOT_HERE"));
}

TEST(RecordFeedback, NeedsTheSecretOfTheSlip) {
  World world;
  auto request = For<v1::RecordFeedbackRequest>(world);
  request.set_score(5);
  request.set_lookup_secret("K7PY");
  EXPECT_THAT(Act(world, {}, request), AllOf(StatusIs(StatusCode::kPermissionDenied), HasReason("WRONG_SECRET")));
  request.set_lookup_secret(" k7-px ");
  const auto decision = Act(world, {}, request);
  ASSERT_THAT(decision, IsOk());
  EXPECT_EQ(FactOf(*decision).feedback_recorded().score(), 5);
  Commit(world, *decision);
  EXPECT_THAT(Act(world, {}, request), HasReason("ALREADY_RATED"));
}

TEST(RecordFeedback, UnknownCodeIsAnsweredLikeAWrongSecret) {
  World world;
  auto request = For<v1::RecordFeedbackRequest>(world);
  request.set_score(5);
  request.set_lookup_secret(kSecret);
  world.loaded.exists = false;
  const auto unknown = Act(world, {}, request);
  world.loaded.exists = true;
  request.set_lookup_secret("K7PY");
  EXPECT_EQ(unknown.status(), Act(world, {}, request).status());
}

TEST(Commands, UnknownDossierIsNotFound) {
  World world;
  world.loaded.exists = false;
  EXPECT_THAT(Act(world, Clerk(), HandOutToOwner(world.code())), StatusIs(StatusCode::kNotFound));
}

}  // namespace
}  // namespace hoso::returns
