#include "common/forms/words.h"

#include <gtest/gtest.h>

namespace hoso::forms {
namespace {

TEST(WordsTest, DaysAndMomentsReadAsOnSlips) {
  EXPECT_EQ(DayWords(absl::CivilDay(2024, 5, 7)), "07/05/2024");
  EXPECT_EQ(WeekdayWords(absl::CivilDay(2024, 5, 7)), "Thứ Ba ngày 07/05/2024");
  EXPECT_EQ(WeekdayWords(absl::CivilDay(2024, 5, 6)), "Thứ Hai ngày 06/05/2024");
  EXPECT_EQ(WeekdayWords(absl::CivilDay(2024, 5, 4)), "Thứ Bảy ngày 04/05/2024");
  EXPECT_EQ(WeekdayWords(absl::CivilDay(2024, 5, 5)), "Chủ nhật ngày 05/05/2024");
  EXPECT_EQ(MomentWords(absl::CivilMinute(2024, 4, 26, 7, 5)), "07 giờ 05 phút, ngày 26/04/2024");
  EXPECT_EQ(AppointmentWords(absl::CivilMinute(2024, 5, 7, 17, 0)), "17 giờ 00 phút, Thứ Ba ngày 07/05/2024");
  EXPECT_EQ(ShortMoment(absl::CivilMinute(2024, 4, 26, 7, 5)), "07:05 26/04/2024");
}

TEST(WordsTest, TheDateOfAPaperHasZerosWhereTheDecreeWantsThem) {
  const auto on = [](int month, int day) {
    return PlaceAndDate({.place = "Văn Yên", .date = absl::CivilDay(2024, month, day)});
  };
  EXPECT_EQ(on(4, 26), "Văn Yên, ngày 26 tháng 4 năm 2024");
  EXPECT_EQ(on(2, 9), "Văn Yên, ngày 09 tháng 02 năm 2024");
  EXPECT_EQ(on(10, 10), "Văn Yên, ngày 10 tháng 10 năm 2024");
  EXPECT_EQ(PlaceAndDate({.date = absl::CivilDay(2024, 1, 1)}), "ngày 01 tháng 01 năm 2024");
}

TEST(WordsTest, OnlyTheLastFourOfANumberAreShown) {
  EXPECT_EQ(LastFour("015000000123"), "********0123");
  EXPECT_EQ(LastFour("0123"), "****");
  EXPECT_EQ(LastFour(""), "");
}

TEST(WordsTest, AFirstPrintIsNoReprint) {
  EXPECT_EQ(ReprintWords({}), "");
  EXPECT_EQ(ReprintWords({.times = 2, .at = absl::CivilMinute(2024, 4, 26, 15, 2)}),
            "BẢN IN LẠI lần 2, in lúc 15:02 26/04/2024");
}

}  // namespace
}  // namespace hoso::forms
