#include "services/routing/decisions_open_bag.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/clock/zone.h"
#include "common/custody/custody.h"
#include "common/proto_time/proto_time.h"
#include "services/routing/decisions_custody.h"
#include "services/routing/testing.h"
#include "tests/support/matchers.h"

namespace hoso::routing::testing {
namespace {

using absl::StatusCode;
using core::v1::Bag;
using core::v1::Discrepancy;
using custody::Carrier;
using custody::Office;
using ::hoso::testing::HasFieldViolation;
using ::hoso::testing::HasReason;
using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

bool Same(const core::v1::Holder& a, const core::v1::Holder& b) { return custody::Same(a, b); }

// Three dossiers at the commune point; a bag with the first two under way to the bureau.
class OpenBagTest : public ::testing::Test {
 protected:
  void SetUp() override {
    one_ = house_.Accept(kLicence, kCommunePoint);
    two_ = house_.Accept(kLicence, kCommunePoint);
    extra_ = house_.Accept(kBadge, kCommunePoint);
    house_.SetNow(Local(7, 15));
    bag_ = Send("TUI-1", {Ref(one_, 1), Ref(two_, 1)});
    house_.SetNow(Local(8, 8));
  }

  Bag Send(const std::string& id, const std::vector<core::v1::ItemRef>& items) {
    EXPECT_THAT(house_.Seal(ClerkAt(kCommunePoint), SealRequest(id, Office(kCommunePoint), Office(kBureau), items)),
                IsOk());
    const auto bag = house_.Dispatch(ClerkAt(kCommunePoint), id, kPostman);
    EXPECT_THAT(bag, IsOk());
    return bag.ok() ? *bag : Bag();
  }

  v1::OpenBagRequest Found(const std::vector<core::v1::ItemRef>& items) const {
    return OpenRequest(bag_, Office(kBureau), items);
  }
  absl::StatusOr<v1::OpenBagResponse> Open(const v1::OpenBagRequest& request) {
    return house_.Open(ClerkAt(kBureau), request);
  }
  const Discrepancy& OnlyDiscrepancy(const std::string& code) const {
    EXPECT_EQ(house_.dossier(code).open_discrepancies_size(), 1) << code;
    static const Discrepancy& none = *new Discrepancy;
    return house_.dossier(code).open_discrepancies().empty() ? none : house_.dossier(code).open_discrepancies(0);
  }

  v1::SettleDiscrepancyRequest Settle(const std::string& code, int number, core::v1::DiscrepancyOutcome outcome) const {
    v1::SettleDiscrepancyRequest request;
    request.set_dossier_code(code);
    request.set_discrepancy(number);
    request.set_outcome(outcome);
    request.set_ground("đã kiểm tra hai đầu tuyến");
    return request;
  }
  absl::StatusOr<v1::SettleDiscrepancyResponse> SettleBy(const core::v1::Actor& actor,
                                                         const v1::SettleDiscrepancyRequest& request) {
    return house_.Run<v1::SettleDiscrepancyResponse>(actor, request, PlanSettleDiscrepancy);
  }

