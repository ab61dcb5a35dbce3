#include "common/identity/text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace hoso::identity {
namespace {

using testing::HasSubstr;

std::string MessageOf(const std::string& text, int max) {
  return std::string(NormalizeRequiredText(text, max).status().message());
}

TEST(TextTest, DecomposedLettersBecomeComposedAndKeepTheirTones) {
  // "Nguyễn Thị Ộ" with combining marks.
  const std::string decomposed = "Nguye\u0302\u0303n Thi\u0323 O\u0323\u0302";
  EXPECT_EQ(*NormalizeText(decomposed, 50), "Nguyễn Thị Ộ");
  EXPECT_EQ(*NormalizeText("Nguyễn Thị Ộ", 50), "Nguyễn Thị Ộ");
}

TEST(TextTest, NamesThatDifferByOneMarkStayDifferent) {
  EXPECT_NE(*NormalizeText("Minh Quán", 50), *NormalizeText("Minh Quân", 50));
}

TEST(TextTest, BlanksAreTrimmedAndFolded) { EXPECT_EQ(*NormalizeText("  a \t b\u00A0 c  ", 50), "a b c"); }

TEST(TextTest, WhatIsNoTextIsRefused) {
  EXPECT_THAT(MessageOf("\xff\xfe", 50), HasSubstr("UTF-8"));
  EXPECT_THAT(MessageOf("\xc3", 50), HasSubstr("UTF-8"));
  EXPECT_THAT(MessageOf("\xed\xa0\x80", 50), HasSubstr("UTF-8"));  // A lone surrogate.
  EXPECT_THAT(MessageOf("ab\x07", 50), HasSubstr("control character at 2"));
  EXPECT_THAT(MessageOf(std::string("a\0b", 3), 50), HasSubstr("control character"));
  EXPECT_THAT(MessageOf("   ", 50), HasSubstr("empty, want 1 to 50"));
}

TEST(TextTest, LengthIsInCharactersAndAMegabyteIsRefused) {
  EXPECT_TRUE(NormalizeText("ộộộộộ", 5).ok());
  EXPECT_THAT(MessageOf("ộộộộộộ", 5), HasSubstr("6 characters, want at most 5"));
  EXPECT_THAT(MessageOf(std::string(1 << 20, 'a'), 200), HasSubstr("want at most 200"));
}

}  // namespace
}  // namespace hoso::identity
