// Instants and days as PostgreSQL's text, without libpqxx.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace hoso::postgres {

// "2024-04-26 07:20:00.5+00", with at most six digits of a second, the rest cut
// off; "infinity" and "-infinity" for absl's two ends. Years before 1 AD or
// beyond 9999 do not occur.
std::string TimeText(absl::Time at);

// What PostgreSQL prints with TimeZone UTC and DateStyle ISO; INVALID_ARGUMENT
// for anything else.
absl::StatusOr<absl::Time> ParseTimeText(const std::string& text);

// "2024-04-26"
std::string DayText(absl::CivilDay day);
absl::StatusOr<absl::CivilDay> ParseDayText(const std::string& text);

}  // namespace hoso::postgres
