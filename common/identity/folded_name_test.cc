#include "common/identity/folded_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <utf8proc.h>

#include <cstdlib>

namespace hoso::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

std::string Nfd(const std::string& text) {
  utf8proc_uint8_t* mapped = utf8proc_NFD(reinterpret_cast<const utf8proc_uint8_t*>(text.c_str()));
  const std::string decomposed = reinterpret_cast<const char*>(mapped);
  std::free(mapped);
  return decomposed;
}

NameFit Fit(const std::string& typed, const std::string& name) { return FitOf(WordsOf(typed), WordsOf(name)); }

TEST(FoldedNameTest, LosesMarksAndCapitals) {
  EXPECT_EQ(Folded(WordsOf("NGUYỄN  THỊ ĐƯỢC")), "nguyen thi duoc");
  EXPECT_EQ(Folded(WordsOf("Hợp tác xã \"Sao Mai-2\"")), "hop tac xa sao mai 2");
  EXPECT_THAT(WordsOf(""), IsEmpty());
  EXPECT_THAT(WordsOf(" - "), IsEmpty());
  EXPECT_THAT(WordsOf("\xff\xfe"), IsEmpty());
}

TEST(FoldedNameTest, IsTheSameComposedAndDecomposed) {
  for (const char* name : {"Nguyễn Thị Được", "Lưu Quý Kỵ", "HOÀNG VĂN ẤP", "Đỗ Thùy Ưng"}) {
    ASSERT_NE(Nfd(name), name);
    EXPECT_EQ(WordsOf(Nfd(name)), WordsOf(name)) << name;
  }
}

TEST(FoldedNameTest, TellsTonesAndLettersApart) {
  EXPECT_EQ(Folded(WordsOf("Minh Quán")), Folded(WordsOf("Minh Quân")));
  EXPECT_NE(Toned(WordsOf("Minh Quán")), Toned(WordsOf("Minh Quân")));
  EXPECT_NE(Toned(WordsOf("Dung")), Toned(WordsOf("Đung")));
  EXPECT_EQ(Toned(WordsOf("HÒA THÚY")), Toned(WordsOf("hoà thuý"))) << "old and new way to place the tone";
}

TEST(FoldedNameTest, TrigramsOfABegunWordAreAmongThoseOfTheWhole) {
  EXPECT_THAT(TrigramsOf("quan", false), ElementsAre(" qu", "qua", "uan", "an "));
  EXPECT_THAT(TrigramsOf("qua", true), ElementsAre(" qu", "qua"));
  EXPECT_THAT(TrigramsOf("quan", false), IsSupersetOf(TrigramsOf("qua", true)));
  EXPECT_THAT(TrigramsOf("y", false), ElementsAre(" y "));
  EXPECT_THAT(TrigramsOf("y", true), IsEmpty());
}

TEST(FoldedNameTest, FitsFromTheSameNameToOneThatBeginsLikeIt) {
  EXPECT_EQ(Fit("minh quán", "MINH QUÁN"), NameFit::kSameTones);
  EXPECT_EQ(Fit("quán", "Nguyễn Minh Quán"), NameFit::kWordsWithTones);
  EXPECT_EQ(Fit("minh quan", "Minh Quán"), NameFit::kSameFolded);
  EXPECT_EQ(Fit("minh quân", "Minh Quán"), NameFit::kSameFolded);
  EXPECT_EQ(Fit("quan nguyen", "Nguyễn Minh Quán"), NameFit::kWords);
  EXPECT_EQ(Fit("ng quan", "Nguyễn Minh Quán"), NameFit::kBegun);
  EXPECT_EQ(Fit("quanh", "Nguyễn Minh Quán"), NameFit::kNone);
  EXPECT_EQ(Fit("", "Nguyễn Minh Quán"), NameFit::kNone);
  EXPECT_LT(NameFit::kWordsWithTones, NameFit::kSameFolded) << "tone-exact first";
}

}  // namespace
}  // namespace hoso::identity
