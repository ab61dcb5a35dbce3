#include "common/postgres/array.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "common/postgres/time_text.h"
#include "tests/support/matchers.h"

namespace hoso::postgres {
namespace {

using ::hoso::testing::IsOkAndHolds;
using ::hoso::testing::StatusIs;

template <typename T>
std::string Literal(const std::vector<T>& values) {
  std::string sql;
  AppendArray(sql, values);
  return sql;
}

TEST(ArrayTest, NumbersAndMissingNumbers) {
  EXPECT_EQ(Literal<int64_t>({}), "'{}'::bigint[]");
  EXPECT_EQ(Literal<int64_t>({1, -2, INT64_MIN}), "'{1,-2,-9223372036854775808}'::bigint[]");
  EXPECT_EQ(Literal<int32_t>({7}), "'{7}'::integer[]");
  EXPECT_EQ((Literal<std::optional<int64_t>>({1, std::nullopt})), "'{1,NULL}'::bigint[]");
}

TEST(ArrayTest, TextsAreQuotedForTheArrayAndForTheLiteral) {
  EXPECT_EQ(Literal<std::string>({"a b", "", "NULL", "{,}"}), R"('{"a b","","NULL","{,}"}'::text[])");
  EXPECT_EQ(Literal<std::string>({R"(it's "x" \ y)"}), R"('{"it''s \"x\" \\ y"}'::text[])");
}

TEST(ArrayTest, ATextWithNulIsThrownOutAndDoesNotEndTheStatement) {
  EXPECT_THROW(Literal<std::string>({std::string("a\0b", 3)}), std::invalid_argument);
  std::string sql;
  EXPECT_THROW(AppendText(sql, std::string(1, '\0')), std::invalid_argument);
}

TEST(ArrayTest, BytesAreHex) {
  std::string sql;
  AppendBytesArray(sql, std::vector<std::string>{std::string("\0'\\\xff", 4), ""});
  EXPECT_EQ(sql, R"('{"\\x00275cff","\\x"}'::bytea[])");
  sql.clear();
  AppendBytes(sql, "ab");
  EXPECT_EQ(sql, R"('\x6162'::bytea)");
}

TEST(ArrayTest, LiteralsAreAppended) {
  std::string sql = "SELECT ";
  AppendText(sql, "it's");
  sql += ", ";
  AppendArray(sql, std::vector<int32_t>{1, 0});
  EXPECT_EQ(sql, "SELECT 'it''s', '{1,0}'::integer[]");
}

TEST(TimeTextTest, KeepsMicrosecondsAndCutsTheRest) {
  const absl::Time at = absl::FromUnixNanos(1'700'000'000'123'456'789);
  EXPECT_EQ(TimeText(at), "2023-11-14 22:13:20.123456+00");
  EXPECT_THAT(ParseTimeText(TimeText(at)), IsOkAndHolds(absl::FromUnixMicros(1'700'000'000'123'456)));
  EXPECT_EQ(TimeText(absl::FromUnixSeconds(0)), "1970-01-01 00:00:00+00");
  EXPECT_EQ(TimeText(absl::FromUnixNanos(-1)), "1969-12-31 23:59:59.999999+00");
}

TEST(TimeTextTest, TheTwoEndsOfTimeComeBack) {
  EXPECT_THAT(ParseTimeText(TimeText(absl::InfiniteFuture())), IsOkAndHolds(absl::InfiniteFuture()));
  EXPECT_THAT(ParseTimeText(TimeText(absl::InfinitePast())), IsOkAndHolds(absl::InfinitePast()));
}

TEST(TimeTextTest, OtherFormsAreRefused) {
  for (const char* bad : {"", "2024-04-26", "2024-04-26 07:20:00", "2024-04-26 07:20:00+07", "26/04/2024", "NaN"}) {
    EXPECT_THAT(ParseTimeText(bad), StatusIs(absl::StatusCode::kInvalidArgument)) << bad;
  }
}

TEST(DayTextTest, ADayComesBackAndAnImpossibleOneDoesNot) {
  EXPECT_EQ(DayText(absl::CivilDay(2024, 2, 29)), "2024-02-29");
  EXPECT_THAT(ParseDayText("2024-02-29"), IsOkAndHolds(absl::CivilDay(2024, 2, 29)));
  EXPECT_THAT(ParseDayText("2023-02-29"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ParseDayText(""), StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace hoso::postgres
