#include "common/proto_time/proto_time.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace hoso {
namespace {

core::v1::Date Date(int year, int month, int day) {
  core::v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

TEST(ProtoTimeTest, InstantsKeepMicrosecondsAndLoseNanoseconds) {
  const absl::Time at = absl::FromUnixMicros(1667264400123456) + absl::Nanoseconds(789);
  EXPECT_EQ(FromProto(ToProto(at)), absl::FromUnixMicros(1667264400123456));
  EXPECT_EQ(ToMicros(at), absl::FromUnixMicros(1667264400123456));
}

TEST(ProtoTimeTest, InstantsBefore1970RoundDown) {
  const google::protobuf::Timestamp proto = ToProto(absl::FromUnixMicros(-1));
  EXPECT_EQ(proto.seconds(), -1);
  EXPECT_EQ(proto.nanos(), 999999000);
}

TEST(ProtoTimeTest, DaysThatDoNotExistAreNamed) {
  for (const auto& date : {Date(2023, 2, 29), Date(2023, 13, 1), Date(2023, 0, 1), Date(0, 1, 1), Date(2023, 4, 31)}) {
    const auto day = FromProto(date, "day");
    EXPECT_EQ(day.status().code(), absl::StatusCode::kInvalidArgument) << date.ShortDebugString();
    EXPECT_THAT(std::string(day.status().message()), testing::StartsWith("day: "));
  }
  EXPECT_EQ(*FromProto(Date(2024, 2, 29), "day"), absl::CivilDay(2024, 2, 29));
}

TEST(ProtoTimeTest, InstantsOutOfRangeAreNamed) {
  google::protobuf::Timestamp at;
  at.set_seconds(253402300800);
  EXPECT_EQ(FromProto(at, "occurred_at").status().code(), absl::StatusCode::kInvalidArgument);
  at.set_seconds(0);
  at.set_nanos(-1);
  EXPECT_EQ(FromProto(at, "occurred_at").status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace hoso
