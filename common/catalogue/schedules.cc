#include "common/catalogue/schedules.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/catalogue/dates.h"

namespace hoso::catalogue {
namespace {

clock::DayOffKind KindOf(v1::DayOffKind kind) {
  switch (kind) {
    case v1::DAY_OFF_KIND_COMPENSATORY:
      return clock::DayOffKind::kCompensatory;
    case v1::DAY_OFF_KIND_SWAP_OFF:
      return clock::DayOffKind::kSwapOff;
    default:
      return clock::DayOffKind::kStatutory;
  }
}

void AddYear(const v1::CalendarYear& year, CalendarOf whose, clock::CalendarData& data) {
  data.versions[year.year()] = year.version();
  for (const v1::DayOff& off : year.days_off()) {
    if (whose == CalendarOf::kPost && off.kind() != v1::DAY_OFF_KIND_STATUTORY) continue;
    data.days_off.push_back({DayFromProto(off.day()).value(), KindOf(off.kind()), off.name()});
  }
  if (whose == CalendarOf::kPost) return;
  for (const v1::WorkingSaturday& saturday : year.working_saturdays()) {
    data.working_saturdays.push_back({DayFromProto(saturday.day()).value(), DayFromProto(saturday.replaces()).value()});
  }
  for (const int weekday : year.weekly_rest()) data.weekly_rest[weekday - v1::WEEKDAY_MONDAY] = true;
}

}  // namespace

absl::StatusOr<clock::OfficeHours> MakeOfficeHours(const v1::OfficeHours& hours) {
  clock::OfficeHours result;
  for (const v1::DayHours& day : hours.days()) {
    std::vector<clock::Shift> shifts;
    for (const v1::Shift& shift : day.shifts()) {
      const absl::StatusOr<int> open = ParseMinuteOfDay(shift.open());
      if (!open.ok()) return open.status();
      const absl::StatusOr<int> close = ParseMinuteOfDay(shift.close());
      if (!close.ok()) return close.status();
      shifts.push_back({*open, *close});
    }
    for (const int weekday : day.weekdays()) {
      std::vector<clock::Shift>& place = result.by_weekday[weekday - v1::WEEKDAY_MONDAY];
      if (!place.empty()) {
        return absl::InvalidArgumentError(absl::StrCat("days: ", v1::Weekday_Name(static_cast<v1::Weekday>(weekday)),
                                                       " is given twice, want it once"));
      }
      place = shifts;
    }
  }
  if (!hours.cut_off().empty()) {
    const absl::StatusOr<int> cut_off = ParseMinuteOfDay(hours.cut_off());
    if (!cut_off.ok()) return cut_off.status();
    result.cut_off = *cut_off;
  }
  if (absl::Status status = clock::ValidateOfficeHours(result); !status.ok()) return status;
  return result;
}

absl::CivilDay InForceFrom(const v1::CalendarYear& year) {
  return year.has_in_force_from() ? DayFromProto(year.in_force_from()).value() : absl::CivilDay::min();
}

absl::StatusOr<std::shared_ptr<const clock::Calendar>> MakeCalendar(const std::vector<const v1::CalendarYear*>& years,
                                                                    absl::CivilDay day, CalendarOf whose) {
  std::map<int, const v1::CalendarYear*> latest;
  for (const v1::CalendarYear* year : years) {
    if (InForceFrom(*year) > day) continue;
    const v1::CalendarYear*& place = latest[year->year()];
    if (place == nullptr || InForceFrom(*place) < InForceFrom(*year)) place = year;
  }
  clock::CalendarData data;
  data.weekly_rest = {};
  for (const auto& [number, year] : latest) AddYear(*year, whose, data);
  return clock::Calendar::Create(std::move(data));
}

}  // namespace hoso::catalogue
