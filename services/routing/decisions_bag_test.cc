#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/custody/custody.h"
#include "common/custody/manifest.h"
#include "common/proto_time/proto_time.h"
#include "services/routing/decisions_custody.h"
#include "services/routing/testing.h"
#include "services/routing/ways.h"
#include "tests/support/matchers.h"

namespace hoso::routing::testing {
namespace {

using absl::StatusCode;
using core::v1::Bag;
using custody::Agency;
using custody::Carrier;
using custody::Office;
using ::hoso::testing::HasFieldViolation;
using ::hoso::testing::HasReason;
using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

bool Same(const core::v1::Holder& a, const core::v1::Holder& b) { return custody::Same(a, b); }

class BagTest : public ::testing::Test {
 protected:
  void SetUp() override {
    one_ = house_.Accept(kLicence, kCommunePoint);
    two_ = house_.Accept(kBadge, kCommunePoint);
    house_.SetNow(Local(7, 15));
  }

  // Both dossiers in one bag from the commune point to the bureau.
  Bag SealBoth(const std::string& bag = "TUI-1") {
    const auto sealed = house_.Seal(
        ClerkAt(kCommunePoint), SealRequest(bag, Office(kCommunePoint), Office(kBureau), {Ref(one_, 1), Ref(two_, 1)}));
    EXPECT_THAT(sealed, IsOk());
    return sealed.ok() ? *sealed : Bag();
  }

  Bag SealAndDispatch(const std::string& bag = "TUI-1") {
    SealBoth(bag);
    const auto dispatched = house_.Dispatch(ClerkAt(kCommunePoint), bag, kPostman);
    EXPECT_THAT(dispatched, IsOk());
    return dispatched.ok() ? *dispatched : Bag();
  }

