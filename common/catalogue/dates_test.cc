#include "common/catalogue/dates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace hoso::catalogue {
namespace {

using ::absl::CivilDay;
using ::testing::HasSubstr;

TEST(DatesTest, DaysComeBackFromTextAndMessage) {
  EXPECT_EQ(ParseDay("2024-02-29").value(), CivilDay(2024, 2, 29));
  EXPECT_EQ(FormatDay(CivilDay(2024, 2, 9)), "2024-02-09");
  EXPECT_EQ(DayFromProto(DayToProto(CivilDay(2024, 2, 29))).value(), CivilDay(2024, 2, 29));
}

TEST(DatesTest, DaysThatDoNotExistAreRefused) {
  for (const char* text : {"2023-02-29", "2024-04-31", "2024-13-01", "2024-00-10", "2024-01-00", "0000-01-01"}) {
    EXPECT_THAT(std::string(ParseDay(text).status().message()), HasSubstr("does not exist")) << text;
  }
  core::v1::Date date;
  EXPECT_FALSE(DayFromProto(date).ok());
  date.set_year(2024);
  date.set_month(2);
  date.set_day(30);
  EXPECT_THAT(std::string(DayFromProto(date).status().message()), HasSubstr("2024-02-30 does not exist"));
  date.set_year(-5);
  EXPECT_FALSE(DayFromProto(date).ok());
}

TEST(DatesTest, OtherShapesAreRefused) {
  for (const char* text : {"", "2024-2-9", "24-02-09", "2024/02/09", "2024-02-09 ", "2024-02-09T10:00", "tomorrow"}) {
    EXPECT_THAT(std::string(ParseDay(text).status().message()), HasSubstr("want YYYY-MM-DD")) << text;
  }
}

TEST(DatesTest, MinutesOfTheDay) {
  EXPECT_EQ(ParseMinuteOfDay("07:30").value(), 450);
  EXPECT_EQ(ParseMinuteOfDay("24:00").value(), 1440);
  for (const char* text : {"", "7:30", "07:60", "24:01", "0730", "ab:cd"}) {
    EXPECT_FALSE(ParseMinuteOfDay(text).ok()) << text;
  }
}

TEST(DatesTest, PeriodsIncludeBothEnds) {
  const Period period{CivilDay(2022, 11, 1), CivilDay(2025, 2, 28)};
  EXPECT_TRUE(period.Contains(period.first));
  EXPECT_TRUE(period.Contains(period.last));
  EXPECT_FALSE(period.Contains(period.last + 1));
  EXPECT_TRUE(period.Overlaps({period.last, CivilDay::max()}));
  EXPECT_FALSE(period.Overlaps({period.last + 1, CivilDay::max()}));
  EXPECT_TRUE(Period{}.Contains(period));
  EXPECT_EQ(FormatPeriod(period), "from 2022-11-01 to 2025-02-28");
  EXPECT_EQ(FormatPeriod({period.first, CivilDay::max()}), "since 2022-11-01");
  EXPECT_EQ(FormatPeriod({CivilDay::min(), period.last}), "until 2025-02-28");
  EXPECT_EQ(FormatPeriod({}), "always");
}

}  // namespace
}  // namespace hoso::catalogue
