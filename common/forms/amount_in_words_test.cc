#include "common/forms/amount_in_words.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <map>
#include <vector>

#include "absl/strings/str_split.h"

namespace hoso::forms {
namespace {

TEST(AmountInWordsTest, ReadsAsOneReadsAloud) {
  const std::vector<std::pair<int64_t, const char*>> rows = {
      {0, "không"},
      {1, "một"},
      {5, "năm"},
      {10, "mười"},
      {11, "mười một"},
      {15, "mười lăm"},
      {20, "hai mươi"},
      {21, "hai mươi mốt"},
      {24, "hai mươi bốn"},
      {25, "hai mươi lăm"},
      {55, "năm mươi lăm"},
      {100, "một trăm"},
      {101, "một trăm linh một"},
      {105, "một trăm linh năm"},
      {110, "một trăm mười"},
      {111, "một trăm mười một"},
      {115, "một trăm mười lăm"},
      {121, "một trăm hai mươi mốt"},
      {1000, "một nghìn"},
      {1005, "một nghìn không trăm linh năm"},
      {1015, "một nghìn không trăm mười lăm"},
      {10'000, "mười nghìn"},
      {21'000, "hai mươi mốt nghìn"},
      {100'000, "một trăm nghìn"},
      {135'000, "một trăm ba mươi lăm nghìn"},
      {1'000'000, "một triệu"},
      {1'175'000, "một triệu một trăm bảy mươi lăm nghìn"},
      {2'000'005, "hai triệu không trăm linh năm"},
      {2'005'000, "hai triệu không trăm linh năm nghìn"},
      {1'000'000'000, "một tỷ"},
      {1'000'000'015, "một tỷ không trăm mười lăm"},
      {5'000'000'000'000, "năm nghìn tỷ"},
      {2'000'000'000'000'000'000, "hai tỷ tỷ"},
      {-21, "âm hai mươi mốt"},
      {std::numeric_limits<int64_t>::min(),
       "âm chín tỷ hai trăm hai mươi ba triệu ba trăm bảy mươi hai nghìn không trăm ba mươi sáu tỷ tám trăm năm mươi "
       "bốn "
       "triệu bảy trăm bảy mươi lăm nghìn tám trăm linh tám"},
  };
  for (const auto& [number, words] : rows) EXPECT_EQ(NumberInWords(number), words) << number;
}

TEST(AmountInWordsTest, TheSouthReadsALe) {
  EXPECT_EQ(NumberInWords(105, ZeroWord::kLe), "một trăm lẻ năm");
  EXPECT_EQ(NumberInWords(1'000'005, ZeroWord::kLe), "một triệu không trăm lẻ năm");
}

TEST(AmountInWordsTest, MoneyBeginsWithACapitalAndEndsInDong) {
  EXPECT_EQ(AmountInWords(0), "Không đồng");
  EXPECT_EQ(AmountInWords(135'000), "Một trăm ba mươi lăm nghìn đồng");
  EXPECT_EQ(AmountInWords(-500), "Âm năm trăm đồng");
}

TEST(AmountInWordsTest, FiguresAreGroupedByThree) {
  EXPECT_EQ(AmountInFigures(0), "0 đ");
  EXPECT_EQ(AmountInFigures(999), "999 đ");
  EXPECT_EQ(AmountInFigures(135'000), "135.000 đ");
  EXPECT_EQ(AmountInFigures(-1'175'000), "-1.175.000 đ");
  EXPECT_EQ(AmountInFigures(std::numeric_limits<int64_t>::min()), "-9.223.372.036.854.775.808 đ");
}

// What a listener would write down: knows the words, not how they were made.
int64_t Heard(const std::string& words) {
  static const std::map<std::string, int64_t> kDigit = {{"không", 0}, {"một", 1}, {"mốt", 1}, {"hai", 2},
                                                        {"ba", 3},    {"bốn", 4}, {"năm", 5}, {"lăm", 5},
                                                        {"sáu", 6},   {"bảy", 7}, {"tám", 8}, {"chín", 9}};
  int64_t total = 0, below_billion = 0, group = 0, last = 0;
  for (const std::string& word : std::vector<std::string>(absl::StrSplit(words, ' '))) {
    if (word == "linh") continue;
    if (const auto digit = kDigit.find(word); digit != kDigit.end()) {
      last = digit->second;
      continue;
    }
    if (word == "mười") {
      group += last + 10;
      last = 0;
    } else if (word == "mươi") {
      group += last * 10;
      last = 0;
    } else if (word == "trăm") {
      group += last * 100;
      last = 0;
    } else if (word == "nghìn" || word == "triệu") {
      below_billion += (group + last) * (word == "nghìn" ? 1000 : 1'000'000);
      group = last = 0;
    } else if (word == "tỷ") {
      total = (total + below_billion + group + last) * 1'000'000'000;
      below_billion = group = last = 0;
    } else {
      ADD_FAILURE() << "no such word: " << word;
    }
  }
  return total + below_billion + group + last;
}

RC_GTEST_PROP(AmountInWordsProperty, AListenerWritesDownTheSameNumber, ()) {
  const int64_t digits = *rc::gen::inRange<int64_t>(1, 19);
  int64_t limit = 1;
  for (int64_t i = 0; i < digits; ++i) limit *= 10;
  const int64_t number = *rc::gen::inRange<int64_t>(0, limit);
  RC_ASSERT(Heard(NumberInWords(number)) == number);
}

TEST(AmountInWordsTest, AListenerWritesDownAllSmallNumbers) {
  for (int64_t number = 0; number < 120'000; number += number < 2'100 ? 1 : 37) {
    ASSERT_EQ(Heard(NumberInWords(number)), number) << NumberInWords(number);
    ASSERT_EQ(Heard(NumberInWords(number * 1'000'003)), number * 1'000'003);
  }
}

}  // namespace
}  // namespace hoso::forms
