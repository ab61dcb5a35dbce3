#include "common/forms/text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace hoso::forms {
namespace {

const Fonts& TheFonts() {
  static const std::unique_ptr<Fonts> fonts = Fonts::Load(kFontFolder).value();
  return *fonts;
}

// Whether each row of pixels of `text`, drawn at 10 pixels a point, has ink.
std::vector<bool> InkOf(const Text& text, double width) {
  constexpr double kScale = 10;
  const int columns = static_cast<int>(width * kScale), rows = static_cast<int>(text.height() * kScale);
  cairo_surface_t* const surface = cairo_image_surface_create(CAIRO_FORMAT_A8, columns, rows);
  cairo_t* const paper = cairo_create(surface);
  cairo_scale(paper, kScale, kScale);
  text.Draw(paper, 0, 0);
  cairo_destroy(paper);
  cairo_surface_flush(surface);
  std::vector<bool> ink;
  for (int row = 0; row < rows; ++row) {
    const unsigned char* pixels = cairo_image_surface_get_data(surface) + row * cairo_image_surface_get_stride(surface);
    ink.push_back(std::any_of(pixels, pixels + columns, [](unsigned char pixel) { return pixel != 0; }));
  }
  cairo_surface_destroy(surface);
  return ink;
}

TEST(TextTest, StackedMarksNeverTouchTheLineAbove) {
  for (const bool bold : {false, true}) {
    for (const bool italic : {false, true}) {
      const forms::Run above{"gjpqy ặ ệ ợ ự ỵ Ặ Ệ Ợ Ự Ỵ ç , ; ()", bold, italic};
      const forms::Run below{"Ẫ Ẩ Ấ Ầ Ễ Ể Ế Ề Ỗ Ổ Ố Ồ Ẵ Ẳ Ắ Ữ Ử Ứ Ỡ Ở Ớ ỗ ễ ẫ Ñ", bold, italic};
      const Text text(TheFonts(), {above, Break(), below}, 10, 400);
      ASSERT_EQ(text.lines(), 2);
      const std::vector<bool> ink = InkOf(text, 400);
      int bands = 0;
      for (size_t row = 0; row < ink.size(); ++row) bands += ink[row] && (row == 0 || !ink[row - 1]);
      EXPECT_GE(bands, 2) << "no blank row between the lines, bold " << bold << ", italic " << italic;
    }
  }
}

TEST(TextTest, NothingIsDrawnAboveTheFirstLineOrBelowTheLast) {
  const Text text(TheFonts(), {Bold("Ẫ Ễ Ỗ Ặ Ỵ g")}, 10, 400);
  const std::vector<bool> ink = InkOf(text, 400);
  EXPECT_FALSE(ink.front());
  EXPECT_FALSE(ink.back());
}

TEST(TextTest, LinesBreakBetweenWordsAndInsideThemOnlyWhenTheyMust) {
  const Text words(TheFonts(), {Plain("một hai ba bốn năm")}, 10, 45);
  EXPECT_GT(words.lines(), 1);
  EXPECT_LE(words.natural_width(), 45);
  const Text word(TheFonts(), {Plain(std::string(60, 'm'))}, 10, 45);
  EXPECT_GT(word.lines(), 5);
  EXPECT_LE(word.natural_width(), 45);
  EXPECT_EQ(Text(TheFonts(), {Plain(Unbroken("0216 0000 001"))}, 10, 1000).lines(), 1);
}

TEST(TextTest, BalancedLinesAreNoMoreAndMoreEven) {
  const std::string name = "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ SỞ";
  Text text(TheFonts(), {Bold(name)}, 10, 200, Align::kCentre);
  const double before = text.natural_width();
  const int lines = text.lines();
  text.Balance();
  EXPECT_EQ(text.lines(), lines);
  EXPECT_LT(text.natural_width(), before);
}

TEST(TextTest, FiguresAreTabular) {
  const double width = Text(TheFonts(), {Bold("0000000000")}, 10, 1000).natural_width();
  for (const char* figures : {"1111111111", "1234567890", "7777777777"}) {
    EXPECT_NEAR(Text(TheFonts(), {Bold(figures)}, 10, 1000).natural_width(), width, 0.01);
  }
}

}  // namespace
}  // namespace hoso::forms