  House house_;
  std::string one_;
  std::string two_;
};

TEST_F(BagTest, SealingMovesEachItemIntoTheBagAndSignsAnOrderedManifest) {
  const auto bag = house_.Seal(ClerkAt(kCommunePoint), SealRequest("TUI-1", Office(kCommunePoint), Office(kBureau),
                                                                   {Ref(two_, 1), Ref(one_, 1)}));
  ASSERT_THAT(bag, IsOk());
  EXPECT_EQ(bag->status(), core::v1::BAG_STATUS_SEALED);
  EXPECT_EQ(bag->version(), 1);
  EXPECT_TRUE(Same(bag->custodian(), Office(kCommunePoint)));
  ASSERT_EQ(bag->items_size(), 2);
  EXPECT_EQ(bag->items(0).dossier_code(), one_);
  EXPECT_EQ(bag->manifest_digest(), custody::ManifestDigest(*bag));
  EXPECT_TRUE(Same(house_.HolderOf(one_, 1), custody::Bag("TUI-1")));
  EXPECT_TRUE(Same(house_.HolderOf(two_, 1), custody::Bag("TUI-1")));
  EXPECT_EQ(house_.facts(one_).back().bag_sealed().manifest_digest(), bag->manifest_digest());
}

TEST_F(BagTest, APacketThatTravelsAlongIsSignedForWithTheManifest) {
  v1::SealBagRequest request = SealRequest("TUI-1", Office(kCommunePoint), Office(kBureau), {Ref(one_, 1)});
  request.set_packet_digest(std::string(32, 'p'));
  const auto bag = house_.Seal(ClerkAt(kCommunePoint), request);
  ASSERT_THAT(bag, IsOk());
  EXPECT_EQ(bag->packet_digest(), request.packet_digest());
  EXPECT_EQ(bag->manifest_digest(), custody::ManifestDigest(*bag));
  EXPECT_EQ(house_.facts(one_).back().bag_sealed().packet_digest(), request.packet_digest());
  request.set_bag_id("TUI-2");
  request.set_packet_digest("short");
  EXPECT_THAT(house_.Seal(ClerkAt(kCommunePoint), request), HasFieldViolation("packet_digest"));
}

TEST_F(BagTest, ABagIdIsNeverUsedTwice) {
  SealBoth();
  const std::string three = house_.Accept(kLicence, kCommunePoint);
  EXPECT_THAT(house_.Seal(ClerkAt(kCommunePoint),
                          SealRequest("TUI-1", Office(kCommunePoint), Office(kBureau), {Ref(three, 1)})),
              StatusIs(StatusCode::kAlreadyExists, HasSubstr("TUI-1")));
}

TEST_F(BagTest, AnItemThatAnotherHoldsIsNotSealedAndItsHolderIsNamed) {
  SealBoth();
  EXPECT_THAT(
      house_.Seal(ClerkAt(kCommunePoint), SealRequest("TUI-2", Office(kCommunePoint), Office(kBureau), {Ref(one_, 1)})),
      StatusIs(StatusCode::kFailedPrecondition, HasSubstr("held by bag TUI-1")));
  EXPECT_THAT(house_.Seal(ClerkAt(kBureau), SealRequest("TUI-3", Office(kBureau), Office(kCentre), {Ref(one_, 1)})),
              StatusIs(StatusCode::kFailedPrecondition, HasSubstr("held by bag TUI-1")));
}

TEST_F(BagTest, ADossierOrItemThatDoesNotExistIsNotSealed) {
  EXPECT_THAT(house_.Seal(ClerkAt(kCommunePoint), SealRequest("TUI-1", Office(kCommunePoint), Office(kBureau),
                                                              {Ref(CodeOn(absl::CivilDay(2022, 11, 7), 99), 1)})),
              StatusIs(StatusCode::kNotFound, HasSubstr("0099")));
  EXPECT_THAT(
      house_.Seal(ClerkAt(kCommunePoint), SealRequest("TUI-1", Office(kCommunePoint), Office(kBureau), {Ref(one_, 9)})),
      StatusIs(StatusCode::kNotFound, HasSubstr("item 9")));
}

TEST_F(BagTest, OnlyThePlaceItselfSealsAndDispatches) {
  const auto request = SealRequest("TUI-1", Office(kCommunePoint), Office(kBureau), {Ref(one_, 1)});
  EXPECT_THAT(house_.Seal(ClerkAt(kBureau), request), StatusIs(StatusCode::kPermissionDenied, HasSubstr("from")));
  EXPECT_THAT(house_.Seal(OfficerOf(kTransport), request), StatusIs(StatusCode::kPermissionDenied));
  SealBoth();
  EXPECT_THAT(house_.Dispatch(ClerkAt(kBureau), "TUI-1", kPostman), StatusIs(StatusCode::kPermissionDenied));
}

TEST_F(BagTest, ACallerMustSayWhoAndWhere) {
  auto nobody = ClerkAt(kCommunePoint);
  nobody.clear_staff_id();
  const auto request = SealRequest("TUI-1", Office(kCommunePoint), Office(kBureau), {Ref(one_, 1)});
  EXPECT_THAT(house_.Seal(nobody, request), StatusIs(StatusCode::kUnauthenticated, HasSubstr("hoso-staff")));
  auto nowhere = ClerkAt(kCommunePoint);
  nowhere.clear_office_id();
  EXPECT_THAT(house_.Seal(nowhere, request), StatusIs(StatusCode::kUnauthenticated, HasSubstr("hoso-office")));
  EXPECT_THAT(house_.Seal(ClerkAt("YB-XX-99"), request), HasFieldViolation("hoso-office"));
}

TEST_F(BagTest, DispatchGivesTheBagToACarrierAndSaysWhenItIsExpected) {
  const Bag bag = SealAndDispatch();
  EXPECT_EQ(bag.status(), core::v1::BAG_STATUS_DISPATCHED);
  EXPECT_TRUE(Same(bag.custodian(), Carrier(kPostman)));
  EXPECT_EQ(FromProto(bag.dispatched_at()), Local(7, 15));
  EXPECT_EQ(FromProto(bag.expected_at()), Local(7, 21));  // The leg is planned with 360 minutes.
  EXPECT_TRUE(Same(house_.facts(two_).back().bag_dispatched().carrier(), Carrier(kPostman)));
  EXPECT_THAT(
      house_.Dispatch(ClerkAt(kCommunePoint), "TUI-1", kVan),
      AllOf(StatusIs(StatusCode::kFailedPrecondition, HasSubstr("carrier YB-BUUTA")), HasReason("BAG_DISPATCHED")));
}

TEST_F(BagTest, AnUnknownCarrierIsNamed) {
  SealBoth();
  EXPECT_THAT(house_.Dispatch(ClerkAt(kCommunePoint), "TUI-1", "YB-GRAB"), HasFieldViolation("carrier_id"));
}

TEST_F(BagTest, ABagPassesOnUnopenedFromWhoHasIt) {
  SealAndDispatch();
  const auto at_bureau = house_.HandOverBag(ACarrier(), "TUI-1", Carrier(kPostman), Office(kBureau));
  ASSERT_THAT(at_bureau, IsOk());
  EXPECT_TRUE(Same(at_bureau->custodian(), Office(kBureau)));
  EXPECT_TRUE(Same(house_.facts(one_).back().bag_handed_over().to(), Office(kBureau)));
  EXPECT_EQ(house_.facts(one_).back().bag_handed_over().document_number(), "BG-7");
  EXPECT_THAT(house_.HandOverBag(ACarrier(), "TUI-1", Carrier(kPostman), Carrier(kVan)),
              AllOf(StatusIs(StatusCode::kFailedPrecondition, HasSubstr("held by office YB-II-136")),
                    HasReason("NOT_THE_HOLDER")));
  EXPECT_THAT(house_.HandOverBag(ClerkAt(kCentre), "TUI-1", Office(kBureau), Carrier(kVan)),
              StatusIs(StatusCode::kPermissionDenied));
  EXPECT_THAT(house_.HandOverBag(ClerkAt(kBureau), "TUI-1", Office(kBureau), Carrier(kVan)), IsOk());
}

TEST_F(BagTest, ASealedBagBroughtByItsSealerSetsOut) {
  SealBoth();
  const auto bag = house_.HandOverBag(ClerkAt(kCommunePoint), "TUI-1", Office(kCommunePoint), Office(kBureau));
  ASSERT_THAT(bag, IsOk());
  EXPECT_EQ(bag->status(), core::v1::BAG_STATUS_DISPATCHED);
  EXPECT_TRUE(bag->has_expected_at());
}

TEST_F(BagTest, NothingHappensToABagBeforeItWasSealed) {
  SealBoth();
  v1::DispatchBagRequest request;
  request.set_bag_id("TUI-1");
  request.set_carrier_id(kPostman);
  *request.mutable_occurred_at() = ToProto(Local(7, 14, 59));
  EXPECT_THAT(house_.RunWithBag<v1::DispatchBagResponse>(ClerkAt(kCommunePoint), request, PlanDispatchBag),
              HasFieldViolation("occurred_at"));
}

TEST_F(BagTest, ABagOfAThousandItemsIsSealedInOneGo) {
  std::vector<core::v1::ItemRef> items;
  for (int i = 0; i < 1000; ++i) items.push_back(Ref(house_.Accept(kLicence, kCommunePoint), 1));
  const auto bag =
      house_.Seal(ClerkAt(kCommunePoint), SealRequest("TUI-1000", Office(kCommunePoint), Office(kBureau), items));
  ASSERT_THAT(bag, IsOk());
  EXPECT_EQ(bag->items_size(), 1000);
  items.push_back(Ref(one_, 1));
  EXPECT_THAT(
      house_.Seal(ClerkAt(kCommunePoint), SealRequest("TUI-1001", Office(kCommunePoint), Office(kBureau), items)),
      HasFieldViolation("items", HasSubstr("1001")));
}

TEST_F(BagTest, TheShapeOfASealIsCheckedWhole) {
  auto request = SealRequest("T 1", Office(kCommunePoint), Office(kCommunePoint), {Ref(one_, 1), Ref(one_, 1)});
  request.set_request_id("again");
  request.mutable_items(1)->set_item(0);
  request.add_items()->set_dossier_code("H15.05-221399-0001");
  *request.add_items() = Ref(absl::StrCat(" ", one_), 1);
  request.clear_seal_number();
  const auto refused = house_.Seal(ClerkAt(kCommunePoint), request);
  EXPECT_THAT(refused, StatusIs(StatusCode::kInvalidArgument));
  EXPECT_THAT(refused, HasFieldViolation("request_id"));
  EXPECT_THAT(refused, HasFieldViolation("bag_id"));
  EXPECT_THAT(refused, HasFieldViolation("to"));
  EXPECT_THAT(refused, HasFieldViolation("seal_number"));
  EXPECT_THAT(refused, HasFieldViolation("items[1].item"));
  EXPECT_THAT(refused, HasFieldViolation("items[2].dossier_code"));
  EXPECT_THAT(refused, HasFieldViolation("items[3]", HasSubstr("second time")));
}

TEST_F(BagTest, ABagGoesToAPlaceOfTheCatalogueAndNowhereElse) {
  auto request = SealRequest("TUI-1", Office(kCommunePoint), Office("YB-CP-00000"), {Ref(one_, 1)});
  EXPECT_THAT(house_.Seal(ClerkAt(kCommunePoint), request), HasFieldViolation("to"));
  *request.mutable_to() = Carrier(kPostman);
  EXPECT_THAT(house_.Seal(ClerkAt(kCommunePoint), request), HasFieldViolation("to"));
  request.clear_to();
  EXPECT_THAT(house_.Seal(ClerkAt(kCommunePoint), request), HasFieldViolation("to"));
}

TEST_F(BagTest, ItemsAreHandedOverByWhoHasThem) {
  const auto moved = house_.Run<v1::HandOverResponse>(
      ClerkAt(kCommunePoint), HandOverRequest(one_, {1}, Office(kCommunePoint), Carrier(kPostman)), PlanHandOverItems);
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(house_.facts(one_).back().items_moved().document_number(), "BG-1");
  EXPECT_TRUE(Same(house_.HolderOf(one_, 1), Carrier(kPostman)));
  EXPECT_THAT(house_.Run<v1::HandOverResponse>(ClerkAt(kCommunePoint),
                                               HandOverRequest(one_, {1}, Office(kCommunePoint), Office(kBureau)),
                                               PlanHandOverItems),
              StatusIs(StatusCode::kFailedPrecondition, HasSubstr("held by carrier YB-BUUTA")));
  EXPECT_THAT(house_.Run<v1::HandOverResponse>(
                  ClerkAt(kBureau), HandOverRequest(one_, {1}, Carrier(kPostman), Office(kBureau)), PlanHandOverItems),
              StatusIs(StatusCode::kPermissionDenied));
  EXPECT_THAT(house_.Run<v1::HandOverResponse>(
                  ACarrier(), HandOverRequest(one_, {1}, Carrier(kPostman), Office(kBureau)), PlanHandOverItems),
              IsOk());
}

TEST_F(BagTest, AHandOverOnAVersionThatPassedIsStale) {
  auto request = HandOverRequest(one_, {1}, Office(kCommunePoint), Office(kBureau));
  request.set_expected_version(7);
  EXPECT_THAT(house_.Run<v1::HandOverResponse>(ClerkAt(kCommunePoint), request, PlanHandOverItems),
              AllOf(StatusIs(StatusCode::kAborted), HasReason("STALE_VERSION")));
}

TEST_F(BagTest, AHandOverNamesEitherABagOrItemsWithADocument) {
  auto both = HandOverRequest(one_, {1}, Office(kCommunePoint), Office(kBureau));
  both.set_bag_id("TUI-1");
  EXPECT_THAT(Validate(house_.catalogue(), house_.now(), both).status(), HasFieldViolation("bag_id"));
  auto bare = HandOverRequest(one_, {}, Office(kCommunePoint), custody::Applicant());
  bare.clear_document_number();
  const auto refused = Validate(house_.catalogue(), house_.now(), bare).status();
  EXPECT_THAT(refused, HasFieldViolation("items"));
  EXPECT_THAT(refused, HasFieldViolation("document_number"));
  EXPECT_THAT(refused, HasFieldViolation("to"));
}

TEST(WaysTest, TheWayToAnAgencyIsTheSumOfItsLegsAndTheSameBack) {
  const catalogue::Catalogue& catalogue = House().catalogue();
  const absl::CivilDay day(2022, 11, 7);
  // 360 to the bureau, 240 to the provincial one, 60 to the service centre where the desk is.
  EXPECT_EQ(PlannedTime(catalogue, Office(kCommunePoint), Agency(kTransport), day), absl::Minutes(660));
  EXPECT_EQ(PlannedTime(catalogue, Agency(kTransport), Office(kCommunePoint), day), absl::Minutes(660));
  EXPECT_EQ(PlannedTime(catalogue, Agency(kTransport), Agency(kJustice), day), absl::ZeroDuration());
  EXPECT_EQ(PlannedTime(catalogue, Office(kCommunePoint), Office("nowhere"), day), std::nullopt);
}

}  // namespace
}  // namespace hoso::routing::testing
