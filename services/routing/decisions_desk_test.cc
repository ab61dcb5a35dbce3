#include "services/routing/decisions_desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/custody/custody.h"
#include "common/proto_time/proto_time.h"
#include "services/routing/decisions_custody.h"
#include "services/routing/testing.h"
#include "tests/support/matchers.h"

namespace hoso::routing::testing {
namespace {

using absl::StatusCode;
using custody::Agency;
using custody::Office;
using ::hoso::testing::HasFieldViolation;
using ::hoso::testing::HasReason;
using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

class DeskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    code_ = house_.Accept(kLicence, kBureau);
    house_.SetNow(Local(8, 9));
  }

  void Move(const core::v1::Actor& actor, const core::v1::Holder& from, const core::v1::Holder& to, int item = 1) {
    const auto moved =
        house_.Run<v1::HandOverResponse>(actor, HandOverRequest(code_, {item}, from, to), PlanHandOverItems);
    ASSERT_THAT(moved, IsOk());
  }

  v1::ReceiveDossierRequest Receive(bool complete = true) const {
    v1::ReceiveDossierRequest request;
    request.set_dossier_code(code_);
    request.set_complete(complete);
    return request;
  }
  absl::StatusOr<v1::ReceiveDossierResponse> ReceiveBy(const core::v1::Actor& actor,
                                                       const v1::ReceiveDossierRequest& request) {
    return house_.Run<v1::ReceiveDossierResponse>(actor, request, PlanReceiveDossier);
  }

  v1::RequestSupplementRequest Supplement() const {
    v1::RequestSupplementRequest request;
    request.set_dossier_code(code_);
    core::v1::ComponentCount& component = *request.add_components();
    component.set_component_id("id_copy");
    component.set_photocopies(1);
    request.set_reason("Bản sao mờ");
    return request;
  }
  absl::StatusOr<v1::RequestSupplementResponse> Ask(const v1::RequestSupplementRequest& request) {
    return house_.Run<v1::RequestSupplementResponse>(OfficerOf(kTransport), request, PlanRequestSupplement);
  }

  House house_;
  std::string code_;
};

TEST_F(DeskTest, AnAgencySignsForPapersThatItHas) {
  EXPECT_THAT(ReceiveBy(OfficerOf(kTransport), Receive()),
              AllOf(StatusIs(StatusCode::kFailedPrecondition, HasSubstr("held by office YB-II-136")),
                    HasReason("PAPERS_NOT_HERE")));
  Move(ClerkAt(kBureau), Office(kBureau), Agency(kTransport));
  const auto received = ReceiveBy(OfficerOf(kTransport), Receive());
  ASSERT_THAT(received, IsOk());
  EXPECT_EQ(received->dossier().status(), core::v1::STATUS_PROCESSING);
  EXPECT_EQ(house_.facts(code_).back().received_by_agency().desk(), "SGTVT-01");
}

TEST_F(DeskTest, OnlyTheDecidingAgencyOrItsSuccessorActs) {
  Move(ClerkAt(kBureau), Office(kBureau), Agency(kTransport));
  EXPECT_THAT(ReceiveBy(OfficerOf(kJustice), Receive()),
              StatusIs(StatusCode::kPermissionDenied, HasSubstr("decided by agency SGTVT")));
  EXPECT_THAT(ReceiveBy(ClerkAt(kBureau), Receive()), StatusIs(StatusCode::kPermissionDenied, HasSubstr("office")));
  auto nobody = OfficerOf(kTransport);
  nobody.clear_agency_key();
  EXPECT_THAT(ReceiveBy(nobody, Receive()), StatusIs(StatusCode::kUnauthenticated, HasSubstr("hoso-agency")));
  EXPECT_THAT(ReceiveBy(OfficerOf("SGD"), Receive()), HasFieldViolation("hoso-agency"));
  EXPECT_THAT(ReceiveBy(OfficerOf("SXD"), Receive()), IsOk());
}

TEST_F(DeskTest, TheDeskIsOneOfTheAgencys) {
  Move(ClerkAt(kBureau), Office(kBureau), Agency(kTransport));
  auto request = Receive();
  request.set_desk("STP-01");
  EXPECT_THAT(ReceiveBy(OfficerOf(kTransport), request), HasFieldViolation("desk"));
}

