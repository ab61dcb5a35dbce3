#include "common/custody/custody.h"

#include <map>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace hoso::custody {
namespace {

using core::v1::Dossier;
using core::v1::Holder;
using testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1667264400);

core::v1::Item Papers(int number, const Holder& holder) {
  core::v1::Item item;
  item.set_number(number);
  item.set_kind(core::v1::ITEM_KIND_PAPERS);
  *item.mutable_holder() = holder;
  return item;
}

Dossier WithItemAt(const Holder& holder) {
  Dossier dossier;
  dossier.set_dossier_code("H15.05-221101-0001");
  EXPECT_TRUE(Create(dossier, Papers(1, Office("o")), kNow).ok());
  *dossier.mutable_items(0)->mutable_holder() = holder;
  return dossier;
}

absl::Status Pass(const Holder& from, const Holder& to, Cause cause) {
  Dossier dossier = WithItemAt(from);
  return Move(dossier, MakeMove(1, from, to), cause, kNow);
}

TEST(CustodyTest, ItemsAreNumberedWithoutGapsAndNeverReused) {
  Dossier dossier;
  EXPECT_TRUE(Create(dossier, Papers(1, Office("o")), kNow).ok());
  EXPECT_EQ(Create(dossier, Papers(1, Office("o")), kNow).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Create(dossier, Papers(3, Office("o")), kNow).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(Create(dossier, Papers(2, Office("o")), kNow).ok());
}

TEST(CustodyTest, AnItemCannotBeginInABagOrWithNobody) {
  Dossier dossier;
  EXPECT_FALSE(Create(dossier, Papers(1, Bag("T-1")), kNow).ok());
  EXPECT_FALSE(Create(dossier, Papers(1, Applicant()), kNow).ok());
  EXPECT_FALSE(Create(dossier, Papers(1, Holder()), kNow).ok());
  EXPECT_FALSE(Create(dossier, Papers(1, Office("")), kNow).ok());
  EXPECT_EQ(dossier.items_size(), 0);
}

TEST(CustodyTest, WhoDoesNotHoldAnItemCannotPassItOn) {
  Dossier dossier = WithItemAt(Office("a"));
  const absl::Status status = Move(dossier, MakeMove(1, Office("b"), Office("c")), Cause::kByHand, kNow);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("held by office a"));
  EXPECT_TRUE(Same(dossier.items(0).holder(), Office("a")));
}

TEST(CustodyTest, WhatTheApplicantHasStaysThere) {
  EXPECT_FALSE(Pass(Applicant(), Office("a"), Cause::kByHand).ok());
  EXPECT_FALSE(Pass(Applicant(), Office("a"), Cause::kDiscrepancy).ok());
  EXPECT_FALSE(Pass(Applicant(), Missing("r"), Cause::kLost).ok());
}

TEST(CustodyTest, BagsFillBySealingAndEmptyByOpeningOnly) {
  EXPECT_TRUE(Pass(Office("a"), Bag("T"), Cause::kSealed).ok());
  EXPECT_FALSE(Pass(Office("a"), Bag("T"), Cause::kByHand).ok());
  EXPECT_FALSE(Pass(Carrier("c"), Bag("T"), Cause::kSealed).ok());
  EXPECT_TRUE(Pass(Bag("T"), Agency("SGTVT"), Cause::kOpened).ok());
  EXPECT_FALSE(Pass(Bag("T"), Agency("SGTVT"), Cause::kByHand).ok());
  EXPECT_FALSE(Pass(Bag("T"), Applicant(), Cause::kHandedOut).ok());
  EXPECT_TRUE(Pass(Bag("T"), Carrier("c"), Cause::kDiscrepancy).ok());
}

TEST(CustodyTest, ALostItemMayTurnUp) {
  EXPECT_TRUE(Pass(Carrier("c"), Missing("BB-1"), Cause::kLost).ok());
  EXPECT_TRUE(Pass(Missing("BB-1"), Office("a"), Cause::kByHand).ok());
  EXPECT_FALSE(Pass(Missing("BB-1"), Missing("BB-2"), Cause::kLost).ok());
}

TEST(CustodyTest, AMoveToWhereItIsAlreadyIsRefused) {
  EXPECT_FALSE(Pass(Office("a"), Office("a"), Cause::kByHand).ok());
}

TEST(CustodyTest, UnknownItemsAreNotFound) {
  Dossier dossier = WithItemAt(Office("a"));
  EXPECT_EQ(Move(dossier, MakeMove(2, Office("a"), Office("b")), Cause::kByHand, kNow).code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace hoso::custody
