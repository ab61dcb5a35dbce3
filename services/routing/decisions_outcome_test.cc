#include "services/routing/decisions_outcome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/custody/custody.h"
#include "common/proto_time/proto_time.h"
#include "services/routing/decisions_desk.h"
#include "services/routing/grounds.h"
#include "services/routing/testing.h"
#include "tests/support/matchers.h"

namespace hoso::routing::testing {
namespace {

using absl::StatusCode;
using ::hoso::testing::HasFieldViolation;
using ::hoso::testing::HasReason;
using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

core::v1::Date DayOfNovember(int day) { return ToProto(absl::CivilDay(2022, 11, day)); }

// A licence taken in on Monday 07/11 and promised for Monday 14/11, at the agency since Tuesday.
class OutcomeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    code_ = house_.Accept(kLicence, kBureau);
    badges_ = house_.Accept(kBadge, kBureau, /*units=*/3);
    house_.SetNow(Local(8, 9));
    house_.BringToAgency(code_);
    house_.BringToAgency(badges_);
  }

  v1::RescheduleDossierRequest Reschedule() const {
    v1::RescheduleDossierRequest request;
    request.set_dossier_code(code_);
    request.set_reason("Phải xác minh thêm");
    *request.mutable_new_date() = DayOfNovember(17);
    request.set_approved_by("GD-01");
    request.set_cause(core::v1::PARTY_AGENCY);
    return request;
  }
  absl::StatusOr<v1::RescheduleDossierResponse> Apologise(const v1::RescheduleDossierRequest& request) {
    return house_.Run<v1::RescheduleDossierResponse>(OfficerOf(kTransport), request, PlanRescheduleDossier);
  }

  v1::DecideDossierRequest Grant(const std::string& code, int results = 1) const {
    v1::DecideDossierRequest request;
    request.set_dossier_code(code);
    request.set_outcome(core::v1::OUTCOME_GRANTED);
    for (int i = 1; i <= results; ++i) {
      v1::ResultInput& result = *request.add_results();
      result.set_document_number(absl::StrCat("QĐ-", i));
      *result.mutable_signed_on() = DayOfNovember(8);
    }
    return request;
  }
  absl::StatusOr<v1::DecideDossierResponse> Decide(const v1::DecideDossierRequest& request) {
    return house_.Run<v1::DecideDossierResponse>(OfficerOf(kTransport), request, PlanDecideDossier);
  }

  absl::StatusOr<v1::StopDossierResponse> Stop(const std::string& ground) {
    v1::StopDossierRequest request;
    request.set_dossier_code(code_);
    request.set_ground_id(ground);
    return house_.Run<v1::StopDossierResponse>(OfficerOf(kTransport), request, PlanStopDossier);
  }

  House house_;
  std::string code_;
  std::string badges_;
};

TEST_F(OutcomeTest, AnApologyGivesANewDateAndKeepsTheFirst) {
  const auto put_off = Apologise(Reschedule());
  ASSERT_THAT(put_off, IsOk());
  const core::v1::Dossier& dossier = house_.dossier(code_);
  EXPECT_EQ(FromProto(put_off->dossier().appointment_date(), "d").value(), absl::CivilDay(2022, 11, 17));
  EXPECT_EQ(FromProto(put_off->dossier().first_appointment_date(), "d").value(), absl::CivilDay(2022, 11, 14));
  EXPECT_EQ(FromProto(dossier.appointment().due_at()), Local(17, 17));  // At closing.
  EXPECT_THAT(dossier.appointment().derivation_vi(), HasSubstr("hẹn trước 14/11/2022"));
  EXPECT_THAT(Apologise(Reschedule()), HasReason("ALREADY_RESCHEDULED"));
}

TEST_F(OutcomeTest, AnApologyComesADayBeforeThePromisePasses) {
  house_.SetNow(Local(11, 16));  // Friday: the last working day before Monday.
  House in_time = house_;
  EXPECT_THAT(in_time.Run<v1::RescheduleDossierResponse>(OfficerOf(kTransport), Reschedule(), PlanRescheduleDossier),
              IsOk());
  house_.SetNow(Local(14, 8));
  EXPECT_THAT(Apologise(Reschedule()),
              AllOf(StatusIs(StatusCode::kFailedPrecondition, HasSubstr("2022-11-11")), HasReason("APOLOGY_TOO_LATE")));
  auto dated_back = Reschedule();
  *dated_back.mutable_occurred_at() = ToProto(Local(11, 16));
  EXPECT_THAT(Apologise(dated_back), HasReason("APOLOGY_TOO_LATE"));
}