  House house_;
  std::string one_;
  std::string two_;
  std::string extra_;
  Bag bag_;
};

TEST_F(OpenBagTest, AllThatWasSignedForComesIntoTheOpenersHands) {
  const auto opened = Open(Found({Ref(two_, 1), Ref(one_, 1)}));
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->missing_size(), 0);
  EXPECT_EQ(opened->surplus_size(), 0);
  EXPECT_EQ(opened->bag().status(), core::v1::BAG_STATUS_OPENED);
  EXPECT_TRUE(Same(opened->bag().custodian(), Office(kBureau)));
  EXPECT_EQ(FromProto(opened->bag().opened_at()), Local(8, 8));
  EXPECT_TRUE(Same(house_.HolderOf(one_, 1), Office(kBureau)));
  EXPECT_TRUE(Same(house_.HolderOf(two_, 1), Office(kBureau)));
  EXPECT_EQ(house_.dossier(one_).discrepancies(), 0);
}

TEST_F(OpenBagTest, AtTheWrongPlaceItStaysClosed) {
  auto request = Found({Ref(one_, 1), Ref(two_, 1)});
  *request.mutable_at() = Office(kCentre);
  EXPECT_THAT(
      house_.Open(ClerkAt(kCentre), request),
      AllOf(StatusIs(StatusCode::kFailedPrecondition, HasSubstr("office YB-II-136 only")), HasReason("WRONG_PLACE")));
  EXPECT_THAT(house_.Open(ClerkAt(kCentre), Found({})), StatusIs(StatusCode::kPermissionDenied));
  EXPECT_EQ(house_.bag("TUI-1").status(), core::v1::BAG_STATUS_DISPATCHED);
}

TEST_F(OpenBagTest, TheSecondToOpenLearnsWhoWasFirst) {
  const auto request = Found({Ref(one_, 1), Ref(two_, 1)});
  ASSERT_THAT(Open(request), IsOk());
  EXPECT_THAT(Open(request), AllOf(StatusIs(StatusCode::kFailedPrecondition, HasSubstr("opened at office YB-II-136")),
                                   HasReason("BAG_OPENED")));
  EXPECT_THAT(house_.Dispatch(ClerkAt(kCommunePoint), "TUI-1", kVan), HasReason("BAG_OPENED"));
  EXPECT_THAT(house_.HandOverBag(ACarrier(), "TUI-1", Carrier(kPostman), Office(kBureau)), HasReason("BAG_OPENED"));
}

TEST_F(OpenBagTest, AnotherManifestIsRefused) {
  auto request = Found({Ref(one_, 1), Ref(two_, 1)});
  request.set_manifest_digest(std::string(32, 'x'));
  EXPECT_THAT(Open(request), HasFieldViolation("manifest_digest"));
  request.clear_manifest_digest();
  EXPECT_THAT(Open(request), HasFieldViolation("manifest_digest"));
}

TEST_F(OpenBagTest, TheBlindCountMustAgreeWithWhatWasFound) {
  auto request = Found({Ref(one_, 1), Ref(two_, 1)});
  request.set_counted(3);
  EXPECT_THAT(Open(request), HasFieldViolation("counted", HasSubstr("3, want as many as were found, 2")));
}

TEST_F(OpenBagTest, WhatLacksStandsAgainstTheLastWhoSigned) {
  const auto opened = Open(Found({Ref(one_, 1)}));
  ASSERT_THAT(opened, IsOk());
  ASSERT_EQ(opened->missing_size(), 1);
  EXPECT_EQ(opened->missing(0).dossier_code(), two_);
  const Discrepancy& missing = OnlyDiscrepancy(two_);
  EXPECT_EQ(missing.kind(), core::v1::DISCREPANCY_KIND_MISSING);
  EXPECT_TRUE(Same(missing.accountable(), Carrier(kPostman)));
  EXPECT_EQ(missing.bag_id(), "TUI-1");
  // Three working days on, at closing.
  EXPECT_EQ(absl::ToCivilDay(FromProto(missing.settle_by()), absl::FixedTimeZone(7 * 3600)),
            absl::CivilDay(2022, 11, 11));
  EXPECT_TRUE(Same(house_.HolderOf(two_, 1), Carrier(kPostman)));
  EXPECT_TRUE(Same(house_.HolderOf(one_, 1), Office(kBureau)));
  EXPECT_EQ(house_.dossier(one_).open_discrepancies_size(), 0);
}

TEST_F(OpenBagTest, WhatLacksInABagNobodyCarriedStandsAgainstItsSealer) {
  const std::string alone = house_.Accept(kLicence, kCommunePoint);
  const auto sealed = house_.Seal(ClerkAt(kCommunePoint),
                                  SealRequest("TUI-2", Office(kCommunePoint), Office(kBureau), {Ref(alone, 1)}));
  ASSERT_THAT(sealed, IsOk());
  ASSERT_THAT(Open(OpenRequest(*sealed, Office(kBureau), {})), IsOk());
  EXPECT_TRUE(Same(OnlyDiscrepancy(alone).accountable(), Office(kCommunePoint)));
  EXPECT_TRUE(Same(house_.HolderOf(alone, 1), Office(kCommunePoint)));
}

TEST_F(OpenBagTest, OneMissingAndOneTooManyAreTwoDifferences) {
  const auto opened = Open(Found({Ref(one_, 1), Ref(extra_, 1)}));
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->missing_size(), 1);
  ASSERT_EQ(opened->surplus_size(), 1);
  EXPECT_EQ(opened->surplus(0).dossier_code(), extra_);
  const Discrepancy& surplus = OnlyDiscrepancy(extra_);
  EXPECT_EQ(surplus.kind(), core::v1::DISCREPANCY_KIND_SURPLUS);
  EXPECT_TRUE(Same(surplus.accountable(), Office(kCommunePoint)));
  EXPECT_TRUE(Same(house_.HolderOf(extra_, 1), Office(kBureau)));
}

