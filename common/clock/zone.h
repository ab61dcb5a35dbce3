// The one time zone of the house: Asia/Ho_Chi_Minh, seven hours ahead of UTC
// and without summer time since 1975, so that no zone database is needed.
// Instants are stored in UTC; days and office hours are local.
#ifndef HOSO_COMMON_CLOCK_ZONE_H_
#define HOSO_COMMON_CLOCK_ZONE_H_

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace hoso::clock {

absl::TimeZone LocalZone();

// The day on the counter's wall calendar at `at`.
absl::CivilDay LocalDay(absl::Time at);

// The instant at which the counter's wall clock shows `civil`.
absl::Time LocalTime(absl::CivilSecond civil);

}  // namespace hoso::clock

#endif  // HOSO_COMMON_CLOCK_ZONE_H_