TEST_F(OutcomeTest, TheNewDateIsALaterWorkingDay) {
  auto request = Reschedule();
  for (const int day : {14, 11, 19}) {
    *request.mutable_new_date() = DayOfNovember(day);
    EXPECT_THAT(Apologise(request), HasFieldViolation("new_date")) << day;
  }
  request.mutable_new_date()->set_year(2099);
  EXPECT_THAT(Apologise(request), HasFieldViolation("new_date", HasSubstr("calendar")));
}

TEST_F(OutcomeTest, AnApologyIsSignedByASecondPersonWhoSaysWhoCausedIt) {
  auto request = Reschedule();
  request.set_approved_by(OfficerOf(kTransport).staff_id());
  EXPECT_THAT(Apologise(request), HasFieldViolation("approved_by"));
  request = Reschedule();
  request.clear_cause();
  request.clear_approved_by();
  request.clear_reason();
  EXPECT_THAT(Apologise(request), HasFieldViolation("cause"));
  EXPECT_THAT(Apologise(request), HasFieldViolation("approved_by"));
  EXPECT_THAT(Apologise(request), HasFieldViolation("reason"));
}

TEST_F(OutcomeTest, WhoResetTheCallersPasswordApprovesNoApologyOfTheirs) {
  house_.SetCredentialsBy({"GD-01"});
  EXPECT_THAT(Apologise(Reschedule()), HasReason("NOT_TWO_PERSONS"));
  house_.SetCredentialsBy({"PGD-01"});
  ASSERT_THAT(Apologise(Reschedule()), IsOk());
  EXPECT_THAT(house_.facts(code_).back().rescheduled().credentials_by(), ElementsAre("PGD-01"));
}

TEST_F(OutcomeTest, RefusedAfterAcceptanceWithAGroundOfTheProcedure) {
  v1::RefuseDossierRequest request;
  request.set_dossier_code(house_.Accept(kLicence, kBureau));
  request.set_ground_id("TIRED");
  const auto refuse = [&] {
    return house_.Run<v1::RefuseDossierResponse>(OfficerOf(kTransport), request, PlanRefuseDossier);
  };
  EXPECT_THAT(refuse(), HasFieldViolation("ground_id", HasSubstr("NOT_IN_SYSTEM")));
  request.set_ground_id("NOT_IN_SYSTEM");
  ASSERT_THAT(refuse(), IsOk());
  EXPECT_FALSE(house_.facts(request.dossier_code()).back().refused().legal_basis().empty());
  EXPECT_THAT(refuse(), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("REFUSED")));
  request.set_dossier_code(code_);
  EXPECT_THAT(refuse(), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("PROCESSING")));
}

TEST_F(OutcomeTest, StoppedWhenTheSupplementDidNotCome) {
  EXPECT_THAT(Stop("SUPPLEMENT_OVERDUE"), HasReason("NOT_OVERDUE"));
  v1::RequestSupplementRequest ask;
  ask.set_dossier_code(code_);
  ask.add_components()->set_component_id("id_copy");
  ask.mutable_components(0)->set_photocopies(1);
  ask.set_reason("Bản sao mờ");
  *ask.mutable_supply_until() = DayOfNovember(21);
  ASSERT_THAT(house_.Run<v1::RequestSupplementResponse>(OfficerOf(kTransport), ask, PlanRequestSupplement), IsOk());
  house_.SetNow(Local(21, 16));
  EXPECT_THAT(Stop("SUPPLEMENT_OVERDUE"), AllOf(HasReason("NOT_OVERDUE"), StatusIs(StatusCode::kFailedPrecondition)));
  house_.SetNow(Local(22, 8));
  EXPECT_THAT(Stop("BORED"), HasFieldViolation("ground_id", HasSubstr("SUPPLEMENT_OVERDUE")));
  const auto stopped = Stop("SUPPLEMENT_OVERDUE");
  ASSERT_THAT(stopped, IsOk());
  EXPECT_EQ(stopped->dossier().status(), core::v1::STATUS_STOPPED);
}

TEST_F(OutcomeTest, StoppedForPaymentOnlyWhileItIsWaitedFor) {
  EXPECT_THAT(Stop("PAYMENT_OVERDUE"), HasReason("NOT_OVERDUE"));
  EXPECT_THAT(Stop("OWNER_DECEASED"), IsOk());
}

TEST_F(OutcomeTest, AGrantPutsEachResultIntoTheAgencysHands) {
  auto request = Grant(badges_, 3);
  request.mutable_results(1)->set_label("Phù hiệu xe thứ hai");
  const auto decided = Decide(request);
  ASSERT_THAT(decided, IsOk());
  EXPECT_EQ(decided->result_class(), core::v1::RESULT_CLASS_AHEAD);
  const core::v1::Dossier& dossier = house_.dossier(badges_);
  EXPECT_EQ(dossier.status(), core::v1::STATUS_DECIDED);
  ASSERT_EQ(dossier.items_size(), 4);
  EXPECT_EQ(dossier.items(2).label(), "Phù hiệu xe thứ hai");
  EXPECT_EQ(dossier.items(3).label(), "Phù hiệu (tem gắn kính)");
  EXPECT_TRUE(custody::Same(dossier.items(3).holder(), custody::Agency(kTransport)));
  EXPECT_EQ(dossier.results(0).result_code(), "KQ.G04.000504");
}

