#include "common/clock/zone.h"

namespace hoso::clock {

absl::TimeZone LocalZone() { return absl::FixedTimeZone(7 * 60 * 60); }

absl::CivilDay LocalDay(absl::Time at) { return absl::ToCivilDay(at, LocalZone()); }

absl::Time LocalTime(absl::CivilSecond civil) { return absl::FromCivil(civil, LocalZone()); }

}  // namespace hoso::clock