TEST_F(OpenBagTest, AnItemOfAnotherBagIsSurplusHereAndNotMissingThere) {
  const Bag other = Send("TUI-2", {Ref(extra_, 1)});
  ASSERT_THAT(Open(Found({Ref(one_, 1), Ref(two_, 1), Ref(extra_, 1)})), IsOk());
  EXPECT_TRUE(Same(OnlyDiscrepancy(extra_).accountable(), Carrier(kPostman)));
  EXPECT_TRUE(Same(house_.HolderOf(extra_, 1), Office(kBureau)));
  const auto opened = Open(OpenRequest(other, Office(kBureau), {}));
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->missing_size(), 0);
  EXPECT_EQ(house_.dossier(extra_).discrepancies(), 1);
}

TEST_F(OpenBagTest, ADamagedItemComesIntoTheOpenersHandsAndStandsAgainstWhoBroughtIt) {
  auto request = Found({Ref(one_, 1), Ref(two_, 1)});
  *request.add_damaged() = Ref(two_, 1);
  ASSERT_THAT(Open(request), IsOk());
  EXPECT_EQ(house_.dossier(one_).discrepancies(), 0);
  const Discrepancy& damage = OnlyDiscrepancy(two_);
  EXPECT_EQ(damage.kind(), core::v1::DISCREPANCY_KIND_DAMAGED);
  EXPECT_EQ(damage.item(), 1);
  EXPECT_TRUE(Same(damage.accountable(), Carrier(kPostman)));
  EXPECT_TRUE(Same(house_.HolderOf(two_, 1), Office(kBureau)));
  auto lost = Settle(two_, 1, core::v1::DISCREPANCY_OUTCOME_LOST);
  lost.set_report_number("BB-1");
  EXPECT_THAT(SettleBy(ClerkAt(kBureau), lost), HasFieldViolation("outcome", HasSubstr("EXPLAINED")));
  EXPECT_THAT(SettleBy(ClerkAt(kBureau), Settle(two_, 1, core::v1::DISCREPANCY_OUTCOME_EXPLAINED)), IsOk());
  EXPECT_EQ(house_.dossier(two_).open_discrepancies_size(), 0);
}

TEST_F(OpenBagTest, OnlyWhatWasFoundCanBeDamaged) {
  auto request = Found({Ref(one_, 1)});
  *request.add_damaged() = Ref(two_, 1);
  EXPECT_THAT(Open(request), HasFieldViolation("damaged[0]", HasSubstr("one of those found")));
}

TEST_F(OpenBagTest, DifferencesAreSettledWithinTheDaysOfTheCatalogue) {
  const auto rules = house_.catalogue().PostalRulesOn(absl::CivilDay(2022, 11, 8));
  ASSERT_THAT(rules, IsOk());
  ASSERT_THAT(Open(Found({Ref(one_, 1)})), IsOk());
  // Found on a Tuesday, and no holiday near: 08/11 and so many working days.
  ASSERT_EQ((*rules)->discrepancy_working_days(), 3);
  EXPECT_EQ(clock::LocalDay(FromProto(OnlyDiscrepancy(two_).settle_by())), absl::CivilDay(2022, 11, 11));
}

