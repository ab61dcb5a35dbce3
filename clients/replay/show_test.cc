#include "clients/replay/show.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "common/clock/zone.h"

namespace hoso::replay {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Summary Example(bool holds) {
  Summary summary;
  summary.title = {"Nửa năm", "Half-year"};
  Section section;
  section.key = "published";
  section.title = {"Số đã công bố", "Published"};
  section.table = Table{{{"thủ tục", "procedure"}, {"cộng", "total"}},
                        {{{"đổi", "exchange"}, {"1.402", "1,402"}}, {{"lý lịch", "record"}, {"7", "7"}}}};
  section.lines = {{"một dòng", "a line"}};
  section.checks = {{"taken_in", {"tiếp nhận", "taken in"}, {"1.402", "1,402"}, true},
                    {"handed_out", {"đã trao", "handed out"}, {"892, phải là 893", "892, want 893"}, holds}};
  summary.sections.push_back(section);
  return summary;
}

TEST(ShowTest, TicksAndCrossesSayWhatHolds) {
  EXPECT_THAT(ShowText(Example(true), Language::kEnglish), HasSubstr("✓ Every check holds."));
  const std::string text = ShowText(Example(false), Language::kEnglish);
  EXPECT_THAT(text, HasSubstr("✓ taken in: 1,402"));
  EXPECT_THAT(text, HasSubstr("✗ handed out: 892, want 893"));
  EXPECT_THAT(text, HasSubstr("✗ Some checks do not hold."));
}

TEST(ShowTest, BothLanguagesAreSpoken) {
  EXPECT_THAT(ShowText(Example(false), Language::kVietnamese), HasSubstr("✗ đã trao: 892, phải là 893"));
  EXPECT_THAT(ShowText(Example(false), Language::kVietnamese), Not(HasSubstr("handed out")));
}

TEST(ShowTest, ColumnsStandUnderEachOtherWhateverTheLetters) {
  EXPECT_THAT(ShowText(Example(true), Language::kVietnamese), HasSubstr("  thủ tục   cộng\n"
                                                                        "  đổi      1.402\n"
                                                                        "  lý lịch      7\n"));
}

TEST(ShowTest, JsonHasNumbersWhereTheTableHas) {
  const nlohmann::json json = nlohmann::json::parse(ShowJson(Example(false)));
  EXPECT_EQ(json["ok"], false);
  EXPECT_EQ(json["published"]["rows"][0][1], 1402);
  EXPECT_EQ(json["published"]["rows"][1][0], "record");
  EXPECT_EQ(json["published"]["checks"]["handed_out"]["ok"], false);
  EXPECT_EQ(json["published"]["checks"]["taken_in"]["value"], "1,402");
}

TEST(ProgressTest, OffATerminalEachTenthIsALine) {
  std::ostringstream out;
  Progress progress(out, /*terminal=*/false, Language::kEnglish);
  const absl::Time day = clock::LocalTime(absl::CivilSecond(2023, 1, 19));
  for (size_t done = 0; done <= 100; ++done) progress.Show(done, 100, day);
  progress.Finish();
  const std::string text = out.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 11);
  EXPECT_THAT(text, HasSubstr(" 50 %  19/01/2023  50/100 acts\n"));
  EXPECT_THAT(text, Not(HasSubstr("\r")));
}

TEST(ProgressTest, OnATerminalTheBarIsDrawnOverItself) {
  std::ostringstream out;
  Progress progress(out, /*terminal=*/true, Language::kVietnamese);
  progress.Show(50, 100, clock::LocalTime(absl::CivilSecond(2023, 1, 19)));
  progress.Show(100, 100, clock::LocalTime(absl::CivilSecond(2023, 4, 30)));
  progress.Finish();
  EXPECT_THAT(out.str(), HasSubstr("\r████████████████████░░░░░░░░░░░░░░░░░░░░ 19/01/2023  50/100"));
  EXPECT_EQ(out.str().back(), '\n');
}

}  // namespace
}  // namespace hoso::replay
