// Between Abseil's times and those of the protos. Instants are kept to the
// microsecond, as the database keeps them.
#ifndef HOSO_COMMON_PROTO_TIME_PROTO_TIME_H_
#define HOSO_COMMON_PROTO_TIME_PROTO_TIME_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "hoso/core/v1/date.pb.h"

namespace hoso {

google::protobuf::Timestamp ToProto(absl::Time at);
core::v1::Date ToProto(absl::CivilDay day);
absl::Time FromProto(const google::protobuf::Timestamp& at);

// Rounded down to the microsecond.
absl::Time ToMicros(absl::Time at);

// Returns INVALID_ARGUMENT naming `field` for a date that does not exist.
absl::StatusOr<absl::CivilDay> FromProto(const core::v1::Date& date, const std::string& field);

// Returns INVALID_ARGUMENT naming `field` for an instant outside the years 1 to
// 9999 or with nanoseconds out of range.
absl::StatusOr<absl::Time> FromProto(const google::protobuf::Timestamp& at, const std::string& field);

}  // namespace hoso

#endif  // HOSO_COMMON_PROTO_TIME_PROTO_TIME_H_
