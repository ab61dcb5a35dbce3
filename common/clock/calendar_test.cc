#include "common/clock/calendar.h"

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

TEST(CalendarTest, ASwappedSaturdayIsWorkedAndTheDayItReplacesIsNot) {
  const Schedule schedule = TestSchedule();
  EXPECT_TRUE(IsWorkingDay(schedule, CivilDay(2024, 5, 4)));
  EXPECT_FALSE(IsWorkingDay(schedule, CivilDay(2024, 4, 29)));
  EXPECT_FALSE(IsWorkingDay(schedule, CivilDay(2024, 5, 11)));
  EXPECT_EQ(ShiftsOn(schedule, CivilDay(2024, 5, 4)), ShiftsOn(schedule, CivilDay(2024, 5, 6)));
}

TEST(CalendarTest, ASwappedSaturdayHasTheHoursOfTheWeekdayThatItReplaces) {
  Schedule schedule = TestSchedule();
  schedule.hours.by_weekday[0] = {{480, 600}};  // Mondays are short.
  EXPECT_EQ(ClosingOf(schedule, CivilDay(2024, 5, 4)), At(2024, 5, 4, 10, 0));
}

TEST(CalendarTest, AWeekdayWithoutHoursIsNoWorkingDayOfThatAgency) {
  Schedule schedule = TestSchedule();
  schedule.hours.by_weekday[2].clear();
  EXPECT_FALSE(IsWorkingDay(schedule, CivilDay(2024, 5, 8)));
  EXPECT_EQ(AddWorkingDays(schedule, CivilDay(2024, 5, 7), 1).value(), CivilDay(2024, 5, 9));
}

TEST(CalendarTest, AnAgencyOpenOnSaturdayMorningWorksThenIfItsCalendarHasNoRestOnSaturday) {
  CalendarData data = TestCalendarData();
  data.weekly_rest[5] = false;
  Schedule schedule = TestSchedule(std::move(data));
  schedule.hours.by_weekday[5] = {{450, 690}};
  EXPECT_EQ(AddWorkingDays(schedule, CivilDay(2024, 5, 10), 1).value(), CivilDay(2024, 5, 11));
  EXPECT_EQ(ClosingOf(schedule, CivilDay(2024, 5, 11)), At(2024, 5, 11, 11, 30));
}

TEST(CalendarTest, CountingAndAddingWorkingDaysAreInverse) {
  const Schedule schedule = TestSchedule();
  for (int days = -30; days <= 30; ++days) {
    if (days == 0) continue;
    const CivilDay from(2024, 4, 26);
    const CivilDay to = AddWorkingDays(schedule, from, days).value();
    EXPECT_EQ(WorkingDaysBetween(schedule, from, to), days);
    EXPECT_TRUE(IsWorkingDay(schedule, to)) << to;
    EXPECT_EQ(AddWorkingDays(schedule, to, -days).value(), from) << days;
  }
}

TEST(CalendarTest, ACountBeyondTheLastYearIsRefusedWithTheYearsCovered) {
  const absl::StatusOr<CivilDay> day = AddWorkingDays(TestSchedule(), CivilDay(2025, 12, 31), 1);
  EXPECT_EQ(day.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(day.status().message()), HasSubstr("covers 2022-01-01 to 2025-12-31, but 2026-01-01"));
}

TEST(CalendarTest, BadCalendarsAreRefusedNamingTheEntry) {
  struct Row {
    const char* what;
    std::function<void(CalendarData&)> spoil;
    const char* message;
  };
  const std::vector<Row> rows = {
      {"no year", [](CalendarData& d) { d.versions.clear(); }, "versions: none"},
      {"a gap", [](CalendarData& d) { d.versions.erase(2023); }, "want every year between"},
      {"a day twice", [](CalendarData& d) { d.days_off.push_back(d.days_off[0]); }, "2022-01-01 is named twice"},
      {"a foreign year", [](CalendarData& d) { d.days_off.push_back({CivilDay(2031, 1, 1)}); },
       "2031-01-01 lies in a year without a version"},
      {"not a Saturday", [](CalendarData& d) { d.working_saturdays[0].day = CivilDay(2024, 5, 5); },
       "working_saturdays[0]: 2024-05-05 is not a Saturday"},
      {"replaces a working day", [](CalendarData& d) { d.working_saturdays[0].replaces = CivilDay(2024, 4, 26); },
       "replaces 2024-04-26"},
      {"replaces a holiday of the law",
       [](CalendarData& d) { d.working_saturdays[0].replaces = CivilDay(2024, 4, 30); }, "replaces 2024-04-30"},
      {"is itself off", [](CalendarData& d) { d.days_off.push_back({CivilDay(2024, 5, 4)}); },
       "2024-05-04 is a day off"},
  };
  for (const Row& row : rows) {
    CalendarData data = TestCalendarData();
    row.spoil(data);
    const absl::Status status = Calendar::Create(std::move(data)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << row.what;
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.message)) << row.what;
  }
}