TEST_F(OutcomeTest, NoMoreResultsThanUnitsAndSignedBetweenAcceptanceAndToday) {
  EXPECT_THAT(Decide(Grant(code_, 2)), HasFieldViolation("results", HasSubstr("2, want 1 to 1")));
  auto request = Grant(code_);
  *request.mutable_results(0)->mutable_signed_on() = DayOfNovember(6);
  EXPECT_THAT(Decide(request), HasFieldViolation("results[0].signed_on"));
  *request.mutable_results(0)->mutable_signed_on() = DayOfNovember(9);
  EXPECT_THAT(Decide(request), HasFieldViolation("results[0].signed_on"));
  request.clear_results();
  EXPECT_THAT(Decide(request), HasFieldViolation("results"));
}

TEST_F(OutcomeTest, ADenialHasAGroundAnExplanationAndOnePaper) {
  auto request = Grant(code_);
  request.set_outcome(core::v1::OUTCOME_DENIED);
  EXPECT_THAT(Decide(request), HasFieldViolation("ground_id"));
  request.set_ground_id("CONDITIONS_NOT_MET");
  EXPECT_THAT(Decide(request), HasFieldViolation("explanation"));
  request.set_explanation("Giấy phép đã bị thu hồi");
  request.set_ground_id("WHIM");
  EXPECT_THAT(Decide(request), HasFieldViolation("ground_id", HasSubstr("CONDITIONS_NOT_MET")));
  request.set_ground_id("CONDITIONS_NOT_MET");
  ASSERT_THAT(Decide(request), IsOk());
  EXPECT_EQ(house_.dossier(code_).outcome(), core::v1::OUTCOME_DENIED);
  EXPECT_EQ(house_.dossier(code_).results(0).result_code(), "");
}

TEST_F(OutcomeTest, OnTheDayIsOnTimeAndAfterItIsLateWithACause) {
  house_.SetNow(Local(14, 16));
  const auto on_time = Decide(Grant(code_));
  ASSERT_THAT(on_time, IsOk());
  EXPECT_EQ(on_time->result_class(), core::v1::RESULT_CLASS_ON_TIME);
  const auto late = Decide(Grant(badges_));
  ASSERT_THAT(late, IsOk());
  EXPECT_EQ(late->result_class(), core::v1::RESULT_CLASS_LATE);
  EXPECT_EQ(house_.dossier(badges_).late_cause(), core::v1::PARTY_AGENCY);
}

TEST_F(OutcomeTest, ADecisionIsNotDatedBackAcrossThePromise) {
  house_.SetNow(Local(15, 9));
  auto request = Grant(code_);
  *request.mutable_occurred_at() = ToProto(Local(14, 16));
  EXPECT_THAT(Decide(request), HasReason("DATED_BACK"));
  request.clear_occurred_at();
  const auto decided = Decide(request);
  ASSERT_THAT(decided, IsOk());
  EXPECT_EQ(decided->result_class(), core::v1::RESULT_CLASS_LATE);
}

TEST_F(OutcomeTest, NothingIsDecidedBeforeThePapersWereReceived) {
  const std::string code = house_.Accept(kLicence, kBureau);
  EXPECT_THAT(Decide(Grant(code)), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("ACCEPTED")));
  v1::RequestSupplementRequest ask;
  ask.set_dossier_code(code);
  ask.add_components()->set_component_id("id_copy");
  ask.mutable_components(0)->set_photocopies(1);
  ask.set_reason("Bản sao mờ");
  ASSERT_THAT(house_.Run<v1::RequestSupplementResponse>(OfficerOf(kTransport), ask, PlanRequestSupplement), IsOk());
  house_.SetNow(Local(9, 9));
  house_.Record(code, SupplementedFact(house_.dossier(code), kBureau, house_.now()));
  EXPECT_THAT(Decide(Grant(code)), HasReason("NOT_RECEIVED"));
}

TEST_F(OutcomeTest, OfTwoDecisionsTheSecondLearnsOfTheFirst) {
  ASSERT_THAT(Decide(Grant(code_)), IsOk());
  EXPECT_THAT(Decide(Grant(code_)), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("DECIDED")));
}

}  // namespace
}  // namespace hoso::routing::testing
