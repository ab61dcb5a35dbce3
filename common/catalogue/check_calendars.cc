#include <set>

#include "common/catalogue/check.h"
#include "common/catalogue/checker.h"
#include "common/catalogue/schedules.h"

namespace hoso::catalogue {
namespace {

using CalendarEntry = Entry<v1::CalendarYear>;

void CheckDaysOff(const CalendarEntry& entry, Checker& checker) {
  const v1::CalendarYear& year = *entry.value;
  std::set<absl::CivilDay> seen;
  for (int i = 0; i < year.days_off_size(); ++i) {
    const Place place = entry.place.Field(year, "days_off", i);
    if (!year.days_off(i).has_day()) {
      checker.Add(place, "day: missing, want a Date");
      continue;
    }
    const absl::CivilDay day = DayFromProto(year.days_off(i).day()).value();
    if (day.year() != year.year()) checker.Add(place, "day: ", FormatDay(day), ", want a day of ", year.year());
    if (!seen.insert(day).second) checker.Add(place, "day: ", FormatDay(day), " is named twice, want it once");
    if (year.days_off(i).name().empty()) checker.Add(place, "name: empty, want the holiday's key");
  }
}

const v1::DayOff* FindDayOff(const v1::CalendarYear& year, absl::CivilDay day) {
  for (const v1::DayOff& off : year.days_off()) {
    if (off.has_day() && DayFromProto(off.day()).value() == day) return &off;
  }
  return nullptr;
}

void CheckSaturdays(const CalendarEntry& entry, Checker& checker) {
  const v1::CalendarYear& year = *entry.value;
  std::set<absl::CivilDay> replaced, worked;
  for (int i = 0; i < year.working_saturdays_size(); ++i) {
    const v1::WorkingSaturday& saturday = year.working_saturdays(i);
    const Place place = entry.place.Field(year, "working_saturdays", i);
    if (!saturday.has_day() || !saturday.has_replaces()) {
      checker.Add(place, "day and replaces: missing, want a Date for each");
      continue;
    }
    const absl::CivilDay day = DayFromProto(saturday.day()).value();
    const absl::CivilDay replaces = DayFromProto(saturday.replaces()).value();
    if (absl::GetWeekday(day) != absl::Weekday::saturday) {
      checker.Add(place, "day: ", FormatDay(day), " is not a Saturday, want one");
    }
    if (day.year() != year.year()) checker.Add(place, "day: ", FormatDay(day), ", want a day of ", year.year());
    if (!worked.insert(day).second) checker.Add(place, "day: ", FormatDay(day), " is named twice, want it once");
    if (FindDayOff(year, day) != nullptr)
      checker.Add(place, "day: ", FormatDay(day), " is a day off, want it not to be");
    const v1::DayOff* off = FindDayOff(year, replaces);
    if (off == nullptr || off->kind() != v1::DAY_OFF_KIND_SWAP_OFF) {
      checker.Add(place, "replaces: ", FormatDay(replaces), ", want a day off of kind DAY_OFF_KIND_SWAP_OFF in ",
                  year.year());
    }
    if (!replaced.insert(replaces).second) {
      checker.Add(place, "replaces: ", FormatDay(replaces), " is replaced twice, want it once");
    }
  }
  for (int i = 0; i < year.days_off_size(); ++i) {
    const v1::DayOff& off = year.days_off(i);
    if (off.kind() != v1::DAY_OFF_KIND_SWAP_OFF || !off.has_day()) continue;
    const absl::CivilDay day = DayFromProto(off.day()).value();
    if (!replaced.contains(day)) {
      checker.Add(entry.place.Field(year, "days_off", i), "day: ", FormatDay(day),
                  " is swapped, want the working Saturday that replaces it");
    }
  }
}

// Every day since the first has a calendar for each of the years, whichever versions are in force by then.
void CheckCoverage(Checker& checker) {
  const std::vector<CalendarEntry>& entries = checker.entries().calendar_years;
  if (entries.empty()) return;
  const Place somewhere = entries.front().place;
  for (int year = kFirstYear; year <= kLastYear; ++year) {
    bool always = false;
    for (const CalendarEntry& entry : entries)
      always |= entry.value->year() == year && !entry.value->has_in_force_from();
    if (!always) {
      checker.Add(somewhere, "calendar_years: none of ", year, " without in_force_from, want every year from ",
                  kFirstYear, " to ", kLastYear);
    }
  }
  std::set<std::pair<int, absl::CivilDay>> seen;
  for (const CalendarEntry& entry : entries) {
    if (!seen.emplace(entry.value->year(), InForceFrom(*entry.value)).second) {
      checker.Add(entry.place, "in_force_from: two versions of ", entry.value->year(), " begin on the same day");
    }
    if (entry.value->weekly_rest().empty()) checker.Add(entry.place, "weekly_rest: none, want the days of rest");
    // A promise may span years, and has one rule of rest.
    if (std::vector<int>(entry.value->weekly_rest().begin(), entry.value->weekly_rest().end()) !=
        std::vector<int>(entries[0].value->weekly_rest().begin(), entries[0].value->weekly_rest().end())) {
      checker.Add(entry.place.Field(*entry.value, "weekly_rest"), "weekly_rest: differs, want the same in all years");
    }
  }
}

}  // namespace

void CheckCalendars(Checker& checker) {
  checker.Unique(checker.entries().calendar_years, "version",
                 [](const v1::CalendarYear& year) { return year.version(); });
  for (const CalendarEntry& entry : checker.entries().calendar_years) {
    CheckDaysOff(entry, checker);
    CheckSaturdays(entry, checker);
  }
  if (checker.entries().calendar_years.empty()) {
    checker.Add(Place(&kNoFile, nullptr, 0), "calendar_years: none, want every year from ", kFirstYear, " to ",
                kLastYear);
  }
  CheckCoverage(checker);
}

void CheckOfficeHours(Checker& checker) {
  checker.Unique(checker.entries().office_hours, "id", [](const v1::OfficeHours& hours) { return hours.id(); });
  for (const Entry<v1::OfficeHours>& entry : checker.entries().office_hours) {
    const absl::StatusOr<clock::OfficeHours> hours = MakeOfficeHours(*entry.value);
    if (!hours.ok()) checker.Add(entry.place, std::string(hours.status().message()));
  }
}

void CheckStatuses(Checker& checker) {
  constexpr int kStatuses = 10;
  std::set<int> seen;
  for (const Entry<v1::Status>& entry : checker.entries().statuses) {
    const int code = entry.value->code();
    const Place place = entry.place.Field(*entry.value, "code");
    if (code < 1 || code > kStatuses) checker.Add(place, "code: ", code, ", want 1 to ", kStatuses);
    if (!seen.insert(code).second) checker.Add(place, "code: ", code, " is used twice, want it unique");
  }
  for (int code = 1; code <= kStatuses; ++code) {
    if (!seen.contains(code))
      checker.Add(Place(&kNoFile, nullptr, 0), "statuses: ", code, " missing, want 1 to ", kStatuses);
  }
}

}  // namespace hoso::catalogue
