#include "services/intake/cash_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/identity/dossier_code.h"
#include "common/proto_time/proto_time.h"
#include "google/protobuf/text_format.h"
#include "services/intake/testing.h"
#include "tests/support/matchers.h"

namespace hoso::intake {
namespace {

using namespace cash::v1;
using hoso::testing::HasFieldViolation;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using intake::testing::RealCatalogue;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kShift[] = "5b6d1c2e-0000-4000-8000-000000000001";

template <typename Message>
Message Read(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

absl::Time Minute(int n) { return absl::FromUnixSeconds(1'678'060'800) + absl::Minutes(n); }

// A device whose clerk does one thing after another.
class CashRulesTest : public ::testing::Test {
 protected:
  CashAsker Asker(int minute, const std::string& supervisor = "") const {
    return {.office = "YB-CP-04378",
            .device = "YB-CP-04378-Q1",
            .staff = "GDV-1",
            .supervisor = supervisor,
            .occurred_at = Minute(minute)};
  }

  absl::Status Keep(const absl::StatusOr<CashDecision>& decision) {
    if (!decision.ok()) return decision.status();
    last_ = *decision;
    book_.held = decision->event.held;
    if (decision->event.kind != CashKind::kHandedOver) book_.shift.push_back(decision->event);
    events_.push_back(decision->event);
    if (decision->event.kind == CashKind::kOpened) book_.open_shift = decision->event.shift_id;
    if (decision->event.kind == CashKind::kClosed) {
      book_.open_shift.clear();
      book_.last_close = decision->event.occurred_at;
    }
    return absl::OkStatus();
  }

  absl::Status Open(int minute = 0) {
    OpenShiftRequest request = Read<OpenShiftRequest>("notes { value_vnd: 500000 count: 1 }");
    request.set_request_id(kShift);
    return Keep(DecideOpening(book_, Asker(minute), request));
  }
  absl::Status Count(int minute, int hundreds_of_thousands) {
    CountCashRequest request;
    request.set_shift_id(kShift);
    Notes& notes = *request.add_notes();
    notes.set_value_vnd(100'000);
    notes.set_count(hundreds_of_thousands);
    return Keep(DecideCount(book_, Asker(minute), request));
  }
  static CloseShiftRequest Closing(int64_t difference, const std::string& ground = "") {
    CloseShiftRequest request;
    request.set_shift_id(kShift);
    request.set_difference_vnd(difference);
    request.set_difference_ground(ground);
    *request.mutable_sheet() = Read<Sheet>(R"(
      lines { agency_key: "SGTVT" procedure: "GPLX_DOI" means: PAYMENT_MEANS_CASH receipts: 2 amount_vnd: 200000 }
      receipt_numbers: ["BL-1", "BL-2"])");
    return request;
  }
  absl::Status Close(int minute, const CloseShiftRequest& request, const std::string& supervisor = "") {
    return Keep(DecideClosing(RealCatalogue(), book_, Asker(minute, supervisor), request));
  }
  void Pay(const std::string& number, int minute, int64_t amount, const std::string& device = "YB-CP-04378-Q1") {
    PaymentFact payment;
    const int agency = (*RealCatalogue().FindAgency("SGTVT"))->number();
    payment.dossier = identity::DossierId::Make(agency, absl::CivilDay(2023, 3, 6), 1)->value();
    payment.procedure = RealCatalogue()
                            .FindProcedure("GPLX_DOI", absl::CivilDay(2023, 3, 6), catalogue::v1::CHANNEL_POST)
                            ->version->id();
    payment.fact.mutable_actor()->set_device_id(device);
    *payment.fact.mutable_occurred_at() = ToProto(Minute(minute));
    payment.fact.mutable_payment_recorded()->set_receipt_number(number);
    payment.fact.mutable_payment_recorded()->set_means(core::v1::PAYMENT_MEANS_CASH);
    payment.fact.mutable_payment_recorded()->add_fees()->set_amount_vnd(amount);
    book_.payments.push_back(payment);
  }

  CashBook book_;
  CashDecision last_;
  std::vector<CashEvent> events_;
};

TEST_F(CashRulesTest, AShiftThatAgreesWithTheLedgerIsClosedAndItsFeesAreHeld) {
  ASSERT_THAT(Open(), IsOk());
  Pay("BL-1", 5, 135'000);
  Pay("BL-2", 6, 65'000);
  Pay("BL-9", 6, 135'000, "YB-CP-04378-Q2");
  ASSERT_THAT(Count(60, 7), IsOk());
  ASSERT_THAT(Close(61, Closing(0)), IsOk());
  const CloseShiftResponse answer = [&] {
    CloseShiftResponse response;
    response.ParseFromString(last_.answer);
    return response;
  }();
  EXPECT_TRUE(cash::Agrees(answer.comparison())) << answer.DebugString();
  EXPECT_EQ(answer.expected_vnd(), 700'000);
  EXPECT_EQ(cash::HeldFor(book_.held.held(), "SGTVT"), 200'000);

  HandOverFeesRequest hand_over =
      Read<HandOverFeesRequest>(R"(agency_key: "SGTVT" amount_vnd: 150000 document_number: "BN-1")");
  ASSERT_THAT(Keep(DecideHandOver(RealCatalogue(), book_, Asker(90), hand_over)), IsOk());
  EXPECT_EQ(cash::HeldFor(book_.held.held(), "SGTVT"), 50'000);
  EXPECT_EQ(Read<HandOverFeesResponse>("held_vnd: 50000").SerializeAsString(), last_.answer);

  const ListShiftsResponse listed = ShiftRecords(RealCatalogue(), events_, book_.payments);
  ASSERT_EQ(listed.shifts_size(), 1);
  EXPECT_THAT(listed.shifts(0).counts_vnd(), ElementsAre(700'000));
  EXPECT_EQ(listed.shifts(0).hand_overs_size(), 1);
  EXPECT_TRUE(cash::Agrees(listed.shifts(0).comparison()));
}

TEST_F(CashRulesTest, WhatTheLedgerDoesNotHaveIsNamedAndVanishesWhenItComes) {
  ASSERT_THAT(Open(), IsOk());
  Pay("BL-1", 5, 135'000);
  Pay("BL-7", 6, 1'000);
  ASSERT_THAT(Count(60, 7), IsOk());
  ASSERT_THAT(Close(61, Closing(0)), IsOk());
  CloseShiftResponse answer;
  answer.ParseFromString(last_.answer);
  EXPECT_THAT(answer.comparison().not_in_the_ledger(), ElementsAre("BL-2"));
  EXPECT_THAT(answer.comparison().not_on_the_sheet(), ElementsAre("BL-7"));
  ASSERT_EQ(answer.comparison().lines_size(), 1);
  EXPECT_EQ(answer.comparison().lines(0).ledger_vnd(), 136'000);
  book_.payments.pop_back();
  Pay("BL-2", 6, 65'000);
  EXPECT_TRUE(cash::Agrees(ShiftRecords(RealCatalogue(), events_, book_.payments).shifts(0).comparison()));
}

TEST_F(CashRulesTest, ADifferenceWantsAGroundAndTheSupervisor) {
  ASSERT_THAT(Open(), IsOk());
  ASSERT_THAT(Count(60, 6), IsOk());
  EXPECT_THAT(Close(61, Closing(0)), HasFieldViolation("difference_vnd", HasSubstr("want -100000")));
  EXPECT_THAT(Close(61, Closing(-100'000)), HasReason("DIFFERENCE_UNEXPLAINED"));
  EXPECT_THAT(Close(61, Closing(-100'000, "trả nhầm tiền thừa")), HasReason("DIFFERENCE_UNEXPLAINED"));
  EXPECT_THAT(Close(61, Closing(-100'000), "KSV-1"), HasReason("DIFFERENCE_UNEXPLAINED"));
  ASSERT_THAT(Close(61, Closing(-100'000, "trả nhầm tiền thừa"), "KSV-1"), IsOk());
  EXPECT_EQ(last_.event.supervisor, "KSV-1");
  EXPECT_EQ(cash::HeldFor(book_.held.held(), "SGTVT"), 200'000) << "the agency is owed what was taken";
}

TEST_F(CashRulesTest, NothingOfItCanBeDoneTwiceOrOutOfOrder) {
  EXPECT_THAT(Count(1, 7), HasReason("SHIFT_NOT_RECORDED"));
  ASSERT_THAT(Open(), IsOk());
  EXPECT_THAT(Open(1), HasReason("SHIFT_OPEN"));
  EXPECT_THAT(Close(2, Closing(0)), HasReason("NOT_COUNTED"));
  ASSERT_THAT(Count(60, 7), IsOk());
  ASSERT_THAT(Close(61, Closing(0)), IsOk());
  EXPECT_THAT(Count(62, 8), HasReason("SHIFT_CLOSED"));
  EXPECT_THAT(Close(62, Closing(0)), HasReason("SHIFT_CLOSED"));
}

TEST_F(CashRulesTest, TheLastCountCountsAndEachIsKept) {
  ASSERT_THAT(Open(), IsOk());
  ASSERT_THAT(Count(60, 6), IsOk());
  ASSERT_THAT(Count(61, 7), IsOk());
  ASSERT_THAT(Close(62, Closing(0)), IsOk());
  EXPECT_THAT(ShiftRecords(RealCatalogue(), events_, {}).shifts(0).counts_vnd(), ElementsAre(600'000, 700'000));
}

TEST_F(CashRulesTest, PaymentsBetweenTwoShiftsBelongToTheLaterOne) {
  ASSERT_THAT(Open(), IsOk());
  Pay("BL-1", 5, 135'000);
  Pay("BL-2", 6, 65'000);
  ASSERT_THAT(Count(60, 7), IsOk());
  ASSERT_THAT(Close(61, Closing(0)), IsOk());
  Pay("BL-3", 70, 135'000);
  Sheet sheet;
  sheet.add_receipt_numbers("BL-3");
  const auto later =
      PaymentsOfShift(RealCatalogue(), book_.payments, "YB-CP-04378-Q1", book_.last_close, Minute(120), sheet);
  ASSERT_EQ(later.size(), 1u);
  EXPECT_EQ(later[0].receipt_number, "BL-3");
  EXPECT_EQ(later[0].agency_key, "SGTVT");
  EXPECT_EQ(later[0].procedure, "GPLX_DOI");
}

TEST_F(CashRulesTest, ATokenIsNeverKept) {
  ASSERT_THAT(Open(), IsOk());
  ASSERT_THAT(Count(60, 7), IsOk());
  CloseShiftRequest request = Closing(0);
  request.set_supervisor_token("a token");
  ASSERT_THAT(Close(61, request), IsOk());
  EXPECT_EQ(last_.event.content.find("a token"), std::string::npos);
}

TEST_F(CashRulesTest, FeesAreForAnAgencyThatThereIs) {
  EXPECT_THAT(
      DecideHandOver(RealCatalogue(), book_, Asker(1), Read<HandOverFeesRequest>("agency_key: 'NOBODY' amount_vnd: 1")),
      StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(DecideHandOver(RealCatalogue(), book_, Asker(1), Read<HandOverFeesRequest>("agency_key: 'SGTVT'")),
              HasFieldViolation("amount_vnd"));
}

}  // namespace
}  // namespace hoso::intake
