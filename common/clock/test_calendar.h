// The calendar of 2022 to 2025 for tests that want a real one without a catalogue.
#ifndef HOSO_COMMON_CLOCK_TEST_CALENDAR_H_
#define HOSO_COMMON_CLOCK_TEST_CALENDAR_H_

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/clock/calendar.h"
#include "common/clock/zone.h"

namespace hoso::clock {

inline CalendarData TestCalendarData() {
  CalendarData data;
  data.versions = {{2022, "2022.1"}, {2023, "2023.1"}, {2024, "2024.1"}, {2025, "2025.1"}};
  data.days_off = {
      {absl::CivilDay(2022, 1, 1), DayOffKind::kStatutory, "new_year"},
      {absl::CivilDay(2022, 1, 3), DayOffKind::kCompensatory, "new_year"},
      {absl::CivilDay(2022, 1, 31), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2022, 2, 1), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2022, 2, 2), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2022, 2, 3), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2022, 2, 4), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2022, 4, 10), DayOffKind::kStatutory, "hung_kings"},
      {absl::CivilDay(2022, 4, 11), DayOffKind::kCompensatory, "hung_kings"},
      {absl::CivilDay(2022, 4, 30), DayOffKind::kStatutory, "reunification"},
      {absl::CivilDay(2022, 5, 1), DayOffKind::kStatutory, "labour_day"},
      {absl::CivilDay(2022, 5, 2), DayOffKind::kCompensatory, "reunification"},
      {absl::CivilDay(2022, 5, 3), DayOffKind::kCompensatory, "labour_day"},
      {absl::CivilDay(2022, 9, 1), DayOffKind::kStatutory, "national_day"},
      {absl::CivilDay(2022, 9, 2), DayOffKind::kStatutory, "national_day"},
      {absl::CivilDay(2023, 1, 1), DayOffKind::kStatutory, "new_year"},
      {absl::CivilDay(2023, 1, 2), DayOffKind::kCompensatory, "new_year"},
      {absl::CivilDay(2023, 1, 20), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2023, 1, 21), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2023, 1, 22), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2023, 1, 23), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2023, 1, 24), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2023, 1, 25), DayOffKind::kCompensatory, "tet"},
      {absl::CivilDay(2023, 1, 26), DayOffKind::kCompensatory, "tet"},
      {absl::CivilDay(2023, 4, 29), DayOffKind::kStatutory, "hung_kings"},
      {absl::CivilDay(2023, 4, 30), DayOffKind::kStatutory, "reunification"},
      {absl::CivilDay(2023, 5, 1), DayOffKind::kStatutory, "labour_day"},
      {absl::CivilDay(2023, 5, 2), DayOffKind::kCompensatory, "hung_kings"},
      {absl::CivilDay(2023, 5, 3), DayOffKind::kCompensatory, "reunification"},
      {absl::CivilDay(2023, 9, 1), DayOffKind::kStatutory, "national_day"},
      {absl::CivilDay(2023, 9, 2), DayOffKind::kStatutory, "national_day"},
      {absl::CivilDay(2023, 9, 4), DayOffKind::kCompensatory, "national_day"},
      {absl::CivilDay(2024, 1, 1), DayOffKind::kStatutory, "new_year"},
      {absl::CivilDay(2024, 2, 8), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2024, 2, 9), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2024, 2, 10), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2024, 2, 11), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2024, 2, 12), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2024, 2, 13), DayOffKind::kCompensatory, "tet"},
      {absl::CivilDay(2024, 2, 14), DayOffKind::kCompensatory, "tet"},
      {absl::CivilDay(2024, 4, 18), DayOffKind::kStatutory, "hung_kings"},
      {absl::CivilDay(2024, 4, 29), DayOffKind::kSwapOff, "reunification"},
      {absl::CivilDay(2024, 4, 30), DayOffKind::kStatutory, "reunification"},
      {absl::CivilDay(2024, 5, 1), DayOffKind::kStatutory, "labour_day"},
      {absl::CivilDay(2024, 9, 2), DayOffKind::kStatutory, "national_day"},
      {absl::CivilDay(2024, 9, 3), DayOffKind::kStatutory, "national_day"},
      {absl::CivilDay(2025, 1, 1), DayOffKind::kStatutory, "new_year"},
      {absl::CivilDay(2025, 1, 27), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2025, 1, 28), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2025, 1, 29), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2025, 1, 30), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2025, 1, 31), DayOffKind::kStatutory, "tet"},
      {absl::CivilDay(2025, 4, 7), DayOffKind::kStatutory, "hung_kings"},
      {absl::CivilDay(2025, 4, 30), DayOffKind::kStatutory, "reunification"},
      {absl::CivilDay(2025, 5, 1), DayOffKind::kStatutory, "labour_day"},
      {absl::CivilDay(2025, 5, 2), DayOffKind::kSwapOff, "labour_day"},
      {absl::CivilDay(2025, 9, 1), DayOffKind::kStatutory, "national_day"},
      {absl::CivilDay(2025, 9, 2), DayOffKind::kStatutory, "national_day"},
  };
  data.working_saturdays = {
      {absl::CivilDay(2024, 5, 4), absl::CivilDay(2024, 4, 29)},
      {absl::CivilDay(2025, 4, 26), absl::CivilDay(2025, 5, 2)},
  };
  return data;
}

inline Schedule TestSchedule(CalendarData data = TestCalendarData()) {
  return Schedule{Calendar::Create(std::move(data)).value(), DefaultOfficeHours()};
}

inline absl::Time At(int year, int month, int day, int hour = 0, int minute = 0) {
  return LocalTime(absl::CivilSecond(year, month, day, hour, minute, 0));
}

}  // namespace hoso::clock

#endif  // HOSO_COMMON_CLOCK_TEST_CALENDAR_H_
