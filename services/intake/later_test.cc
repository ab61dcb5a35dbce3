#include <gtest/gtest.h>

#include "common/custody/custody.h"
#include "common/proto_time/proto_time.h"
#include "services/intake/decisions_later.h"
#include "services/intake/testing.h"
#include "tests/support/matchers.h"

namespace hoso::intake {
namespace {

using absl::StatusCode;
using core::v1::Fact;
using hoso::testing::HasFieldViolation;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace hoso::intake::testing;  // NOLINT: the builders.

class LaterTest : public ::testing::Test {
 protected:
  // A licence that the agency has received, on the day after.
  void Receive(v1::AcceptDossierRequest request = Licence()) {
    ASSERT_THAT(counter_.Do(request), IsOk());
    counter_.now += absl::Hours(24);
    Fact received;
    received.mutable_received_by_agency()->set_agency_key("SGTVT");
    counter_.Record(Id(1), received);
    counter_.now += absl::Hours(1);
  }

  void AskForSupplement() {
    Fact asked;
    *asked.mutable_supplement_requested()->add_components() = Component("form", 1);
    *asked.mutable_supplement_requested()->add_components() = Component("id_copy", 0, 1, true);
    *asked.mutable_supplement_requested()->mutable_supply_until() = ToProto(absl::CivilDay(2022, 12, 14));
    counter_.Record(Id(1), asked);
    counter_.now += absl::Hours(48);
  }

  void AskForPayment(int64_t amount) {
    Fact asked;
    core::v1::FeeLine& fee = *asked.mutable_payment_requested()->add_fees();
    fee.set_fee_id("EXTRA");
    fee.set_amount_vnd(amount);
    counter_.Record(Id(1), asked);
    counter_.now += absl::Hours(24);
  }

  v1::SupplementDossierRequest Supplement() {
    v1::SupplementDossierRequest request;
    request.set_request_id(NewUuid());
    request.set_dossier_code(CodeText(Id(1)));
    *request.add_components() = Component("form", 1);
    *request.add_components() = Component("id_copy", 0, 1, true);
    return request;
  }

  v1::WithdrawDossierRequest Withdrawal(const std::string& number) {
    v1::WithdrawDossierRequest request;
    request.set_request_id(NewUuid());
    request.set_dossier_code(CodeText(Id(1)));
    request.set_reason("đổi ý");
    request.set_identity_number(number);
    return request;
  }

  v1::RecordPaymentRequest Payment(const std::string& fee_id, int64_t amount) {
    v1::RecordPaymentRequest request;
    request.set_request_id(NewUuid());
    request.set_dossier_code(CodeText(Id(1)));
    core::v1::FeeLine& fee = *request.add_fees();
    fee.set_fee_id(fee_id);
    fee.set_amount_vnd(amount);
    request.set_receipt_number("BL 2");
    request.set_means(core::v1::PAYMENT_MEANS_CASH);
    return request;
  }

  Counter counter_;
};

TEST_F(LaterTest, ASupplementTravelsAsAnItemOfItsOwnAndMovesTheDate) {
  Receive();
  AskForSupplement();
  const auto response = counter_.Do(Supplement());
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->dossier().status(), core::v1::STATUS_PROCESSING);
  ASSERT_EQ(response->dossier().items_size(), 2);
  EXPECT_EQ(response->dossier().items(1).kind(), core::v1::ITEM_KIND_SUPPLEMENT);
  EXPECT_EQ(response->dossier().items(1).holder().id(), kOffice);
  // Promised for 21/11; waited from Tuesday to Thursday.
  EXPECT_EQ(response->appointment().date().day(), 23);
  EXPECT_FALSE(counter_.facts()[0].supplemented().restarted());
}

TEST_F(LaterTest, OnlyAndAllThatWasAskedForIsTakenIn) {
  Receive();
  AskForSupplement();
  v1::SupplementDossierRequest request = Supplement();
  request.mutable_components()->RemoveLast();
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("components", HasSubstr("id_copy missing")));
  request = Supplement();
  *request.add_components() = Component("photo", 0, 0, false, true);
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("components[2].component_id", HasSubstr("surplus")));
  request = Supplement();
  request.mutable_components(0)->set_originals(2);
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("components[0]", HasSubstr("2 papers, want 1")));
  request = Supplement();
  request.mutable_components(1)->set_original_shown(false);
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("components[1].original_shown"));
  request = Supplement();
  *request.add_components() = Component("form", 1);
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("components[2].component_id", HasSubstr("twice")));
}

TEST_F(LaterTest, ALateSupplementIsRefused) {
  Receive();
  AskForSupplement();
  counter_.now = Now() + absl::Hours(24 * 30);  // 14/12: the last day.
  v1::SupplementDossierRequest request = Supplement();
  counter_.now += absl::Hours(24);
  EXPECT_THAT(counter_.Do(request), AllOf(StatusIs(StatusCode::kFailedPrecondition), HasReason("SUPPLEMENT_LATE")));
  counter_.now -= absl::Hours(24);
  EXPECT_THAT(counter_.Do(request), IsOk());
}

