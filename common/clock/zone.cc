#include "common/clock/zone.h"

namespace hoso::clock {

absl::TimeZone LocalZone() {
  static const absl::TimeZone zone = absl::FixedTimeZone(7 * 60 * 60);  // To make it takes a lock and a name.
  return zone;
}

absl::CivilDay LocalDay(absl::Time at) { return absl::ToCivilDay(at, LocalZone()); }

absl::Time LocalTime(absl::CivilSecond civil) { return absl::FromCivil(civil, LocalZone()); }

}  // namespace hoso::clock
