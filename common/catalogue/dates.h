// Days in the contracts, in text and on the clock, and the validity of dated entries.
#ifndef HOSO_COMMON_CATALOGUE_DATES_H_
#define HOSO_COMMON_CATALOGUE_DATES_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "hoso/core/v1/date.pb.h"

namespace hoso::catalogue {

// Days between the contracts' Date and the clock's. An absent or impossible Date is INVALID_ARGUMENT.
absl::StatusOr<absl::CivilDay> DayFromProto(const core::v1::Date& date);
core::v1::Date DayToProto(absl::CivilDay day);

// "2024-05-04".
std::string FormatDay(absl::CivilDay day);

// The reverse of FormatDay; INVALID_ARGUMENT for other shapes and for days that do not exist.
absl::StatusOr<absl::CivilDay> ParseDay(const std::string& text);

// Minutes after midnight of "07:30"; up to "24:00". INVALID_ARGUMENT for other shapes.
absl::StatusOr<int> ParseMinuteOfDay(const std::string& text);

// The days from `first` to `last`, both included; open-ended as the least and the greatest CivilDay.
struct Period {
  absl::CivilDay first = absl::CivilDay::min();
  absl::CivilDay last = absl::CivilDay::max();

  bool Contains(absl::CivilDay day) const { return first <= day && day <= last; }
  bool Contains(const Period& other) const { return first <= other.first && other.last <= last; }
  bool Overlaps(const Period& other) const { return first <= other.last && other.first <= last; }
};

// When an entry is valid. REQUIRES: its dates, where present, exist.
template <typename Dated>
Period PeriodOf(const Dated& dated) {
  Period period;
  if (dated.has_valid_from()) period.first = DayFromProto(dated.valid_from()).value();
  if (dated.has_valid_until()) period.last = DayFromProto(dated.valid_until()).value();
  return period;
}

// "from 2022-11-01 to 2025-02-28", "since 2025-03-01", "until 2025-02-28", "always".
std::string FormatPeriod(const Period& period);

}  // namespace hoso::catalogue

#endif  // HOSO_COMMON_CATALOGUE_DATES_H_
