#include "common/clock/clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/clock/test_calendar.h"

namespace hoso::clock {
namespace {

using ::absl::CivilDay;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Outcome = Derivation::PauseNote::Outcome;

AppointmentInputs Inputs(absl::Time accepted_at, int value, TermUnit unit, std::vector<Pause> pauses = {},
                         SupplementEffect effect = SupplementEffect::kPause) {
  return {.term = {value, unit}, .effect = effect, .accepted_at = accepted_at, .pauses = std::move(pauses)};
}

Appointment Compute(const AppointmentInputs& inputs) { return ComputeAppointment(TestSchedule(), inputs).value(); }

// The table of the domain's section 8.
TEST(AppointmentTest, TheExamplesOfTheDomainHold) {
  struct Row {
    absl::Time accepted_at;
    int value;
    TermUnit unit;
    CivilDay date;
  };
  const std::vector<Row> rows = {
      {At(2023, 1, 19, 10, 0), 2, TermUnit::kWorkingDay, CivilDay(2023, 1, 30)},
      {At(2024, 4, 26, 10, 0), 5, TermUnit::kWorkingDay, CivilDay(2024, 5, 7)},
      {At(2025, 4, 25, 10, 0), 1, TermUnit::kWorkingDay, CivilDay(2025, 4, 26)},
      {At(2023, 4, 24, 10, 0), 10, TermUnit::kCalendarDay, CivilDay(2023, 5, 4)},
      {At(2022, 12, 29, 10, 0), 2, TermUnit::kWorkingDay, CivilDay(2023, 1, 3)},
  };
  for (const Row& row : rows) {
    const Appointment appointment = Compute(Inputs(row.accepted_at, row.value, row.unit));
    EXPECT_EQ(appointment.state, Appointment::State::kPromised);
    EXPECT_EQ(appointment.date, row.date);
    EXPECT_EQ(appointment.due_at, LocalTime(absl::CivilSecond(row.date)) + absl::Hours(17)) << row.date;
  }
}

TEST(AppointmentTest, AcceptanceAfterClosingOrOnADayOffMovesDayZero) {
  EXPECT_EQ(Compute(Inputs(At(2024, 5, 7, 17, 0), 2, TermUnit::kWorkingDay)).date, CivilDay(2024, 5, 9));
  EXPECT_EQ(Compute(Inputs(At(2024, 5, 7, 17, 30), 2, TermUnit::kWorkingDay)).date, CivilDay(2024, 5, 10));
  EXPECT_EQ(Compute(Inputs(At(2024, 5, 11, 9, 0), 1, TermUnit::kWorkingDay)).date, CivilDay(2024, 5, 14));
  EXPECT_EQ(Compute(Inputs(At(2024, 5, 10, 18, 0), 10, TermUnit::kCalendarDay)).date, CivilDay(2024, 5, 23));
}

TEST(AppointmentTest, ACalendarDayTermThatEndsOnADayWithoutWorkMovesToTheNextWorkingDay) {
  const Appointment appointment = Compute(Inputs(At(2023, 4, 20, 9, 0), 10, TermUnit::kCalendarDay));
  EXPECT_EQ(appointment.date, CivilDay(2023, 5, 4));
  EXPECT_EQ(appointment.derivation.moved_off, CivilDay(2023, 4, 30));
}

TEST(AppointmentTest, HoursAreOfficeTimeAndDueToTheMinute) {
  struct Row {
    absl::Time accepted_at;
    int hours;
    absl::Time due_at;
  };
  const std::vector<Row> rows = {
      {At(2024, 5, 8, 8, 0), 2, At(2024, 5, 8, 10, 0)},
      {At(2024, 5, 8, 11, 0), 1, At(2024, 5, 8, 14, 0)},   // Over lunch.
      {At(2024, 5, 8, 9, 30), 2, At(2024, 5, 8, 11, 30)},  // Ends with the shift, not after lunch.
      {At(2024, 5, 8, 16, 30), 8, At(2024, 5, 9, 17, 0)},  // Over night.
      {At(2024, 4, 26, 16, 0), 2, At(2024, 5, 2, 8, 30)},  // Over days off.
      {At(2024, 5, 3, 16, 0), 2, At(2024, 5, 4, 8, 30)},   // Into a swapped Saturday.
  };
  for (const Row& row : rows) {
    const Appointment appointment = Compute(Inputs(row.accepted_at, row.hours, TermUnit::kHour));
    EXPECT_EQ(appointment.due_at, row.due_at) << row.accepted_at;
    EXPECT_EQ(appointment.date, LocalDay(row.due_at));
  }
}

TEST(AppointmentTest, AWaitMovesWorkingDaysByTheClosingsInIt) {
  const absl::Time accepted = At(2024, 5, 6, 9, 0);  // 5 working days: Monday 13/05.
  struct Row {
    Pause pause;
    CivilDay date;
    int days;
  };
  const std::vector<Row> rows = {
      {{At(2024, 5, 7, 10, 0), At(2024, 5, 7, 16, 0)}, CivilDay(2024, 5, 13), 0},   // Within a day.
      {{At(2024, 5, 7, 10, 0), At(2024, 5, 8, 9, 0)}, CivilDay(2024, 5, 14), 1},    // Over one closing.
      {{At(2024, 5, 6, 10, 0), At(2024, 5, 7, 9, 0)}, CivilDay(2024, 5, 14), 1},    // Day 0 counts as such.
      {{At(2024, 5, 10, 10, 0), At(2024, 5, 13, 9, 0)}, CivilDay(2024, 5, 14), 1},  // A weekend has no closing.
      {{At(2024, 5, 7, 17, 0), At(2024, 5, 8, 9, 0)},
       CivilDay(2024, 5, 13),
       0},  // From closing on: the day was worked.
      {{At(2024, 5, 7, 9, 0), At(2024, 5, 7, 17, 0)}, CivilDay(2024, 5, 14), 1},    // Until closing: it was not.
      {{At(2024, 5, 13, 16, 0), At(2024, 5, 15, 9, 0)}, CivilDay(2024, 5, 15), 2},  // On the last day.
      {{At(2024, 5, 9, 9, 0), At(2024, 5, 20, 9, 0)}, CivilDay(2024, 5, 22), 7},    // Past the first due date.
  };
  for (const Row& row : rows) {
    const Appointment appointment = Compute(Inputs(accepted, 5, TermUnit::kWorkingDay, {row.pause}));
    EXPECT_EQ(appointment.date, row.date) << row.pause.from;
    ASSERT_THAT(appointment.derivation.pauses, SizeIs(1));
    EXPECT_EQ(appointment.derivation.pauses[0].outcome, Outcome::kMoved);
    EXPECT_EQ(appointment.derivation.pauses[0].days, row.days) << row.pause.from;
  }
}

TEST(AppointmentTest, AWaitMovesCalendarDaysByTheMidnightsInIt) {
  const absl::Time accepted = At(2024, 5, 6, 9, 0);  // 10 days: Thursday 16/05.
  struct Row {
    Pause pause;
    CivilDay date;
  };
  const std::vector<Row> rows = {
      {{At(2024, 5, 7, 10, 0), At(2024, 5, 7, 23, 0)}, CivilDay(2024, 5, 16)},
      {{At(2024, 5, 7, 10, 0), At(2024, 5, 8, 9, 0)}, CivilDay(2024, 5, 17)},
      {{At(2024, 5, 10, 10, 0), At(2024, 5, 13, 9, 0)}, CivilDay(2024, 5, 20)},  // 3 midnights: Sunday, so Monday.
      {{At(2024, 5, 6, 10, 0), At(2024, 5, 7, 0, 0)}, CivilDay(2024, 5, 17)},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Compute(Inputs(accepted, 10, TermUnit::kCalendarDay, {row.pause})).date, row.date) << row.pause.from;
  }
}

TEST(AppointmentTest, AWaitWhileTheDueDayIsPutOffNeverEndsAfterTheNewDueDay) {
  // The 10th day is Saturday 18/05, put off to Monday 20/05; the wait runs from that Monday to Tuesday.
  const Appointment appointment = Compute(
      Inputs(At(2024, 5, 8, 9, 0), 10, TermUnit::kCalendarDay, {{At(2024, 5, 20, 10, 0), At(2024, 5, 21, 9, 0)}}));
  EXPECT_EQ(appointment.date, CivilDay(2024, 5, 21));
}

TEST(AppointmentTest, AWaitMovesHoursByItsWorkingTime) {
  const Appointment appointment =
      Compute(Inputs(At(2024, 5, 8, 8, 0), 4, TermUnit::kHour,
                     {{At(2024, 5, 8, 9, 0), At(2024, 5, 8, 14, 0)}, {At(2024, 5, 8, 15, 0), At(2024, 5, 9, 8, 0)}}));
  // 1 h before, 1 h between, 2 h after the waits.
  EXPECT_EQ(appointment.due_at, At(2024, 5, 9, 10, 0));
  EXPECT_EQ(appointment.derivation.pauses[0].time, absl::Hours(3));
  EXPECT_EQ(appointment.derivation.pauses[1].time, absl::Minutes(150));
}

TEST(AppointmentTest, ARestartBeginsTheFullTermAgainAtTheEndOfTheLastWait) {
  const Appointment appointment =
      Compute(Inputs(At(2024, 5, 6, 9, 0), 5, TermUnit::kWorkingDay,
                     {{At(2024, 5, 7, 9, 0), At(2024, 5, 8, 9, 0)}, {At(2024, 5, 9, 9, 0), At(2024, 5, 10, 18, 0)}},
                     SupplementEffect::kRestart));
  EXPECT_EQ(appointment.date, CivilDay(2024, 5, 20));  // Friday evening counts as Monday 13/05.
  EXPECT_EQ(appointment.derivation.pauses[1].outcome, Outcome::kRestarted);
}

TEST(AppointmentTest, WaitingForPaymentPausesEvenWhereASupplementRestarts) {
  const Appointment appointment = Compute(Inputs(At(2024, 5, 6, 9, 0), 5, TermUnit::kWorkingDay,
                                                 {{At(2024, 5, 7, 9, 0), At(2024, 5, 8, 9, 0), PauseReason::kPayment}},
                                                 SupplementEffect::kRestart));
  EXPECT_EQ(appointment.date, CivilDay(2024, 5, 14));
}

TEST(AppointmentTest, AWaitThatBeginsWhenTheTermIsOverChangesNothing) {
  for (const SupplementEffect effect : {SupplementEffect::kPause, SupplementEffect::kRestart}) {
    for (const std::optional<absl::Time>& to : {std::optional(At(2024, 5, 20, 9, 0)), std::optional<absl::Time>()}) {
      const Appointment appointment =
          Compute(Inputs(At(2024, 5, 6, 9, 0), 5, TermUnit::kWorkingDay, {{At(2024, 5, 13, 17, 0), to}}, effect));
      EXPECT_EQ(appointment.state, Appointment::State::kPromised);
      EXPECT_EQ(appointment.date, CivilDay(2024, 5, 13));
      EXPECT_EQ(appointment.derivation.pauses[0].outcome, Outcome::kTooLate);
    }
  }
}

TEST(AppointmentTest, WhileAWaitLastsThereIsNoDate) {
  const Appointment appointment =
      Compute(Inputs(At(2024, 5, 6, 9, 0), 5, TermUnit::kWorkingDay, {{At(2024, 5, 7, 9, 0), std::nullopt}}));
  EXPECT_EQ(appointment.state, Appointment::State::kWaiting);
  EXPECT_EQ(appointment.due_at, absl::InfiniteFuture());
}

TEST(AppointmentTest, BadInputsAreRefusedNamingTheField) {
  const absl::Time accepted = At(2024, 5, 6, 9, 0);
  struct Row {
    AppointmentInputs inputs;
    const char* message;
  };
  const auto day = TermUnit::kWorkingDay;
  const std::vector<Row> rows = {
      {Inputs(accepted, 0, day), "term: 0, want at least 1"},
      {Inputs(accepted, -3, day), "term: -3"},
      {Inputs(accepted, 5, day, {{At(2024, 5, 6, 8, 0), At(2024, 5, 7)}}), "pauses[0]: begins before acceptance"},
      {Inputs(accepted, 5, day, {{At(2024, 5, 7), At(2024, 5, 7)}}), "pauses[0]: ends at or before its beginning"},
      {Inputs(accepted, 5, day, {{At(2024, 5, 8), At(2024, 5, 7)}}), "pauses[0]: ends at or before its beginning"},
      {Inputs(accepted, 5, day, {{At(2024, 5, 7), At(2024, 5, 9)}, {At(2024, 5, 8), At(2024, 5, 10)}}),
       "pauses[1]: begins before the one before it ends"},
      {Inputs(accepted, 5, day, {{At(2024, 5, 9), At(2024, 5, 10)}, {At(2024, 5, 7), At(2024, 5, 8)}}),
       "pauses[1]: begins before the one before it ends"},
      {Inputs(accepted, 5, day, {{At(2024, 5, 7), std::nullopt}, {At(2024, 5, 9), At(2024, 5, 10)}}),
       "pauses[1]: follows one that is still open"},
  };
  for (const Row& row : rows) {
    const absl::Status status = ComputeAppointment(TestSchedule(), row.inputs).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << row.message;
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.message));
  }
}

