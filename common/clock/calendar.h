// Which days are worked, and from which minute to which.
//
// A Calendar is what the law and the government's notices say of days: weekly
// rest, public holidays, days made up for them, and Saturdays worked in exchange
// for a day off. OfficeHours are what one agency says of its minutes. A Schedule
// is the two together, and all that an appointment date needs to know of a place.
//
// The rules are those of the Labour Code 2019, articles 111 and 112, and of the
// yearly notices that the catalogue quotes with each day.
#ifndef HOSO_COMMON_CLOCK_CALENDAR_H_
#define HOSO_COMMON_CLOCK_CALENDAR_H_

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace hoso::clock {

enum class DayOffKind {
  kStatutory,     // Named by the law.
  kCompensatory,  // Made up for a holiday that fell on the weekly rest.
  kSwapOff,       // Bought with a working Saturday.
};

struct DayOff {
  absl::CivilDay day;
  DayOffKind kind = DayOffKind::kStatutory;
  std::string name;  // Such as "tet": the catalogue's key, the same over the years.
};

// A Saturday worked like the day off that it replaces, with that weekday's hours.
struct WorkingSaturday {
  absl::CivilDay day;
  absl::CivilDay replaces;
};

// What a calendar is made of. Years without a version are not covered.
struct CalendarData {
  std::map<int, std::string> versions;  // Year to version id, such as 2024 to "2024.1".
  std::vector<DayOff> days_off;
  std::vector<WorkingSaturday> working_saturdays;
  std::array<bool, 7> weekly_rest = {false, false, false, false, false, true, true};  // Monday first.
};

// Immutable, so it can be shared between threads and kept by those who promised by it.
class Calendar {
 public:
  // Returns INVALID_ARGUMENT, naming the entry, for years with a gap between them, a day in a year that is not
  // covered, a day named twice, a working Saturday that is no Saturday or does not replace a day off.
  static absl::StatusOr<std::shared_ptr<const Calendar>> Create(CalendarData data);

  // Whether `day` lies in the years this calendar knows.
  bool Covers(absl::CivilDay day) const;

  // Whether agencies with the ordinary week work on `day`. Outside the covered years only the weekly rest is known.
  bool IsWorkingDay(absl::CivilDay day) const;

  // The weekday whose hours hold on `day`: its own, or that of the day which a working Saturday replaces.
  absl::Weekday HoursOf(absl::CivilDay day) const;

  bool IsWeeklyRest(absl::CivilDay day) const;
  const DayOff* FindDayOff(absl::CivilDay day) const;                    // Null if `day` is none.
  const WorkingSaturday* FindWorkingSaturday(absl::CivilDay day) const;  // Null if `day` is none.

  // The versions of the years from `first` to `last`, such as "2024.1" or "2022.1+2023.1": what a promise is proved by.
  std::string VersionOf(absl::CivilDay first, absl::CivilDay last) const;

  absl::CivilDay first_day() const { return first_day_; }
  absl::CivilDay last_day() const { return last_day_; }
  const CalendarData& data() const { return data_; }

 private:
  explicit Calendar(CalendarData data);

  CalendarData data_;
  absl::CivilDay first_day_;
  absl::CivilDay last_day_;
  std::map<absl::CivilDay, const DayOff*> days_off_;
  std::map<absl::CivilDay, const WorkingSaturday*> saturdays_;
};

// A stretch of an office day in minutes after midnight; `close` is the first minute that is not worked.
struct Shift {
  int open = 0;
  int close = 0;
  bool operator==(const Shift&) const = default;
};

// The hours of one agency or office. A weekday without shifts is not worked there, whatever the calendar says.
struct OfficeHours {
  std::array<std::vector<Shift>, 7> by_weekday;  // Monday first; in order, not overlapping.

  // A dossier taken in after this minute of the day counts as taken in at the next day's opening. None by default:
  // the 15:00 known from the law limits the forwarding of a dossier and not the counting of its term.
  std::optional<int> cut_off;
};

// 07:30-11:30 and 13:30-17:00 from Monday to Friday: the working assumption where nothing better is known.
OfficeHours DefaultOfficeHours();

// Returns INVALID_ARGUMENT for shifts that are empty, out of the day, out of order, or where no day has any.
absl::Status ValidateOfficeHours(const OfficeHours& hours);

struct Schedule {
  std::shared_ptr<const Calendar> calendar;  // Never null.
  OfficeHours hours;
};

// The shifts worked on `day`; empty on a day without work.
const std::vector<Shift>& ShiftsOn(const Schedule& schedule, absl::CivilDay day);

bool IsWorkingDay(const Schedule& schedule, absl::CivilDay day);

// When the last shift of `day` ends. REQUIRES: IsWorkingDay(schedule, day).
absl::Time ClosingOf(const Schedule& schedule, absl::CivilDay day);

// When the first shift of `day` begins. REQUIRES: IsWorkingDay(schedule, day).
absl::Time OpeningOf(const Schedule& schedule, absl::CivilDay day);

// The first working day on or after `day`, or FAILED_PRECONDITION if the calendar ends before it.
absl::StatusOr<absl::CivilDay> WorkingDayFrom(const Schedule& schedule, absl::CivilDay day);

// The `days`-th working day after `day` (before it, if negative); `day` itself, worked or not, if 0.
// FAILED_PRECONDITION if the calendar does not reach that far.
absl::StatusOr<absl::CivilDay> AddWorkingDays(const Schedule& schedule, absl::CivilDay day, int days);

// How many working days lie after `from`, up to and including `to`; negative if `to` is before `from`. So
// WorkingDaysBetween(d, AddWorkingDays(d, n)) is n.
int WorkingDaysBetween(const Schedule& schedule, absl::CivilDay from, absl::CivilDay to);

// Time within office hours from `from` to `to`; zero if `to` is not after `from`, infinite if either is.
absl::Duration WorkingTimeBetween(const Schedule& schedule, absl::Time from, absl::Time to);

// Working time left until `due_at`; negative, as the working time since then, once it is past.
absl::Duration RemainingWorkingTime(const Schedule& schedule, absl::Time now, absl::Time due_at);

// The moment from which something taken in at `at` counts: `at` itself within office hours, the start of the
// afternoon in the lunch break, the next opening before opening, after closing, after the cut-off, or on a day
// without work. Exactly at closing still counts as that day. FAILED_PRECONDITION if the calendar ends before it.
absl::StatusOr<absl::Time> CountsFrom(const Schedule& schedule, absl::Time at);

}  // namespace hoso::clock

#endif  // HOSO_COMMON_CLOCK_CALENDAR_H_
