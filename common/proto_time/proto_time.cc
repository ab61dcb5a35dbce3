#include "common/proto_time/proto_time.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace hoso {
namespace {

constexpr int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z

}  // namespace

google::protobuf::Timestamp ToProto(absl::Time at) {
  const int64_t micros = absl::ToUnixMicros(at);
  int64_t seconds = micros / 1000000;
  int64_t rest = micros % 1000000;
  if (rest < 0) {
    rest += 1000000;
    --seconds;
  }
  google::protobuf::Timestamp result;
  result.set_seconds(seconds);
  result.set_nanos(static_cast<int32_t>(rest * 1000));
  return result;
}

core::v1::Date ToProto(absl::CivilDay day) {
  core::v1::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

absl::Time ToMicros(absl::Time at) { return absl::FromUnixMicros(absl::ToUnixMicros(at)); }

absl::Time FromProto(const google::protobuf::Timestamp& at) {
  return absl::FromUnixSeconds(at.seconds()) + absl::Nanoseconds(at.nanos());
}

absl::StatusOr<absl::CivilDay> FromProto(const core::v1::Date& date, const std::string& field) {
  const absl::CivilDay day(date.year(), date.month(), date.day());
  if (date.year() < 1 || date.year() > 9999 || day.year() != date.year() || day.month() != date.month() ||
      day.day() != date.day()) {
    return absl::InvalidArgumentError(absl::StrFormat("%s: %04d-%02d-%02d, want a day that exists", field, date.year(),
                                                      date.month(), date.day()));
  }
  return day;
}

absl::StatusOr<absl::Time> FromProto(const google::protobuf::Timestamp& at, const std::string& field) {
  if (at.seconds() < kFirstSecond || at.seconds() > kLastSecond || at.nanos() < 0 || at.nanos() > 999999999) {
    return absl::InvalidArgumentError(absl::StrCat(field, ": ", at.seconds(), " s, ", at.nanos(),
                                                   " ns, want an instant of the years 1 to 9999"));
  }
  return FromProto(at);
}

}  // namespace hoso