TEST(AppointmentTest, WhatTheCalendarDoesNotReachIsRefused) {
  const absl::Time accepted = At(2025, 12, 30, 9, 0);
  for (const TermUnit unit : {TermUnit::kWorkingDay, TermUnit::kCalendarDay, TermUnit::kHour}) {
    EXPECT_EQ(ComputeAppointment(TestSchedule(), Inputs(accepted, 20, unit)).status().code(),
              absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(ComputeAppointment(TestSchedule(), Inputs(At(2021, 12, 30, 9, 0), 1, unit)).status().code(),
              absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(ComputeAppointment(TestSchedule(),
                                 Inputs(At(2024, 5, 6, 9, 0), 5, unit, {{At(2024, 5, 6, 10, 0), At(9000, 1, 1)}}))
                  .status()
                  .code(),
              absl::StatusCode::kFailedPrecondition);
  }
}

TEST(AppointmentTest, AppointmentsThatANewDayOffWouldMoveAreListed) {
  CalendarData data = TestCalendarData();
  data.days_off.push_back({CivilDay(2024, 11, 25), DayOffKind::kCompensatory, "vietnam_culture_day"});
  const std::vector<KeyedInputs> promises = {
      {"before", Inputs(At(2024, 11, 18, 9, 0), 4, TermUnit::kWorkingDay)},
      {"over", Inputs(At(2024, 11, 20, 9, 0), 5, TermUnit::kWorkingDay)},
      {"after", Inputs(At(2024, 11, 26, 9, 0), 5, TermUnit::kWorkingDay)},
  };
  const auto changes = WhichAppointmentsWouldChange(TestSchedule(), TestSchedule(std::move(data)), promises).value();
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].key, "over");
  EXPECT_EQ(changes[0].before.date, CivilDay(2024, 11, 27));
  EXPECT_EQ(changes[0].after.date, CivilDay(2024, 11, 28));
}