TEST_F(DeskTest, PapersOfAnotherAgencyAreSentOn) {
  auto request = Receive();
  request.set_wrong_agency_to(kTransport);
  EXPECT_THAT(ReceiveBy(OfficerOf(kJustice), request), HasFieldViolation("explanation"));
  request.set_explanation("Chia nhầm ngăn");
  EXPECT_THAT(ReceiveBy(OfficerOf(kJustice), request), HasReason("PAPERS_NOT_HERE"));
  Move(ClerkAt(kBureau), Office(kBureau), Agency(kJustice));
  EXPECT_THAT(ReceiveBy(OfficerOf(kTransport), request), HasFieldViolation("wrong_agency_to"));
  auto elsewhere = request;
  elsewhere.set_wrong_agency_to("SNV");
  EXPECT_THAT(ReceiveBy(OfficerOf(kJustice), elsewhere), HasFieldViolation("wrong_agency_to", HasSubstr("want SGTVT")));
  ASSERT_THAT(ReceiveBy(OfficerOf(kJustice), request), IsOk());
  EXPECT_EQ(house_.facts(code_).back().misdirected().to_agency_key(), kTransport);
  EXPECT_EQ(house_.dossier(code_).status(), core::v1::STATUS_ACCEPTED);
  Move(OfficerOf(kJustice), Agency(kJustice), Agency(kTransport));
  EXPECT_THAT(ReceiveBy(OfficerOf(kTransport), Receive()), IsOk());
}

TEST_F(DeskTest, AssignedToOneSpecialist) {
  house_.BringToAgency(code_);
  v1::AssignDossierRequest request;
  request.set_dossier_code(code_);
  request.set_staff_id("CV-11");
  ASSERT_THAT(house_.Run<v1::AssignDossierResponse>(OfficerOf(kTransport), request, PlanAssignDossier), IsOk());
  EXPECT_EQ(house_.dossier(code_).assigned_to(), "CV-11");
  request.set_expected_version(2);
  EXPECT_THAT(house_.Run<v1::AssignDossierResponse>(OfficerOf(kTransport), request, PlanAssignDossier),
              AllOf(StatusIs(StatusCode::kAborted), HasReason("STALE_VERSION")));
  request.set_staff_id("Nguyễn Văn A");
  EXPECT_THAT(house_.Run<v1::AssignDossierResponse>(OfficerOf(kTransport), request, PlanAssignDossier),
              HasFieldViolation("staff_id"));
}

TEST_F(DeskTest, ASupplementIsAskedForOnceWithTheProceduresDays) {
  house_.BringToAgency(code_);
  house_.SetNow(Local(9, 9));
  const auto asked = Ask(Supplement());
  ASSERT_THAT(asked, IsOk());
  EXPECT_EQ(FromProto(asked->supply_until(), "d").value(), absl::CivilDay(2022, 12, 9));
  EXPECT_EQ(asked->dossier().status(), core::v1::STATUS_AWAITING_SUPPLEMENT);
  EXPECT_FALSE(asked->dossier().has_appointment_date());
  const core::v1::SupplementRequested fact = house_.facts(code_).back().supplement_requested();
  EXPECT_FALSE(fact.before_receipt());
  EXPECT_THAT(fact.legal_basis(), ::testing::Not(HasSubstr("muộn")));

  house_.SetNow(Local(14, 9));
  house_.Record(code_, SupplementedFact(house_.dossier(code_), kBureau, house_.now()));
  EXPECT_THAT(Ask(Supplement()),
              AllOf(StatusIs(StatusCode::kFailedPrecondition), HasReason("SUPPLEMENT_ALREADY_ASKED")));
}

TEST_F(DeskTest, ASupplementAskedForTooLateStandsAndSaysSo) {
  house_.BringToAgency(code_);  // On Tuesday 08/11: to be said by Friday 11/11.
  house_.SetNow(Local(11, 16));
  House in_time = house_;
  EXPECT_THAT(in_time.Run<v1::RequestSupplementResponse>(OfficerOf(kTransport), Supplement(), PlanRequestSupplement),
              IsOk());
  EXPECT_THAT(in_time.facts(code_).back().supplement_requested().legal_basis(), ::testing::Not(HasSubstr("muộn")));
  house_.SetNow(Local(14, 8));
  ASSERT_THAT(Ask(Supplement()), IsOk());
  EXPECT_THAT(house_.facts(code_).back().supplement_requested().legal_basis(),
              HasSubstr("muộn, hạn thông báo là 11/11/2022"));
}

TEST_F(DeskTest, ASupplementBeforeThePaperCameIsMarked) {
  ASSERT_THAT(Ask(Supplement()), IsOk());
  EXPECT_TRUE(house_.facts(code_).back().supplement_requested().before_receipt());
}

