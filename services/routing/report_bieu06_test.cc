#include "services/routing/report_bieu06.h"

#include <gmock/gmock.h>

#include "common/clock/zone.h"
#include "common/proto_time/proto_time.h"
#include "tests/support/matchers.h"

namespace hoso::routing {
namespace {

using ::hoso::testing::HasFieldViolation;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using tracking::v1::Bieu06Row;

absl::Time Local(int year, int month, int day, int hour = 9) {
  return clock::LocalTime(absl::CivilSecond(year, month, day, hour, 0, 0));
}

// A dossier of one procedure, accepted on a day of 2023 and due on another.
struct Made {
  core::v1::Dossier dossier;

  Made(int accepted_month, int accepted_day, int due_month, int due_day) {
    dossier.set_agency_key("SGTVT");
    dossier.set_procedure_key("GPLX_DOI");
    dossier.set_channel(core::v1::INTAKE_CHANNEL_PUBLIC_POST);
    dossier.set_status(core::v1::STATUS_PROCESSING);
    *dossier.mutable_accepted_at() = ToProto(Local(2023, accepted_month, accepted_day));
    *dossier.mutable_first_appointment()->mutable_due_at() = ToProto(Local(2023, due_month, due_day, 17));
    *dossier.mutable_appointment() = dossier.first_appointment();
  }
  Made& Decided(int month, int day, core::v1::ResultClass result,
                core::v1::Party cause = core::v1::PARTY_UNSPECIFIED) {
    dossier.set_status(core::v1::STATUS_DECIDED);
    dossier.set_outcome(core::v1::OUTCOME_GRANTED);
    dossier.set_result_class(result);
    dossier.set_late_cause(cause);
    *dossier.mutable_finished_at() = ToProto(Local(2023, month, day));
    return *this;
  }
  Made& Closed(core::v1::Status status, int month, int day) {
    dossier.set_status(status);
    *dossier.mutable_finished_at() = ToProto(Local(2023, month, day));
    return *this;
  }
  Made& WaitsFrom(int month, int day) {
    dossier.set_status(core::v1::STATUS_AWAITING_SUPPLEMENT);
    *dossier.add_pauses()->mutable_from() = ToProto(Local(2023, month, day));
    return *this;
  }
};

// The first quarter of 2023, looked at in May.
tracking::v1::ReportBieu06Response FirstQuarter(const std::vector<Made>& all) {
  Bieu06Report report({absl::CivilDay(2023, 1, 1), absl::CivilDay(2023, 3, 31)}, Local(2023, 5, 10));
  for (const Made& made : all) report.Add(made.dossier);
  return report.Finish();
}

TEST(Bieu06Test, CountsAQuarterAsOneWouldByHand) {
  Made online(2, 1, 2, 8);
  online.dossier.set_channel(core::v1::INTAKE_CHANNEL_ONLINE);
  Made corrected(1, 10, 1, 17);
  corrected.dossier.set_corrections(1);
  Made rescheduled(1, 11, 1, 18);
  rescheduled.dossier.set_reschedules(1);
  const auto report = FirstQuarter({
      Made(1, 1, 1, 6).Decided(1, 5, core::v1::RESULT_CLASS_AHEAD),
      online.Decided(2, 8, core::v1::RESULT_CLASS_ON_TIME),
      corrected.Decided(1, 20, core::v1::RESULT_CLASS_LATE, core::v1::PARTY_POST),
      rescheduled.Decided(1, 25, core::v1::RESULT_CLASS_LATE, core::v1::PARTY_AGENCY),
      Made(3, 1, 3, 8).Decided(3, 20, core::v1::RESULT_CLASS_LATE, core::v1::PARTY_APPLICANT),
      Made(3, 2, 3, 9).Closed(core::v1::STATUS_WITHDRAWN, 3, 5),
      Made(3, 3, 3, 10).Closed(core::v1::STATUS_REFUSED, 3, 6),
      Made(3, 6, 3, 13).Closed(core::v1::STATUS_STOPPED, 3, 10),
      Made(3, 7, 3, 14),             // Open, promise passed.
      Made(3, 30, 4, 6),             // Open, in time.
      Made(3, 29, 4, 5).Decided(4, 4, core::v1::RESULT_CLASS_AHEAD),  // Decided after the quarter: in progress in it.
  });

  const Bieu06Row& total = report.total();
  EXPECT_EQ(total.received_total(), 11);
  EXPECT_EQ(total.received_online(), 1);
  EXPECT_EQ(total.received_direct_and_post(), 10);
  EXPECT_EQ(total.carried_over(), 0);
  EXPECT_EQ(total.resolved_total(), 5);
  EXPECT_EQ(total.resolved_ahead(), 1);
  EXPECT_EQ(total.resolved_on_time(), 1);
  EXPECT_EQ(total.resolved_late(), 3);
  EXPECT_EQ(total.late_by_post(), 1);
  EXPECT_EQ(total.late_by_agency(), 1);
  EXPECT_EQ(total.late_by_applicant(), 1);
  EXPECT_EQ(total.closed_without_result(), 3);
  EXPECT_EQ(total.in_progress_total(), 3);
  EXPECT_EQ(total.in_progress_late(), 1);
  EXPECT_EQ(total.in_progress_in_time(), 2);
  EXPECT_EQ(total.corrected(), 1);
  EXPECT_EQ(total.rescheduled(), 1);
  EXPECT_THAT(report.broken_identities(), IsEmpty());
}

// The second quarter: what the first left over comes in as carried over.
TEST(Bieu06Test, CarriesOverWhatTheQuarterBeforeLeftOpen) {
  Bieu06Report report({absl::CivilDay(2023, 4, 1), absl::CivilDay(2023, 6, 30)}, Local(2023, 8, 1));
  report.Add(Made(3, 7, 3, 14).Decided(4, 3, core::v1::RESULT_CLASS_LATE, core::v1::PARTY_AGENCY).dossier);
  report.Add(Made(3, 30, 4, 6).dossier);                                                    // Still open, late.
  report.Add(Made(3, 31, 4, 7).Closed(core::v1::STATUS_WITHDRAWN, 4, 4).dossier);
  report.Add(Made(3, 2, 3, 9).Decided(3, 31, core::v1::RESULT_CLASS_LATE, core::v1::PARTY_POST).dossier);  // Before.
  report.Add(Made(4, 3, 4, 10).Decided(4, 10, core::v1::RESULT_CLASS_ON_TIME).dossier);
  report.Add(Made(7, 1, 7, 8).dossier);                                                     // After.
  const auto response = report.Finish();

  const Bieu06Row& total = response.total();
  EXPECT_EQ(total.received_total(), 4);
  EXPECT_EQ(total.carried_over(), 3);
  EXPECT_EQ(total.received_direct_and_post(), 1);
  EXPECT_EQ(total.resolved_total(), 2);
  EXPECT_EQ(total.resolved_late(), 1);
  EXPECT_EQ(total.closed_without_result(), 1);
  EXPECT_EQ(total.in_progress_total(), 1);
  EXPECT_EQ(total.in_progress_late(), 1);
  EXPECT_THAT(response.broken_identities(), IsEmpty());
}

TEST(Bieu06Test, RowsOfProceduresAddUpToTheTotal) {
  Made other(2, 1, 2, 8);
  other.dossier.set_agency_key("STP");
  other.dossier.set_procedure_key("LLTP");
  const auto report = FirstQuarter({Made(1, 3, 1, 10), Made(1, 4, 1, 11), other});
  ASSERT_EQ(report.rows_size(), 2);
  EXPECT_EQ(report.rows(0).agency_key(), "SGTVT");
  EXPECT_EQ(report.rows(0).procedure_key(), "GPLX_DOI");
  EXPECT_EQ(report.rows(0).received_total(), 2);
  EXPECT_EQ(report.rows(1).procedure_key(), "LLTP");
  EXPECT_EQ(report.rows(1).received_total(), 1);
  EXPECT_EQ(report.total().received_total(), 3);
  EXPECT_EQ(report.total().procedure_key(), "");
}

TEST(Bieu06Test, TheLastDayBelongsToThePeriodAndTheDayAfterDoesNot) {
  Made last(3, 31, 4, 7);
  *last.dossier.mutable_accepted_at() = ToProto(Local(2023, 3, 31, 23));
  Made next(4, 1, 4, 8);
  *next.dossier.mutable_accepted_at() = ToProto(Local(2023, 4, 1, 0));
  EXPECT_EQ(FirstQuarter({last, next}).total().received_total(), 1);
}

TEST(Bieu06Test, NeverAcceptedDoesNotCount) {
  core::v1::Dossier refused;
  refused.set_status(core::v1::STATUS_REFUSED);
  *refused.mutable_finished_at() = ToProto(Local(2023, 2, 1));
  Bieu06Report report({absl::CivilDay(2023, 1, 1), absl::CivilDay(2023, 3, 31)}, Local(2023, 5, 10));
  report.Add(refused);
  EXPECT_THAT(report.Finish().rows(), IsEmpty());
}

TEST(Bieu06Test, AWaitThatBeganInTimeIsNotLateAndOneThatBeganLateIs) {
  const auto report = FirstQuarter({Made(3, 1, 3, 8).WaitsFrom(3, 7), Made(3, 1, 3, 8).WaitsFrom(3, 10)});
  EXPECT_EQ(report.total().in_progress_in_time(), 1);
  EXPECT_EQ(report.total().in_progress_late(), 1);
}

TEST(Bieu06Test, APeriodThatStillRunsIsJudgedNow) {
  Bieu06Report report({absl::CivilDay(2023, 1, 1), absl::CivilDay(2023, 3, 31)}, Local(2023, 3, 10));
  report.Add(Made(3, 1, 3, 8).dossier);
  report.Add(Made(3, 8, 3, 15).dossier);
  EXPECT_EQ(report.Finish().total().in_progress_late(), 1);
  EXPECT_EQ(report.Finish().total().in_progress_in_time(), 1);
}

TEST(Bieu06Test, NamesTheIdentityThatDoesNotHold) {
  const auto report = FirstQuarter({Made(1, 3, 1, 10).Decided(1, 9, core::v1::RESULT_CLASS_UNSPECIFIED)});
  EXPECT_THAT(report.broken_identities(),
              ElementsAre("GPLX_DOI at SGTVT: resolved 1, but ahead 0 + on time 0 + late 0 = 0",
                          "total: resolved 1, but ahead 0 + on time 0 + late 0 = 0"));
}

TEST(Bieu06Test, NamesADossierFinishedBeforeItsAcceptance) {
  Made impossible(2, 1, 2, 8);
  *impossible.Decided(2, 1, core::v1::RESULT_CLASS_AHEAD).dossier.mutable_finished_at() =
      ToProto(Local(2022, 12, 30));
  EXPECT_THAT(FirstQuarter({impossible}).broken_identities(0),
              HasSubstr("received total 1, but resolved 0 + in progress 0 + closed without result 0 = 0"));
}

TEST(Bieu06Test, NamesLateWithoutACause) {
  const auto report = FirstQuarter({Made(1, 3, 1, 10).Decided(1, 20, core::v1::RESULT_CLASS_LATE)});
  EXPECT_THAT(report.broken_identities(0), HasSubstr("resolved late 1, but by post 0"));
}

TEST(PeriodTest, WantsDaysThatExistInOrder) {
  tracking::v1::ReportBieu06Request request;
  *request.mutable_from() = ToProto(absl::CivilDay(2023, 4, 1));
  request.mutable_until()->set_year(2023);
  request.mutable_until()->set_month(2);
  request.mutable_until()->set_day(30);
  EXPECT_THAT(PeriodOf(request), HasFieldViolation("until"));
  *request.mutable_until() = ToProto(absl::CivilDay(2023, 3, 31));
  EXPECT_THAT(PeriodOf(request), HasFieldViolation("until", HasSubstr("2023-04-01")));
  *request.mutable_until() = ToProto(absl::CivilDay(2023, 4, 1));
  EXPECT_TRUE(PeriodOf(request).ok());
  EXPECT_THAT(PeriodOf(tracking::v1::ReportBieu06Request()), HasFieldViolation("from"));
}

}  // namespace
}  // namespace hoso::routing
