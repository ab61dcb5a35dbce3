#include "common/dossier/fold.h"

#include "common/custody/custody.h"
#include "common/dossier/testing.h"
#include "common/proto_time/proto_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace hoso::dossier {
namespace {

using ::testing::HasSubstr;
using namespace testing;  // NOLINT: the builders of this folder.

constexpr absl::StatusCode kPrecondition = absl::StatusCode::kFailedPrecondition;
constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;

std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

TEST(FoldTest, ADossierGoesFromTheCounterToTheCitizen) {
  Life life = AtAgency();
  EXPECT_EQ(life.dossier().status(), core::v1::STATUS_PROCESSING);
  life.Must(Decided(life.dossier(), 1, life.now() + absl::Hours(1)));
  EXPECT_EQ(life.dossier().status(), core::v1::STATUS_DECIDED);
  EXPECT_TRUE(life.dossier().has_finished_at());
  life.Must(Sealed("T-1", 2, custody::Agency("SGTVT")));
  life.Must(Opened("T-1", 2, custody::Office("YB-II-136")));
  life.Must(HandedOut(life.dossier(), {2}, true));
  EXPECT_EQ(life.dossier().status(), core::v1::STATUS_RETURNED);
  EXPECT_EQ(life.dossier().version(), 7);
}

TEST(FoldTest, NothingHappensBeforeTheDossierExists) {
  Life life;
  EXPECT_EQ(life.Add(Received()).code(), kPrecondition);
  EXPECT_EQ(life.Add(Withdrawn()).code(), kPrecondition);
  EXPECT_EQ(life.dossier().version(), 0);
}

TEST(FoldTest, ADossierIsAcceptedOnce) {
  Life life;
  life.Must(Accepted(Start()));
  EXPECT_EQ(life.Add(Accepted(Start())).code(), kPrecondition);
}

TEST(FoldTest, FactsComeInSequenceAndForTheirDossier) {
  core::v1::Dossier dossier;
  dossier.set_dossier_code(kCode);
  core::v1::Fact fact = Accepted(Start());
  *fact.mutable_occurred_at() = ToProto(Start());
  *fact.mutable_recorded_at() = ToProto(Start());
  fact.set_dossier_code(kCode);
  fact.set_sequence(2);
  EXPECT_THAT(MessageOf(Apply(dossier, fact)), HasSubstr("sequence: 2, want 1"));
  fact.set_sequence(1);
  fact.set_dossier_code("H15.05-221101-0002");
  EXPECT_THAT(MessageOf(Apply(dossier, fact)), HasSubstr("dossier_code"));
}

TEST(FoldTest, NothingHappensBeforeTheAcceptance) {
  Life life;
  life.Must(Accepted(Start() + absl::Hours(5)));
  EXPECT_THAT(MessageOf(life.Add(Withdrawn(), absl::ZeroDuration())), HasSubstr("after the acceptance"));
}

TEST(FoldTest, ASupplementPausesAndItsPapersTravelASecondTime) {
  Life life = AtAgency();
  life.Must(SupplementRequested());
  EXPECT_TRUE(IsWaiting(life.dossier()));
  EXPECT_EQ(life.dossier().turns(life.dossier().turns_size() - 1).party(), core::v1::PARTY_APPLICANT);
  const absl::Time due_at = life.now() + absl::Hours(24 * 9);
  life.Must(Supplemented(life.dossier(), due_at));
  EXPECT_FALSE(IsWaiting(life.dossier()));
  EXPECT_EQ(life.dossier().status(), core::v1::STATUS_PROCESSING);
  EXPECT_EQ(FromProto(life.dossier().appointment().due_at()), due_at);
  EXPECT_EQ(FromProto(life.dossier().first_appointment().due_at()), due_at);
  ASSERT_EQ(life.dossier().items_size(), 2);
  EXPECT_EQ(life.dossier().items(1).holder().kind(), core::v1::HOLDER_KIND_OFFICE);
  life.Must(Moved(2, custody::Office("YB-II-136"), custody::Agency("SGTVT")));
  life.Must(Received());
}

TEST(FoldTest, WhileTheApplicantIsWaitedForNothingIsDecided) {
  Life life = AtAgency();
  life.Must(SupplementRequested());
  EXPECT_EQ(life.Add(Decided(life.dossier(), 1, life.now())).code(), kPrecondition);
  EXPECT_EQ(life.Add(SupplementRequested()).code(), kPrecondition);
}

TEST(FoldTest, AnApologyLeavesTheFirstPromise) {
  Life life = AtAgency();
  const auto first = life.dossier().first_appointment().due_at();
  life.Must(Rescheduled(life.now() + absl::Hours(24 * 20)));
  EXPECT_EQ(FromProto(life.dossier().first_appointment().due_at()), FromProto(first));
  EXPECT_NE(FromProto(life.dossier().appointment().due_at()), FromProto(first));
  EXPECT_EQ(life.dossier().reschedules(), 1);
}

TEST(FoldTest, AWaitAfterAnApologyDoesNotBringTheDateForward) {
  Life life = AtAgency();
  const absl::Time apologised = life.now() + absl::Hours(24 * 20);
  life.Must(Rescheduled(apologised));
  life.Must(SupplementRequested());
  const absl::Time lawful = life.now() + absl::Hours(24 * 9);
  life.Must(Supplemented(life.dossier(), lawful));
  EXPECT_EQ(FromProto(life.dossier().appointment().due_at()), apologised);
  EXPECT_EQ(FromProto(life.dossier().first_appointment().due_at()), lawful);
}

TEST(FoldTest, ARequestedPaymentPausesUntilItIsPaid) {
  Life life = AtAgency();
  life.Must(PaymentRequested(50000));
  EXPECT_EQ(life.dossier().status(), core::v1::STATUS_AWAITING_PAYMENT);
  EXPECT_EQ(life.dossier().fees_due_vnd(), 50000);
  life.Must(PaymentRecorded(50000, life.now() + absl::Hours(100)));
  EXPECT_EQ(life.dossier().status(), core::v1::STATUS_PROCESSING);
  EXPECT_EQ(life.dossier().fees_paid_vnd(), 50000);
  EXPECT_FALSE(life.dossier().has_open_payment());
}

TEST(FoldTest, APaymentAtTheCounterDoesNotTouchTheClock) {
  Life life;
  life.Must(Accepted(Start()));
  life.Must(PaymentRecorded(135000, Start()));
  EXPECT_EQ(life.dossier().status(), core::v1::STATUS_ACCEPTED);
  EXPECT_TRUE(life.dossier().pauses().empty());
}

TEST(FoldTest, SeveralResultsAreReturnedOnlyWithTheLast) {
  Life life = AtAgency();
  life.Must(Decided(life.dossier(), 2, life.now() + absl::Hours(1)));
  EXPECT_EQ(life.Add(HandedOut(life.dossier(), {2}, true)).code(), kInvalid);
  life.Must(HandedOut(life.dossier(), {2}, false));
  EXPECT_EQ(life.dossier().status(), core::v1::STATUS_DECIDED);
  life.Must(HandedOut(life.dossier(), {3}, true));
  EXPECT_EQ(life.dossier().status(), core::v1::STATUS_RETURNED);
}

TEST(FoldTest, AWithdrawnDossierStaysWithdrawnWhenItsPapersGoBack) {
  Life life;
  life.Must(Accepted(Start()));
  life.Must(Withdrawn());
  life.Must(HandedOut(life.dossier(), {1}, true));
  EXPECT_EQ(life.dossier().status(), core::v1::STATUS_WITHDRAWN);
  EXPECT_TRUE(life.dossier().has_handed_out_at());
}

TEST(FoldTest, TheOldLicenceBecomesAnItemOfItsOwn) {
  Life life = AtAgency();
  life.Must(Decided(life.dossier(), 1, life.now() + absl::Hours(1)));
  core::v1::Fact handed_out = HandedOut(life.dossier(), {2}, true);
  core::v1::Item& old = *handed_out.mutable_handed_out()->add_exchanged();
  old.set_number(3);
  old.set_kind(core::v1::ITEM_KIND_EXCHANGED);
  *old.mutable_holder() = custody::Office("YB-II-136");
  life.Must(handed_out);
  ASSERT_EQ(life.dossier().items_size(), 3);
  life.Must(Moved(3, custody::Office("YB-II-136"), custody::Agency("SGTVT")));
}

TEST(FoldTest, AMissingItemStandsAgainstWhoSignedLast) {
  Life life;
  life.Must(Accepted(Start()));
  life.Must(Sealed("T-1", 1, custody::Office("YB-II-136")));
  life.Must(Missing(life.dossier(), 1, "T-1", custody::Carrier("VAN-1")));
  EXPECT_EQ(life.dossier().open_discrepancies_size(), 1);
  EXPECT_TRUE(custody::Same(life.dossier().items(0).holder(), custody::Carrier("VAN-1")));
}

TEST(FoldTest, ALossNeedsAReport) {
  Life life;
  life.Must(Accepted(Start()));
  life.Must(Sealed("T-1", 1, custody::Office("YB-II-136")));
  life.Must(Missing(life.dossier(), 1, "T-1", custody::Carrier("VAN-1")));
  core::v1::Fact lost = Settled(1, core::v1::DISCREPANCY_OUTCOME_LOST);
  EXPECT_THAT(MessageOf(life.Add(lost)), HasSubstr("report_number"));
  lost.mutable_discrepancy_settled()->set_report_number("BB-7");
  *lost.mutable_discrepancy_settled()->mutable_move() =
      custody::MakeMove(1, custody::Carrier("VAN-1"), custody::Missing("BB-7"));
  life.Must(lost);
  EXPECT_TRUE(life.dossier().open_discrepancies().empty());
  EXPECT_EQ(life.Add(Settled(1, core::v1::DISCREPANCY_OUTCOME_FOUND)).code(), kPrecondition);
}

TEST(FoldTest, ACorrectionNeedsASecondPerson) {
  Life life = AtAgency();
  life.SetStaff("NV-1");
  life.Must(CorrectionProposed(1));
  EXPECT_EQ(life.Add(CorrectionProposed(2)).code(), kPrecondition);
  EXPECT_EQ(life.Add(Corrected(1, true)).code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(life.dossier().return_office_id(), "");
  life.SetStaff("NV-2");
  life.Must(Corrected(1, true));
  EXPECT_EQ(life.dossier().return_office_id(), "YB-II-133");
  EXPECT_EQ(life.dossier().corrections(), 1);
}

TEST(FoldTest, WhoCouldHaveSignedInAsTheProposerIsNoSecondPerson) {
  core::v1::Fact proposed = CorrectionProposed(1);
  proposed.mutable_correction_proposed()->add_credentials_by("KSV-1");
  Life life = AtAgency();
  life.SetStaff("NV-1");
  life.Must(proposed);
  life.SetStaff("KSV-1");
  EXPECT_EQ(life.Add(Corrected(1, true)).code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(life.Add(Corrected(1, false)).code(), absl::StatusCode::kPermissionDenied);
  life.SetStaff("KSV-2");
  life.Must(Corrected(1, true));
}

TEST(FoldTest, AsWhomTheProposerCouldHaveSignedInIsNoSecondPerson) {
  core::v1::Fact corrected = Corrected(1, true);
  corrected.mutable_corrected()->add_credentials_by("NV-1");
  Life life = AtAgency();
  life.SetStaff("NV-1");
  life.Must(CorrectionProposed(1));
  life.SetStaff("KSV-1");
  EXPECT_EQ(life.Add(corrected).code(), absl::StatusCode::kPermissionDenied);
  corrected.mutable_corrected()->set_credentials_by(0, "*");
  EXPECT_EQ(life.Add(corrected).code(), absl::StatusCode::kPermissionDenied);
  corrected.mutable_corrected()->set_credentials_by(0, "QT-01");
  life.Must(corrected);
}

TEST(FoldTest, ARejectedCorrectionChangesNothing) {
  Life life = AtAgency();
  life.Must(CorrectionProposed(1));
  life.SetStaff("NV-2");
  life.Must(Corrected(1, false));
  EXPECT_EQ(life.dossier().return_office_id(), "");
  EXPECT_EQ(life.dossier().corrections(), 0);
  EXPECT_FALSE(life.dossier().has_open_correction());
}

TEST(FoldTest, AnItemNobodyPutInABagCannotTravelInIt) {
  Life life;
  life.Must(Accepted(Start()));
  core::v1::Fact dispatched;
  dispatched.mutable_bag_dispatched()->set_bag_id("T-9");
  EXPECT_EQ(life.Add(dispatched).code(), kPrecondition);
  EXPECT_EQ(life.Add(Opened("T-9", 1, custody::Agency("SGTVT"))).code(), kPrecondition);
}

TEST(FoldTest, EndsAreEnds) {
  for (const auto& end : {Withdrawn(), Stopped()}) {
    Life life = AtAgency();
    life.Must(end);
    EXPECT_EQ(life.Add(Decided(life.dossier(), 1, life.now())).code(), kPrecondition);
    EXPECT_EQ(life.Add(SupplementRequested()).code(), kPrecondition);
    EXPECT_EQ(life.Add(Withdrawn()).code(), kPrecondition);
  }
}

}  // namespace
}  // namespace hoso::dossier
