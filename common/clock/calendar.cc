#include "common/clock/calendar.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"

namespace hoso::clock {
namespace {

constexpr int kMinutesPerDay = 24 * 60;

// Monday is 0: the order of absl::Weekday.
size_t Index(absl::Weekday weekday) { return static_cast<size_t>(weekday); }

std::string Text(absl::CivilDay day) { return absl::FormatCivilTime(day); }

absl::Time AtMinute(absl::CivilDay day, int minute) {
  return LocalTime(absl::CivilSecond(day)) + absl::Minutes(minute);
}

absl::Status EndOfCalendar(const Calendar& calendar, absl::CivilDay day) {
  return absl::FailedPreconditionError(absl::StrCat("calendar: covers ", Text(calendar.first_day()), " to ",
                                                    Text(calendar.last_day()), ", but ", Text(day), " is needed"));
}

absl::Status ValidateYears(const std::map<int, std::string>& versions) {
  if (versions.empty()) return absl::InvalidArgumentError("versions: none, want a version for each covered year");
  const int covered = versions.rbegin()->first - versions.begin()->first + 1;
  if (covered != static_cast<int>(versions.size())) {
    return absl::InvalidArgumentError(absl::StrCat("versions: ", versions.size(), " years from ",
                                                   versions.begin()->first, " to ", versions.rbegin()->first,
                                                   ", want every year between"));
  }
  return absl::OkStatus();
}

absl::Status ValidateDays(const CalendarData& data) {
  std::map<absl::CivilDay, size_t> seen;
  for (size_t i = 0; i < data.days_off.size(); ++i) {
    const absl::CivilDay day = data.days_off[i].day;
    if (!data.versions.contains(day.year())) {
      return absl::InvalidArgumentError(
          absl::StrCat("days_off[", i, "]: ", Text(day), " lies in a year without a version"));
    }
    if (!seen.emplace(day, i).second) {
      return absl::InvalidArgumentError(absl::StrCat("days_off[", i, "]: ", Text(day), " is named twice"));
    }
  }
  for (size_t i = 0; i < data.working_saturdays.size(); ++i) {
    const auto& [day, replaces] = data.working_saturdays[i];
    const std::string where = absl::StrCat("working_saturdays[", i, "]: ");
    if (absl::GetWeekday(day) != absl::Weekday::saturday) {
      return absl::InvalidArgumentError(absl::StrCat(where, Text(day), " is not a Saturday"));
    }
    if (!data.versions.contains(day.year())) {
      return absl::InvalidArgumentError(absl::StrCat(where, Text(day), " lies in a year without a version"));
    }
    if (!seen.emplace(day, i).second) {
      return absl::InvalidArgumentError(absl::StrCat(where, Text(day), " is a day off, or named twice"));
    }
    const bool replaces_a_day_off = std::any_of(
        data.days_off.begin(), data.days_off.end(),
        [&, swapped = replaces](const DayOff& off) { return off.day == swapped && off.kind == DayOffKind::kSwapOff; });
    if (!replaces_a_day_off) {
      return absl::InvalidArgumentError(
          absl::StrCat(where, "replaces ", Text(replaces), ", want a day off of the kind that is swapped"));
    }
  }
  return absl::OkStatus();
}

// The working days among those after `from` up to `to`, of which `from` is not the later.
int CountWorkingDays(const Schedule& schedule, absl::CivilDay from, absl::CivilDay to) {
  int count = 0;
  for (absl::CivilDay day = from + 1; day <= to; ++day) count += IsWorkingDay(schedule, day);
  return count;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Calendar>> Calendar::Create(CalendarData data) {
  if (absl::Status status = ValidateYears(data.versions); !status.ok()) return status;
  if (absl::Status status = ValidateDays(data); !status.ok()) return status;
  return std::shared_ptr<const Calendar>(new Calendar(std::move(data)));
}

Calendar::Calendar(CalendarData data)
    : data_(std::move(data)),
      first_day_(data_.versions.begin()->first, 1, 1),
      last_day_(data_.versions.rbegin()->first, 12, 31) {
  for (const DayOff& off : data_.days_off) days_off_[off.day] = &off;
  for (const WorkingSaturday& saturday : data_.working_saturdays) saturdays_[saturday.day] = &saturday;
}

bool Calendar::Covers(absl::CivilDay day) const { return first_day_ <= day && day <= last_day_; }

bool Calendar::IsWeeklyRest(absl::CivilDay day) const { return data_.weekly_rest[Index(absl::GetWeekday(day))]; }

bool Calendar::IsWorkingDay(absl::CivilDay day) const {
  if (FindWorkingSaturday(day) != nullptr) return true;
  return !IsWeeklyRest(day) && FindDayOff(day) == nullptr;
}

absl::Weekday Calendar::HoursOf(absl::CivilDay day) const {
  const WorkingSaturday* saturday = FindWorkingSaturday(day);
  return absl::GetWeekday(saturday == nullptr ? day : saturday->replaces);
}

const DayOff* Calendar::FindDayOff(absl::CivilDay day) const {
  const auto found = days_off_.find(day);
  return found == days_off_.end() ? nullptr : found->second;
}

const WorkingSaturday* Calendar::FindWorkingSaturday(absl::CivilDay day) const {
  const auto found = saturdays_.find(day);
  return found == saturdays_.end() ? nullptr : found->second;
}

std::string Calendar::VersionOf(absl::CivilDay first, absl::CivilDay last) const {
  std::string text;
  for (const auto& [year, version] : data_.versions) {
    if (year < first.year() || year > last.year()) continue;
    absl::StrAppend(&text, text.empty() ? "" : "+", version);
  }
  return text;
}

OfficeHours DefaultOfficeHours() {
  OfficeHours hours;
  for (size_t weekday = 0; weekday < 5; ++weekday) {
    hours.by_weekday[weekday] = {{7 * 60 + 30, 11 * 60 + 30}, {13 * 60 + 30, 17 * 60}};
  }
  return hours;
}

absl::Status ValidateOfficeHours(const OfficeHours& hours) {
  bool any = false;
  for (size_t weekday = 0; weekday < hours.by_weekday.size(); ++weekday) {
    int free_from = 0;
    const std::vector<Shift>& shifts = hours.by_weekday[weekday];
    for (size_t i = 0; i < shifts.size(); ++i) {
      if (shifts[i].open < free_from || shifts[i].close <= shifts[i].open || shifts[i].close > kMinutesPerDay) {
        return absl::InvalidArgumentError(absl::StrCat("by_weekday[", weekday, "][", i, "]: minute ", shifts[i].open,
                                                       " to ", shifts[i].close,
                                                       ", want shifts within the day, in order and not overlapping"));
      }
      free_from = shifts[i].close;
      any = true;
    }
  }
  if (!any) return absl::InvalidArgumentError("by_weekday: no shift on any day, want at least one");
  if (hours.cut_off && (*hours.cut_off < 0 || *hours.cut_off >= kMinutesPerDay)) {
    return absl::InvalidArgumentError(absl::StrCat("cut_off: minute ", *hours.cut_off, ", want one of the day"));
  }
  return absl::OkStatus();
}

const std::vector<Shift>& ShiftsOn(const Schedule& schedule, absl::CivilDay day) {
  static const std::vector<Shift>* const kNone = new std::vector<Shift>();
  if (!schedule.calendar->IsWorkingDay(day)) return *kNone;
  return schedule.hours.by_weekday[Index(schedule.calendar->HoursOf(day))];
}

bool IsWorkingDay(const Schedule& schedule, absl::CivilDay day) { return !ShiftsOn(schedule, day).empty(); }

absl::Time ClosingOf(const Schedule& schedule, absl::CivilDay day) {
  return AtMinute(day, ShiftsOn(schedule, day).back().close);
}

absl::Time OpeningOf(const Schedule& schedule, absl::CivilDay day) {
  return AtMinute(day, ShiftsOn(schedule, day).front().open);
}

absl::StatusOr<absl::CivilDay> WorkingDayFrom(const Schedule& schedule, absl::CivilDay day) {
  for (;; ++day) {
    if (!schedule.calendar->Covers(day)) return EndOfCalendar(*schedule.calendar, day);
    if (IsWorkingDay(schedule, day)) return day;
  }
}

absl::StatusOr<absl::CivilDay> AddWorkingDays(const Schedule& schedule, absl::CivilDay day, int days) {
  const int step = days < 0 ? -1 : 1;
  for (int left = days; left != 0;) {
    day += step;
    if (!schedule.calendar->Covers(day)) return EndOfCalendar(*schedule.calendar, day);
    if (IsWorkingDay(schedule, day)) left -= step;
  }
  return day;
}

int WorkingDaysBetween(const Schedule& schedule, absl::CivilDay from, absl::CivilDay to) {
  return from <= to ? CountWorkingDays(schedule, from, to) : -CountWorkingDays(schedule, to, from);
}

absl::Duration WorkingTimeBetween(const Schedule& schedule, absl::Time from, absl::Time to) {
  absl::Duration total = absl::ZeroDuration();
  if (from >= to) return total;
  if (from == absl::InfinitePast() || to == absl::InfiniteFuture()) return absl::InfiniteDuration();
  const absl::CivilDay last = LocalDay(to);
  for (absl::CivilDay day = LocalDay(from); day <= last; ++day) {
    for (const Shift& shift : ShiftsOn(schedule, day)) {
      const absl::Time begin = std::max(from, AtMinute(day, shift.open));
      const absl::Time end = std::min(to, AtMinute(day, shift.close));
      if (begin < end) total += end - begin;
    }
  }
  return total;
}

absl::Duration RemainingWorkingTime(const Schedule& schedule, absl::Time now, absl::Time due_at) {
  return now <= due_at ? WorkingTimeBetween(schedule, now, due_at) : -WorkingTimeBetween(schedule, due_at, now);
}

absl::StatusOr<absl::Time> CountsFrom(const Schedule& schedule, absl::Time at) {
  const absl::CivilDay today = LocalDay(at);
  if (!schedule.calendar->Covers(today)) return EndOfCalendar(*schedule.calendar, today);
  const std::optional<int>& cut_off = schedule.hours.cut_off;
  if (!cut_off || at <= AtMinute(today, *cut_off)) {
    for (const Shift& shift : ShiftsOn(schedule, today)) {
      if (at <= AtMinute(today, shift.close)) return std::max(at, AtMinute(today, shift.open));
    }
  }
  absl::StatusOr<absl::CivilDay> next = WorkingDayFrom(schedule, today + 1);
  if (!next.ok()) return next.status();
  return OpeningOf(schedule, *next);
}

}  // namespace hoso::clock