TEST_F(LaterTest, WhatNobodyAskedForIsNoSupplement) {
  Receive();
  EXPECT_THAT(counter_.Do(Supplement()), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("Supplemented")));
}

TEST_F(LaterTest, TheTermRestartsWhereTheProcedureSaysSo) {
  v1::AcceptDossierRequest badge;
  badge.set_request_id(NewUuid());
  badge.set_procedure("PHUHIEU");
  *badge.mutable_owner() = Enterprise();
  *badge.add_components() = Component("form", 1);
  *badge.add_components() = Component("vehicle_reg", 0, 1);
  Receive(badge);
  AskForSupplement();
  const auto response = counter_.Do(Supplement());
  ASSERT_THAT(response, IsOk());
  EXPECT_TRUE(counter_.facts()[0].supplemented().restarted());
  // Two working days again, from Thursday 17/11.
  EXPECT_EQ(response->appointment().date().day(), 21);
}

TEST_F(LaterTest, TheOwnerMayWithdraw) {
  Receive();
  const auto response = counter_.Do(Withdrawal("015 090 000 123"));
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->dossier().status(), core::v1::STATUS_WITHDRAWN);
  EXPECT_EQ(counter_.facts()[0].withdrawn().by().person(), 1);
}

TEST_F(LaterTest, TheSubmitterMayWithdraw) {
  v1::AcceptDossierRequest request = RecordBy(core::v1::RELATION_PARENT);
  const auto accepted = counter_.Do(request);
  ASSERT_THAT(accepted, IsOk());
  v1::WithdrawDossierRequest withdrawal = Withdrawal("015090000456");
  withdrawal.set_dossier_code(accepted->dossier().dossier_code());
  EXPECT_THAT(counter_.Do(withdrawal), IsOk());
  EXPECT_EQ(counter_.facts()[0].withdrawn().by().person(), 2);
}

TEST_F(LaterTest, AStrangerMayNotWithdrawAndLearnsNothing) {
  Receive();
  const auto refused = counter_.Do(Withdrawal("015090000789"));
  EXPECT_THAT(refused, AllOf(StatusIs(StatusCode::kPermissionDenied), HasReason("WRONG_PERSON")));
  EXPECT_THAT(std::string(refused.status().message()), AllOf(Not(HasSubstr("0789")), Not(HasSubstr("0123"))));
}

TEST_F(LaterTest, AStaleVersionIsRefused) {
  Receive();
  v1::WithdrawDossierRequest request = Withdrawal(kOwnerNumber);
  request.set_expected_version(2);
  EXPECT_THAT(counter_.Do(request), AllOf(StatusIs(StatusCode::kAborted), HasReason("STALE_VERSION")));
}

TEST_F(LaterTest, AnUnknownDossierIsNotFound) {
  EXPECT_THAT(counter_.Do(Withdrawal(kOwnerNumber)), StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(counter_.Do(Supplement()), StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(counter_.Do(Payment("STANDARD", 1)), StatusIs(StatusCode::kNotFound));
}

TEST_F(LaterTest, PayingWhatWasAskedForEndsTheWait) {
  Receive();
  AskForPayment(50000);
  const auto response = counter_.Do(Payment("EXTRA", 50000));
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->dossier().status(), core::v1::STATUS_PROCESSING);
  EXPECT_EQ(response->dossier().appointment_date().day(), 22);
  EXPECT_EQ(counter_.dossier(Id(1)).fees_paid_vnd(), 185000);
}

TEST_F(LaterTest, PayingLessMoreOrForSomethingElseIsRefused) {
  Receive();
  AskForPayment(50000);
  EXPECT_THAT(counter_.Do(Payment("EXTRA", 40000)), HasFieldViolation("fees", HasSubstr("want 50000")));
  EXPECT_THAT(counter_.Do(Payment("EXTRA", 60000)), HasFieldViolation("fees"));
  EXPECT_THAT(counter_.Do(Payment("STANDARD", 50000)), HasFieldViolation("fees", HasSubstr("EXTRA")));
}

TEST_F(LaterTest, AFeeNotPaidOnTheSpotIsPaidLater) {
  v1::AcceptDossierRequest request = Licence();
  request.clear_fees_paid();
  request.clear_receipt_number();
  Receive(request);
  EXPECT_THAT(counter_.Do(Payment("NONE", 135000)), HasFieldViolation("fees[0].fee_id"));
  const auto response = counter_.Do(Payment("STANDARD", 135000));
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->dossier().appointment_date().day(), 21);
  EXPECT_THAT(counter_.Do(Payment("STANDARD", 135000)),
              AllOf(StatusIs(StatusCode::kFailedPrecondition), HasReason("NOTHING_DUE")));
}

TEST_F(LaterTest, WithdrawnAndThenPaidIsRefusedByTheLifecycle) {
  Receive();
  ASSERT_THAT(counter_.Do(Withdrawal(kOwnerNumber)), IsOk());
  EXPECT_THAT(counter_.Do(Payment("STANDARD", 135000)),
              StatusIs(StatusCode::kFailedPrecondition, HasSubstr("PaymentRecorded")));
}

}  // namespace
}  // namespace hoso::intake