TEST_F(OpenBagTest, WhatWasMissingAndTurnsUpInAnotherBagIsSettled) {
  const Bag other = Send("TUI-2", {Ref(extra_, 1)});
  ASSERT_THAT(Open(Found({Ref(one_, 1)})), IsOk());
  ASSERT_THAT(Open(OpenRequest(other, Office(kBureau), {Ref(extra_, 1), Ref(two_, 1)})), IsOk());
  EXPECT_EQ(house_.dossier(two_).open_discrepancies_size(), 0);
  EXPECT_EQ(house_.dossier(two_).discrepancies(), 1);
  EXPECT_EQ(house_.facts(two_).back().discrepancy_settled().outcome(), core::v1::DISCREPANCY_OUTCOME_FOUND);
  EXPECT_TRUE(Same(house_.HolderOf(two_, 1), Office(kBureau)));
}

TEST_F(OpenBagTest, AFoundItemThatDoesNotExistIsNamed) {
  EXPECT_THAT(Open(Found({Ref(one_, 1), Ref(two_, 1), Ref(extra_, 5)})),
              StatusIs(StatusCode::kNotFound, HasSubstr("item 5")));
  EXPECT_THAT(Open(Found({Ref(CodeOn(absl::CivilDay(2022, 11, 7), 77), 1)})), StatusIs(StatusCode::kNotFound));
  EXPECT_EQ(house_.bag("TUI-1").status(), core::v1::BAG_STATUS_DISPATCHED);
}

TEST_F(OpenBagTest, ABrokenSealIsADifferenceOfEachDossierInTheBag) {
  auto request = Found({Ref(one_, 1), Ref(two_, 1)});
  request.set_seal_state(core::v1::SEAL_STATE_BROKEN);
  const auto opened = Open(request);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->bag().seal_state(), core::v1::SEAL_STATE_BROKEN);
  for (const std::string& code : {one_, two_}) {
    EXPECT_EQ(OnlyDiscrepancy(code).kind(), core::v1::DISCREPANCY_KIND_SEAL);
    EXPECT_EQ(OnlyDiscrepancy(code).item(), 0);
    EXPECT_TRUE(Same(OnlyDiscrepancy(code).accountable(), Carrier(kPostman)));
  }
}

TEST_F(OpenBagTest, AnotherSealNumberIsToBeNamedAndToBeAnother) {
  auto request = Found({Ref(one_, 1), Ref(two_, 1)});
  request.set_seal_state(core::v1::SEAL_STATE_DIFFERENT);
  EXPECT_THAT(Open(request), HasFieldViolation("seal_number_found"));
  request.set_seal_number_found(bag_.seal_number());
  EXPECT_THAT(Open(request), HasFieldViolation("seal_number_found"));
  request.set_seal_state(core::v1::SEAL_STATE_INTACT);
  request.set_seal_number_found("NP-999");
  EXPECT_THAT(Open(request), HasFieldViolation("seal_state"));
  request.set_seal_state(core::v1::SEAL_STATE_DIFFERENT);
  EXPECT_THAT(Open(request), IsOk());
}

TEST_F(OpenBagTest, AnAgencyOpensWhatWasSentToItOrToItsPredecessor) {
  const std::string code = house_.Accept(kLicence, kBureau);
  const auto bag =
      house_.Seal(ClerkAt(kBureau), SealRequest("TUI-9", Office(kBureau), custody::Agency(kTransport), {Ref(code, 1)}));
  ASSERT_THAT(bag, IsOk());
  EXPECT_THAT(house_.Open(OfficerOf(kJustice), OpenRequest(*bag, custody::Agency(kJustice), {Ref(code, 1)})),
              HasReason("WRONG_PLACE"));
  // The department of construction took over from the one of transport.
  EXPECT_THAT(house_.Open(OfficerOf("SXD"), OpenRequest(*bag, custody::Agency("SXD"), {Ref(code, 1)})), IsOk());
  EXPECT_TRUE(Same(house_.HolderOf(code, 1), custody::Agency("SXD")));
}