TEST(CalendarTest, BadHoursAreRefused) {
  EXPECT_TRUE(ValidateOfficeHours(DefaultOfficeHours()).ok());
  const std::vector<std::vector<Shift>> bad = {{{600, 600}},  {{600, 500}}, {{600, 700}, {690, 800}},
                                               {{600, 1441}}, {{-1, 60}},   {{700, 800}, {500, 600}}};
  for (const std::vector<Shift>& shifts : bad) {
    OfficeHours hours = DefaultOfficeHours();
    hours.by_weekday[1] = shifts;
    EXPECT_EQ(ValidateOfficeHours(hours).code(), absl::StatusCode::kInvalidArgument) << shifts[0].open;
  }
  EXPECT_FALSE(ValidateOfficeHours(OfficeHours{}).ok());
}

TEST(CalendarTest, WhatComesInOutsideOfficeHoursCountsFromTheNextMomentOfOfficeHours) {
  struct Row {
    absl::Time at;
    absl::Time counts_from;
  };
  const std::vector<Row> rows = {
      {At(2024, 5, 8, 9, 0), At(2024, 5, 8, 9, 0)},
      {At(2024, 5, 8, 6, 0), At(2024, 5, 8, 7, 30)},     // Before opening.
      {At(2024, 5, 8, 12, 0), At(2024, 5, 8, 13, 30)},   // In the lunch break.
      {At(2024, 5, 8, 17, 0), At(2024, 5, 8, 17, 0)},    // Exactly at closing.
      {At(2024, 5, 8, 17, 1), At(2024, 5, 9, 7, 30)},    // After closing.
      {At(2024, 5, 10, 18, 0), At(2024, 5, 13, 7, 30)},  // After closing on a Friday.
      {At(2024, 4, 27, 9, 0), At(2024, 5, 2, 7, 30)},    // A weekend before days off.
      {At(2024, 5, 4, 9, 0), At(2024, 5, 4, 9, 0)},      // A swapped Saturday.
      {At(2023, 1, 22, 9, 0), At(2023, 1, 27, 7, 30)},   // Tết.
  };
  for (const Row& row : rows) {
    EXPECT_EQ(CountsFrom(TestSchedule(), row.at).value(), row.counts_from) << row.at;
  }
}

TEST(CalendarTest, AfterTheCutOffCountsAsTheNextDay) {
  Schedule schedule = TestSchedule();
  schedule.hours.cut_off = 15 * 60;
  EXPECT_EQ(CountsFrom(schedule, At(2024, 5, 8, 15, 0)).value(), At(2024, 5, 8, 15, 0));
  EXPECT_EQ(CountsFrom(schedule, At(2024, 5, 8, 15, 30)).value(), At(2024, 5, 9, 7, 30));
}

TEST(CalendarTest, WorkingTimeLeavesOutLunchNightsAndDaysOff) {
  const Schedule schedule = TestSchedule();
  EXPECT_EQ(WorkingTimeBetween(schedule, At(2024, 5, 8, 11, 0), At(2024, 5, 8, 14, 0)), absl::Hours(1));
  EXPECT_EQ(WorkingTimeBetween(schedule, At(2024, 5, 8), At(2024, 5, 9)), absl::Minutes(450));
  EXPECT_EQ(WorkingTimeBetween(schedule, At(2024, 4, 26, 16, 0), At(2024, 5, 2, 8, 30)), absl::Hours(2));
  EXPECT_EQ(WorkingTimeBetween(schedule, At(2024, 5, 9), At(2024, 5, 8)), absl::ZeroDuration());
  EXPECT_EQ(RemainingWorkingTime(schedule, At(2024, 5, 8, 16, 0), At(2024, 5, 8, 17, 0)), absl::Hours(1));
  EXPECT_EQ(RemainingWorkingTime(schedule, At(2024, 5, 9, 8, 0), At(2024, 5, 8, 17, 0)), -absl::Minutes(30));
  EXPECT_EQ(RemainingWorkingTime(schedule, At(2024, 5, 9, 8, 0), absl::InfiniteFuture()), absl::InfiniteDuration());
}

}  // namespace
}  // namespace hoso::clock