TEST(AppointmentTest, TheErrorOfOnePromiseCarriesItsKey) {
  const absl::Status status = WhichAppointmentsWouldChange(TestSchedule(), TestSchedule(),
                                                           {{"H15.05-240506-0001", Inputs(At(2024, 5, 6), 0, {})}})
                                  .status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("H15.05-240506-0001: term: 0"));
}

TEST(ClockTest, TheClassOfAResultComparesDaysFirst) {
  const CivilDay date(2024, 5, 13);
  const absl::Time due_at = At(2024, 5, 13, 17, 0);
  EXPECT_EQ(Classify(At(2024, 5, 12, 23, 59), date, due_at), ResultClass::kAhead);
  EXPECT_EQ(Classify(At(2024, 5, 13, 0, 0), date, due_at), ResultClass::kOnTime);
  EXPECT_EQ(Classify(due_at, date, due_at), ResultClass::kOnTime);
  EXPECT_EQ(Classify(At(2024, 5, 13, 17, 1), date, due_at), ResultClass::kLate);
  EXPECT_EQ(Classify(At(2024, 5, 14, 8, 0), date, due_at), ResultClass::kLate);
}

TEST(ClockTest, AnApologyIsDueOnTheWorkingDayBefore) {
  EXPECT_EQ(LastDayForApology(TestSchedule(), CivilDay(2024, 5, 15)).value(), CivilDay(2024, 5, 14));
  EXPECT_EQ(LastDayForApology(TestSchedule(), CivilDay(2024, 5, 2)).value(), CivilDay(2024, 4, 26));
}