TEST_F(OpenBagTest, FoundIsSettledByWhereItIsNow) {
  ASSERT_THAT(Open(Found({Ref(one_, 1)})), IsOk());
  auto request = Settle(two_, 1, core::v1::DISCREPANCY_OUTCOME_FOUND);
  EXPECT_THAT(SettleBy(ClerkAt(kBureau), request), HasFieldViolation("found_at"));
  *request.mutable_found_at() = Office(kBureau);
  EXPECT_THAT(SettleBy(ClerkAt(kCommunePoint), request), StatusIs(StatusCode::kPermissionDenied));
  EXPECT_THAT(SettleBy(ClerkAt(kBureau), request), IsOk());
  EXPECT_TRUE(Same(house_.HolderOf(two_, 1), Office(kBureau)));
  EXPECT_THAT(SettleBy(ClerkAt(kBureau), request), HasReason("NOT_OPEN"));
}

TEST_F(OpenBagTest, LostNeedsAReportAndASupervisor) {
  ASSERT_THAT(Open(Found({Ref(one_, 1)})), IsOk());
  auto request = Settle(two_, 1, core::v1::DISCREPANCY_OUTCOME_LOST);
  EXPECT_THAT(SettleBy(ClerkAt(kBureau), request), HasFieldViolation("report_number"));
  request.set_report_number("BB-TL-01");
  EXPECT_THAT(SettleBy(ClerkAt(kCommunePoint), request), StatusIs(StatusCode::kPermissionDenied));
  ASSERT_THAT(SettleBy(ClerkAt(kBureau), request), IsOk());
  EXPECT_TRUE(Same(house_.HolderOf(two_, 1), custody::Missing("BB-TL-01")));
  // It turns up: whoever has it now signs for it.
  const auto back = HandOverRequest(two_, {1}, custody::Missing("BB-TL-01"), Office(kCentre));
  EXPECT_THAT(house_.Run<v1::HandOverResponse>(ClerkAt(kBureau), back, PlanHandOverItems),
              StatusIs(StatusCode::kPermissionDenied));
  EXPECT_THAT(house_.Run<v1::HandOverResponse>(ClerkAt(kCentre), back, PlanHandOverItems), IsOk());
}

TEST_F(OpenBagTest, NobodyExplainsAwayADifferenceOfTheirOwn) {
  ASSERT_THAT(Open(Found({Ref(one_, 1), Ref(two_, 1), Ref(extra_, 1)})), IsOk());
  auto commune_supervisor = ClerkAt(kCommunePoint);
  commune_supervisor.set_role("bureau_supervisor");
  const auto request = Settle(extra_, 1, core::v1::DISCREPANCY_OUTCOME_EXPLAINED);
  EXPECT_THAT(SettleBy(commune_supervisor, request),
              StatusIs(StatusCode::kPermissionDenied, HasSubstr("answers for this difference")));
  EXPECT_THAT(SettleBy(ClerkAt(kBureau), request), IsOk());
  EXPECT_TRUE(Same(house_.HolderOf(extra_, 1), Office(kBureau)));
}

TEST_F(OpenBagTest, ASealDifferenceLacksNoItem) {
  auto open = Found({Ref(one_, 1), Ref(two_, 1)});
  open.set_seal_state(core::v1::SEAL_STATE_BROKEN);
  ASSERT_THAT(Open(open), IsOk());
  auto lost = Settle(one_, 1, core::v1::DISCREPANCY_OUTCOME_LOST);
  lost.set_report_number("BB-1");
  EXPECT_THAT(SettleBy(ClerkAt(kBureau), lost), HasFieldViolation("outcome"));
  EXPECT_THAT(SettleBy(ClerkAt(kBureau), Settle(one_, 1, core::v1::DISCREPANCY_OUTCOME_EXPLAINED)), IsOk());
}

TEST_F(OpenBagTest, AnItemTooManyIsNotLost) {
  ASSERT_THAT(Open(Found({Ref(one_, 1), Ref(two_, 1), Ref(extra_, 1)})), IsOk());
  auto lost = Settle(extra_, 1, core::v1::DISCREPANCY_OUTCOME_LOST);
  lost.set_report_number("BB-1");
  EXPECT_THAT(SettleBy(ClerkAt(kBureau), lost), HasFieldViolation("outcome"));
}

}  // namespace
}  // namespace hoso::routing::testing