TEST_F(DeskTest, ASupplementNamesPapersOfTheProcedureAndALaterDay) {
  house_.BringToAgency(code_);
  auto request = Supplement();
  request.mutable_components(0)->set_component_id("birth_certificate");
  EXPECT_THAT(Ask(request), HasFieldViolation("components[0].component_id", HasSubstr("GPLX_DOI")));
  request = Supplement();
  request.mutable_components(0)->set_photocopies(0);
  EXPECT_THAT(Ask(request), HasFieldViolation("components[0]"));
  request = Supplement();
  *request.add_components() = request.components(0);
  EXPECT_THAT(Ask(request), HasFieldViolation("components[1]"));
  request = Supplement();
  *request.mutable_supply_until() = ToProto(absl::CivilDay(2022, 11, 8));
  EXPECT_THAT(Ask(request), HasFieldViolation("supply_until"));
  request.mutable_supply_until()->set_day(31);
  EXPECT_THAT(Ask(request), HasFieldViolation("supply_until"));
  request = Supplement();
  request.clear_components();
  EXPECT_THAT(Ask(request), HasFieldViolation("components"));
}

TEST_F(DeskTest, AfterASupplementTheAgencySignsForTheSecondPapersToo) {
  house_.BringToAgency(code_);
  ASSERT_THAT(Ask(Supplement()), IsOk());
  house_.SetNow(Local(14, 9));
  house_.Record(code_, SupplementedFact(house_.dossier(code_), kBureau, house_.now()));
  EXPECT_THAT(ReceiveBy(OfficerOf(kTransport), Receive()), HasReason("PAPERS_NOT_HERE"));
  EXPECT_THAT(ReceiveBy(OfficerOf(kTransport), Receive(/*complete=*/false)), IsOk());
  Move(ClerkAt(kBureau), Office(kBureau), Agency(kTransport), /*item=*/2);
  EXPECT_THAT(ReceiveBy(OfficerOf(kTransport), Receive()), IsOk());
}

// Else a late dossier becomes punctual by a wait that never was.
TEST_F(DeskTest, AWaitIsNotDatedBackAcrossThePromise) {
  house_.BringToAgency(code_);
  house_.SetNow(Local(28, 9));
  auto supplement = Supplement();
  *supplement.mutable_occurred_at() = ToProto(Local(9, 10));
  EXPECT_THAT(Ask(supplement), HasReason("DATED_BACK"));
  v1::RequestPaymentRequest payment;
  payment.set_dossier_code(code_);
  payment.set_reason("Chưa thu khi tiếp nhận");
  payment.add_fees()->set_fee_id("STANDARD");
  payment.mutable_fees(0)->set_amount_vnd(135000);
  *payment.mutable_occurred_at() = ToProto(Local(9, 10));
  const auto ask = [&] {
    return house_.Run<v1::RequestPaymentResponse>(OfficerOf(kTransport), payment, PlanRequestPayment);
  };
  EXPECT_THAT(ask(), HasReason("DATED_BACK"));
  payment.clear_occurred_at();
  EXPECT_THAT(ask(), IsOk()) << "as of now it may be asked for";
}

TEST_F(DeskTest, APaymentNamesFeesOfTheProcedure) {
  v1::RequestPaymentRequest request;
  request.set_dossier_code(code_);
  request.set_reason("Chưa thu khi tiếp nhận");
  core::v1::FeeLine& fee = *request.add_fees();
  fee.set_fee_id("STANDARD");
  fee.set_amount_vnd(135000);
  const auto ask = [&] {
    return house_.Run<v1::RequestPaymentResponse>(OfficerOf(kTransport), request, PlanRequestPayment);
  };
  EXPECT_THAT(ask(), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("ACCEPTED")));
  house_.BringToAgency(code_);
  fee.set_fee_id("TIP");
  EXPECT_THAT(ask(), HasFieldViolation("fees[0].fee_id"));
  fee.set_fee_id("STANDARD");
  fee.set_amount_vnd(0);
  EXPECT_THAT(ask(), HasFieldViolation("fees[0].amount_vnd"));
  fee.set_amount_vnd(135000);
  const auto asked = ask();
  ASSERT_THAT(asked, IsOk());
  EXPECT_EQ(asked->dossier().status(), core::v1::STATUS_AWAITING_PAYMENT);
}

TEST_F(DeskTest, AnUnknownDossierIsNotFound) {
  code_ = CodeOn(absl::CivilDay(2022, 11, 7), 4321);
  EXPECT_THAT(ReceiveBy(OfficerOf(kTransport), Receive()), StatusIs(StatusCode::kNotFound, HasSubstr("4321")));
  code_ = "H15.05-221107-4321x";
  EXPECT_THAT(ReceiveBy(OfficerOf(kTransport), Receive()), HasFieldViolation("dossier_code"));
}

}  // namespace
}  // namespace hoso::routing::testing