TEST(ClockTest, SharesSplitWorkingTimeByParty) {
  const Shares shares =
      ShareWorkingTime(TestSchedule(), {{Party::kPost, At(2024, 5, 6, 9, 0), At(2024, 5, 7, 9, 0)},
                                        {Party::kAgency, At(2024, 5, 7, 9, 0), At(2024, 5, 7, 10, 0)},
                                        {Party::kApplicant, At(2024, 5, 7, 10, 0), At(2024, 5, 7, 11, 0)},
                                        {Party::kAgency, At(2024, 5, 7, 11, 0), At(2024, 5, 7, 14, 0)}});
  EXPECT_EQ(shares.post, absl::Minutes(450));
  EXPECT_EQ(shares.agency, absl::Hours(2));
  EXPECT_EQ(shares.applicant, absl::Hours(1));
}

TEST(ClockTest, TheZoneIsSevenHoursAheadOfUtc) {
  EXPECT_EQ(LocalDay(absl::FromUnixSeconds(0) + absl::Hours(17)), CivilDay(1970, 1, 2));
  EXPECT_EQ(LocalDay(absl::FromUnixSeconds(0) + absl::Hours(17) - absl::Seconds(1)), CivilDay(1970, 1, 1));
}

}  // namespace
}  // namespace hoso::clock
