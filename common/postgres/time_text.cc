#include "common/postgres/time_text.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace hoso::postgres {

std::string TimeText(absl::Time at) {
  if (at == absl::InfiniteFuture()) return "infinity";
  if (at == absl::InfinitePast()) return "-infinity";
  const absl::Time cut = absl::FromUnixMicros(absl::ToUnixMicros(at));
  return absl::FormatTime("%E4Y-%m-%d %H:%M:%E*S+00", cut, absl::UTCTimeZone());
}

absl::StatusOr<absl::Time> ParseTimeText(const std::string& text) {
  if (text == "infinity") return absl::InfiniteFuture();
  if (text == "-infinity") return absl::InfinitePast();
  absl::Time at;
  std::string why;
  if (!absl::ParseTime("%E4Y-%m-%d %H:%M:%E*S+00", text, absl::UTCTimeZone(), &at, &why)) {
    return absl::InvalidArgumentError(absl::StrCat("timestamptz: ", text, ", want ISO in UTC: ", why));
  }
  return at;
}

std::string DayText(absl::CivilDay day) { return absl::FormatCivilTime(day); }

absl::StatusOr<absl::CivilDay> ParseDayText(const std::string& text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) {
    return absl::InvalidArgumentError(absl::StrCat("date: ", text, ", want YYYY-MM-DD"));
  }
  return day;
}

}  // namespace hoso::postgres
