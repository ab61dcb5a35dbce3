#include "clients/counter/cash_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/proto_time/proto_time.h"
#include "hoso/counter/v1/kept.pb.h"
#include "services/intake/testing.h"

namespace hoso::counter {
namespace {

using intake::testing::RealCatalogue;
using ::testing::ElementsAre;

// A journal of payments and cash, one entry after the other.
class CashBookTest : public ::testing::Test {
 protected:
  Entry& Add(const std::string& kind, const std::string& told) {
    Entry entry;
    entry.position = ++position_;
    entry.body.set_kind(kind);
    entry.body.set_entry_id(absl::StrCat("entry-", position_));
    *entry.body.mutable_occurred_at() = ToProto(absl::FromUnixSeconds(1'678'060'800 + 60 * position_));
    entry.told = told;
    entry.state = v1::ENTRY_STATE_RECORDED;
    entries_.since.push_back(entry);
    return entries_.since.back();
  }
  Entry& Pay(int64_t amount, core::v1::PaymentMeans means = core::v1::PAYMENT_MEANS_CASH) {
    v1::KeptAcceptance kept;
    kept.mutable_request()->set_means(means);
    kept.set_agency_key("SGTVT");
    kept.set_procedure_key("GPLX_DOI");
    kept.mutable_response()->set_receipt_number(absl::StrCat("BL-", position_ + 1));
    core::v1::FeeLine& fee = *kept.mutable_request()->add_fees_paid();
    fee.set_fee_id("STANDARD");
    fee.set_amount_vnd(amount);
    return Add(kAcceptDossier, kept.SerializeAsString());
  }
  static v1::KeptCash Cash(int hundreds_of_thousands) {
    v1::KeptCash kept;
    kept.set_staff_id("GDV-1");
    kept.add_notes()->set_value_vnd(100'000);
    kept.mutable_notes(0)->set_count(hundreds_of_thousands);
    return kept;
  }
  void Open() { Add(kOpenShift, Cash(5).SerializeAsString()); }
  void Count(int hundreds_of_thousands) {
    v1::KeptCash kept = Cash(hundreds_of_thousands);
    *kept.mutable_sheet() = Now().sheet;
    Add(kCountCash, kept.SerializeAsString());
  }
  void Close() {
    const CashState state = Now();
    v1::KeptCash kept;
    *kept.mutable_held() = state.held;
    for (const auto& [agency, amount] : cash::TakenFor(state.sheet)) {
      cash::Hold(*kept.mutable_held()->mutable_held(), agency, amount, absl::FromUnixSeconds(0));
    }
    *kept.mutable_void_positions() = {state.void_positions.begin(), state.void_positions.end()};
    Entry closing = Add(kCloseShift, kept.SerializeAsString());
    closed_.insert(closed_.end(), entries_.since.begin(), entries_.since.end());
    entries_.since.clear();
    entries_.last_close = closing;
  }
  CashState Now() const { return Fold(RealCatalogue(), nullptr, entries_); }

  int64_t position_ = 0;
  CashEntries entries_;
  std::vector<Entry> closed_;
};

TEST_F(CashBookTest, NothingIsOpenAtFirst) {
  const CashState state = Now();
  EXPECT_FALSE(state.open.has_value());
  EXPECT_FALSE(state.counted());
  EXPECT_TRUE(state.held.held().empty());
}

TEST_F(CashBookTest, ACountStandsUntilSomethingIsPaid) {
  Open();
  Pay(135'000);
  Pay(65'000);
  Pay(135'000, core::v1::PAYMENT_MEANS_TRANSFER);
  EXPECT_FALSE(Now().counted());
  Count(7);
  EXPECT_TRUE(Now().counted());
  EXPECT_EQ(Now().expected_vnd(), 700'000);
  EXPECT_EQ(Now().difference_vnd(), 0);
  Pay(100'000);
  EXPECT_FALSE(Now().counted());
  Count(7);
  EXPECT_EQ(Now().counts, 2);
  EXPECT_EQ(Now().difference_vnd(), -100'000);
}

TEST_F(CashBookTest, WhatIsPaidWhileNoShiftIsOpenBelongsToTheNext) {
  Pay(135'000);
  EXPECT_FALSE(Now().open.has_value());
  Open();
  Pay(65'000);
  EXPECT_EQ(Now().expected_vnd(), 700'000);
  Count(7);
  Close();
  EXPECT_TRUE(Now().payments.empty());
  EXPECT_EQ(cash::HeldFor(Now().held.held(), "SGTVT"), 200'000);
  Pay(135'000);
  Open();
  EXPECT_EQ(Now().expected_vnd(), 635'000);
  EXPECT_EQ(cash::HeldFor(Now().held.held(), "SGTVT"), 200'000) << "what an open shift took is counted first";
}

TEST_F(CashBookTest, AReceiptGivenUpInItsShiftIsVoidAndOneOfAnEarlierShiftIsACorrection) {
  Open();
  Pay(135'000);
  Pay(135'000).state = v1::ENTRY_STATE_VOIDED;
  entries_.given_up = {entries_.since.back()};
  Count(6);
  EXPECT_THAT(Now().sheet.receipt_numbers(), ElementsAre("BL-2"));
  EXPECT_THAT(Now().sheet.void_receipt_numbers(), ElementsAre("BL-3"));
  EXPECT_TRUE(Now().sheet.corrections().empty());
  Close();
  EXPECT_TRUE(Now().sheet.corrections().empty());

  Entry late = closed_[1];  // The first payment.
  late.state = v1::ENTRY_STATE_VOIDED;
  entries_.given_up.push_back(late);
  Open();
  ASSERT_EQ(Now().sheet.corrections_size(), 1);
  EXPECT_EQ(Now().sheet.corrections(0).amount_vnd(), -135'000);
  EXPECT_EQ(Now().expected_vnd(), 365'000);
  Close();
  EXPECT_TRUE(Now().sheet.corrections().empty()) << "corrected once";
  EXPECT_EQ(cash::HeldFor(Now().held.held(), "SGTVT"), 0);
}

TEST_F(CashBookTest, WhatIsTakenInForNothingIsSeenToo) {
  Open();
  Pay(135'000);
  Count(6);
  Add(kAcceptDossier, v1::KeptAcceptance().SerializeAsString());
  EXPECT_EQ(Now().seen, position_);
  EXPECT_TRUE(Now().counted());
  Close();
  EXPECT_EQ(Now().seen, position_);
}

TEST_F(CashBookTest, AHandOverLessensWhatIsHeld) {
  Open();
  Pay(135'000);
  Close();
  v1::KeptCash kept;
  kept.set_agency_key("SGTVT");
  kept.set_amount_vnd(100'000);
  Add(kHandOverFees, kept.SerializeAsString());
  EXPECT_EQ(cash::HeldFor(Now().held.held(), "SGTVT"), 35'000);
  EXPECT_EQ(Now().expected_vnd(), 0) << "no shift is open, and no box is touched";
}

TEST_F(CashBookTest, APaymentLaterOnKnowsItsAgencyByTheCode) {
  intake::v1::RecordPaymentRequest request;
  request.set_dossier_code("H15.05-230306-0001");
  request.set_receipt_number("BL-7");
  request.set_means(core::v1::PAYMENT_MEANS_CASH);
  request.add_fees()->set_amount_vnd(200'000);
  Add(kRecordPayment, "").body.set_request(request.SerializeAsString());
  const auto payment = PaymentOf(
      RealCatalogue(), [](const std::string&) { return "GPLX_DOI"; }, entries_.since.back());
  ASSERT_TRUE(payment.has_value());
  EXPECT_EQ(payment->agency_key, "SGTVT");
  EXPECT_EQ(payment->procedure, "GPLX_DOI");
  EXPECT_EQ(payment->amount_vnd(), 200'000);
}

}  // namespace
}  // namespace hoso::counter
