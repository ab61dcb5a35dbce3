// From the catalogue's calendars and hours to those of common/clock.
#ifndef HOSO_COMMON_CATALOGUE_SCHEDULES_H_
#define HOSO_COMMON_CATALOGUE_SCHEDULES_H_

#include <map>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/clock/calendar.h"
#include "hoso/catalogue/v1/catalogue.pb.h"

namespace hoso::catalogue {

// INVALID_ARGUMENT for texts that are no time of day, a weekday given twice, or shifts out of order.
absl::StatusOr<clock::OfficeHours> MakeOfficeHours(const v1::OfficeHours& hours);

// Whose days a calendar tells.
enum class CalendarOf {
  kAgencies,
  // The post keeps opening days of its own, also on Saturdays: its office hours decide, and only the holidays of the
  // law are off (an assumption: no list was found).
  kPost,
};

// The calendar of promises made on `day`: of each year the version that came into force last, by then. REQUIRES: the
// dates exist. Errors are those of clock::Calendar::Create.
absl::StatusOr<std::shared_ptr<const clock::Calendar>> MakeCalendar(const std::vector<const v1::CalendarYear*>& years,
                                                                    absl::CivilDay day, CalendarOf whose);

// The first day that `year` is used for promises; the least CivilDay if it always is.
absl::CivilDay InForceFrom(const v1::CalendarYear& year);

}  // namespace hoso::catalogue

#endif  // HOSO_COMMON_CATALOGUE_SCHEDULES_H_
