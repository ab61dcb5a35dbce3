#include "common/cash/balance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/proto_time/proto_time.h"
#include "google/protobuf/text_format.h"
#include "tests/support/matchers.h"

namespace hoso::cash {
namespace {

using core::v1::PAYMENT_MEANS_CASH;
using core::v1::PAYMENT_MEANS_TRANSFER;
using ::testing::ElementsAre;
using testing::HasFieldViolation;
using ::testing::HasSubstr;
using testing::IsOk;

template <typename Message>
Message Read(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

v1::Sheet TwoAgencies() {
  return Read<v1::Sheet>(R"(
    lines { agency_key: "SGTVT" procedure: "GPLX_DOI" means: PAYMENT_MEANS_CASH receipts: 2 amount_vnd: 270000 }
    lines { agency_key: "SGTVT" procedure: "GPLX_DOI" means: PAYMENT_MEANS_TRANSFER receipts: 1 amount_vnd: 135000 }
    lines { agency_key: "STP" procedure: "LLTP" means: PAYMENT_MEANS_CASH receipts: 1 amount_vnd: 200000 }
    receipt_numbers: ["BL-1", "BL-2", "BL-3", "BL-4"] void_receipt_numbers: "BL-5")");
}

std::vector<Recorded> AsInTheLedger() {
  return {{"BL-1", "SGTVT", "GPLX_DOI", PAYMENT_MEANS_CASH, 135000},
          {"BL-2", "SGTVT", "GPLX_DOI", PAYMENT_MEANS_CASH, 135000},
          {"BL-3", "SGTVT", "GPLX_DOI", PAYMENT_MEANS_TRANSFER, 135000},
          {"BL-4", "STP", "LLTP", PAYMENT_MEANS_CASH, 200000}};
}

TEST(SumOfTest, AddsTheBox) {
  v1::OpenShiftRequest request = Read<v1::OpenShiftRequest>(
      "notes { value_vnd: 500000 count: 2 } notes { value_vnd: 1000 count: 175 } notes { value_vnd: 200 count: 0 }");
  EXPECT_EQ(*SumOf(request.notes()), 1'175'000);
  EXPECT_EQ(*SumOf({}), 0);
}

TEST(SumOfTest, KnowsTheCountrysMoney) {
  for (const auto& [notes, field] :
       {std::pair("notes { value_vnd: 300 count: 1 }", "notes[0].value_vnd"),
        std::pair("notes { value_vnd: 500 count: -1 }", "notes[0].count"),
        std::pair("notes { value_vnd: 500 count: 2000000 }", "notes[0].count"),
        std::pair("notes { value_vnd: 500 } notes { value_vnd: 500 }", "notes[1].value_vnd")}) {
    EXPECT_THAT(SumOf(Read<v1::OpenShiftRequest>(notes).notes()).status(), HasFieldViolation(field, ::testing::_))
        << notes;
  }
}

TEST(CheckSheetTest, ASheetContradictsItselfNowhere) {
  EXPECT_THAT(CheckSheet(TwoAgencies()), IsOk());
  EXPECT_THAT(CheckSheet({}), IsOk());
  v1::Sheet sheet = TwoAgencies();
  sheet.mutable_lines(2)->set_receipts(2);
  EXPECT_THAT(CheckSheet(sheet), HasFieldViolation("sheet.receipt_numbers", HasSubstr("want as many")));
  sheet = TwoAgencies();
  sheet.set_receipt_numbers(1, "BL-1");
  EXPECT_THAT(CheckSheet(sheet), HasFieldViolation("sheet.receipt_numbers", HasSubstr("twice")));
  sheet = TwoAgencies();
  sheet.set_void_receipt_numbers(0, "BL-1");
  EXPECT_THAT(CheckSheet(sheet), HasFieldViolation("sheet.receipt_numbers", HasSubstr("twice")));
  sheet = TwoAgencies();
  *sheet.mutable_lines(1) = sheet.lines(0);
  EXPECT_THAT(CheckSheet(sheet), HasFieldViolation("sheet.lines[1]", HasSubstr("twice")));
  sheet = TwoAgencies();
  sheet.mutable_lines(0)->set_amount_vnd(-1);
  EXPECT_THAT(CheckSheet(sheet), HasFieldViolation("sheet.lines[0].amount_vnd", HasSubstr("-1")));
  sheet = TwoAgencies();
  sheet.add_corrections()->set_receipt_number("BL-0");
  EXPECT_THAT(CheckSheet(sheet), HasFieldViolation("sheet.corrections[0].ground", ::testing::_));
}

TEST(ExpectedTest, TransfersAreNeverInTheBox) { EXPECT_EQ(Expected(500'000, TwoAgencies()), 970'000); }

TEST(ExpectedTest, WhatWasGivenBackIsNotInTheBox) {
  v1::Sheet sheet = TwoAgencies();
  *sheet.add_corrections() = Read<v1::Correction>(
      R"(receipt_number: "BL-0" agency_key: "STP" means: PAYMENT_MEANS_CASH amount_vnd: -200000 ground: "hủy")");
  *sheet.add_corrections() = Read<v1::Correction>(
      R"(receipt_number: "BL-00" agency_key: "STP" means: PAYMENT_MEANS_TRANSFER amount_vnd: -7 ground: "hủy")");
  EXPECT_EQ(Expected(500'000, sheet), 770'000);
  EXPECT_THAT(TakenFor(sheet), ElementsAre(std::pair("SGTVT", 405'000), std::pair("STP", -7)));
}

TEST(HoldTest, IsGoneWhenAllIsHandedOverAndKeepsTheOldestDay) {
  google::protobuf::RepeatedPtrField<v1::Held> held;
  const absl::Time first = absl::FromUnixSeconds(1'000), then = absl::FromUnixSeconds(2'000);
  Hold(held, "STP", 0, first);
  EXPECT_TRUE(held.empty());
  Hold(held, "STP", 200'000, first);
  Hold(held, "SGTVT", 135'000, then);
  Hold(held, "STP", 100'000, then);
  EXPECT_EQ(HeldFor(held, "STP"), 300'000);
  EXPECT_EQ(FromProto(held[0].since()), first);
  Hold(held, "STP", -300'000, then);
  EXPECT_EQ(held.size(), 1);
  EXPECT_EQ(HeldFor(held, "STP"), 0);
  EXPECT_EQ(HeldFor(held, "SGTVT"), 135'000);
}

TEST(CompareTest, AgreesToTheDong) { EXPECT_TRUE(Agrees(Compare(TwoAgencies(), AsInTheLedger()))); }

TEST(CompareTest, NamesWhatOnlyOneOfThemHas) {
  std::vector<Recorded> ledger = AsInTheLedger();
  ledger[1].amount_vnd -= 1;
  ledger.pop_back();
  ledger.push_back({"BL-5", "STP", "LLTP", PAYMENT_MEANS_TRANSFER, 200000});
  const v1::Comparison comparison = Compare(TwoAgencies(), ledger);
  EXPECT_FALSE(Agrees(comparison));
  EXPECT_THAT(comparison.not_in_the_ledger(), ElementsAre("BL-4"));
  EXPECT_THAT(comparison.not_on_the_sheet(), ElementsAre("BL-5"));
  ASSERT_EQ(comparison.lines_size(), 3);
  EXPECT_EQ(comparison.lines(0).sheet_vnd() - comparison.lines(0).ledger_vnd(), 1);
  EXPECT_EQ(comparison.lines(1).ledger_vnd(), 0);
  EXPECT_EQ(comparison.lines(2).means(), PAYMENT_MEANS_TRANSFER);
}

TEST(CompareTest, AMeansThatDiffersIsADifference) {
  std::vector<Recorded> ledger = AsInTheLedger();
  ledger[0].means = PAYMENT_MEANS_TRANSFER;
  EXPECT_EQ(Compare(TwoAgencies(), ledger).lines_size(), 2);
}

}  // namespace
}  // namespace hoso::cash
