#include "common/catalogue/dates.h"

#include <cstdio>

#include "absl/strings/str_cat.h"

namespace hoso::catalogue {
namespace {

// Whether `text` is `pattern`, in which 0 stands for any digit.
bool HasShape(const std::string& text, const char* pattern) {
  size_t i = 0;
  for (; pattern[i] != '\0' && i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (pattern[i] == '0' ? !digit : text[i] != pattern[i]) return false;
  }
  return pattern[i] == '\0' && i == text.size();
}

absl::StatusOr<absl::CivilDay> MakeDay(int year, int month, int day) {
  const absl::CivilDay civil(year, month, day);  // Normalises 31 February.
  if (year < 1 || year > 9999 || civil.year() != year || civil.month() != month || civil.day() != day) {
    char text[48];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
    return absl::InvalidArgumentError(absl::StrCat(text, " does not exist, want a day of the calendar"));
  }
  return civil;
}

}  // namespace

absl::StatusOr<absl::CivilDay> DayFromProto(const core::v1::Date& date) {
  return MakeDay(date.year(), date.month(), date.day());
}

core::v1::Date DayToProto(absl::CivilDay day) {
  core::v1::Date date;
  date.set_year(static_cast<int>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

std::string FormatDay(absl::CivilDay day) {
  char text[32];
  std::snprintf(text, sizeof text, "%04lld-%02d-%02d", static_cast<long long>(day.year()), day.month(), day.day());
  return text;
}

absl::StatusOr<absl::CivilDay> ParseDay(const std::string& text) {
  if (!HasShape(text, "0000-00-00")) {
    return absl::InvalidArgumentError(absl::StrCat("\"", text.substr(0, 40), "\", want YYYY-MM-DD"));
  }
  return MakeDay(std::stoi(text.substr(0, 4)), std::stoi(text.substr(5, 2)), std::stoi(text.substr(8, 2)));
}

absl::StatusOr<int> ParseMinuteOfDay(const std::string& text) {
  if (HasShape(text, "00:00")) {
    const int hour = std::stoi(text.substr(0, 2));
    const int minute = std::stoi(text.substr(3, 2));
    if (minute < 60 && hour * 60 + minute <= 24 * 60) return hour * 60 + minute;
  }
  return absl::InvalidArgumentError(absl::StrCat("\"", text.substr(0, 40), "\", want HH:MM"));
}

std::string FormatPeriod(const Period& period) {
  const bool begins = period.first != absl::CivilDay::min();
  const bool ends = period.last != absl::CivilDay::max();
  if (begins && ends) return absl::StrCat("from ", FormatDay(period.first), " to ", FormatDay(period.last));
  if (begins) return absl::StrCat("since ", FormatDay(period.first));
  return ends ? absl::StrCat("until ", FormatDay(period.last)) : "always";
}

}  // namespace hoso::catalogue
