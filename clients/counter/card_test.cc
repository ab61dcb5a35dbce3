#include "clients/counter/card.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/matchers.h"

namespace hoso::counter {
namespace {

using hoso::testing::HasReason;
using hoso::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kCard[] = "015090000123|061000123|Nguyễn Văn Mẫu|17051990|Nam|Thôn Mẫu, Mẫu, Văn Yên, Yên Bái|25042021";

TEST(CardTest, FillsThePersonInOneStroke) {
  const auto card = ReadCard(kCard);
  ASSERT_THAT(card, IsOk());
  const core::v1::PersonRecord& person = card->person();
  EXPECT_EQ(person.identity_number(), "015090000123");
  EXPECT_EQ(person.former_identity_number(), "061000123");
  EXPECT_EQ(person.full_name(), "Nguyễn Văn Mẫu");
  EXPECT_EQ(person.birth_date().day(), 17);
  EXPECT_EQ(person.birth_date().month(), 5);
  EXPECT_EQ(person.birth_date().year(), 1990);
  EXPECT_EQ(person.sex(), core::v1::SEX_MALE);
  EXPECT_EQ(person.address(), "Thôn Mẫu, Mẫu, Văn Yên, Yên Bái");
  EXPECT_THAT(card->warnings(), IsEmpty());
}

TEST(CardTest, ForgivesLineEndsAndAMissingFormerNumber) {
  EXPECT_THAT(ReadCard("015190000123||Trần Thị Mẫu|01011990|Nữ|Yên Bái, Việt Nam Ẩn|25042021\r\n"), IsOk());
}

TEST(CardTest, DropsWhatLaterCardsHaveOfOthers) {
  const auto card = ReadCard(std::string(kCard) + "|Nguyễn Văn Cha|015060000001|Trần Thị Mẹ");
  ASSERT_THAT(card, IsOk());
  EXPECT_THAT(card->DebugString(), Not(HasSubstr("015060000001")));
  EXPECT_THAT(card->DebugString(), Not(HasSubstr("Cha")));
}

TEST(CardTest, SaysWhichFieldHasAnotherShapeAndNothingOfIt) {
  for (const auto& [text, field] : std::vector<std::pair<std::string, std::string>>{
           {"HOSO1:ABCDEF", "text"},
           {"01509000012||Mẫu|17051990|Nam|a|25042021", "number"},
           {"015090000123|06100|Mẫu|17051990|Nam|a|25042021", "former number"},
           {"015090000123|||17051990|Nam|a|25042021", "name"},
           {"015090000123||Mẫu|31021990|Nam|a|25042021", "birth date"},
           {"015090000123||Mẫu|1990|Nam|a|25042021", "birth date"},
           {"015090000123||Mẫu|17051990|X|a|25042021", "sex"},
           {"015090000123||Mẫu|17051990|Nam|a|2021", "issue date"}}) {
    const auto card = ReadCard(text);
    EXPECT_THAT(card, HasReason("CARD_UNREADABLE")) << text;
    EXPECT_THAT(std::string(card.status().message()), HasSubstr("text: " + field + " has another shape")) << text;
    EXPECT_THAT(std::string(card.status().message()), Not(HasSubstr("Mẫu")));
  }
  EXPECT_THAT(ReadCard(std::string(3000, '|')), HasReason("CARD_UNREADABLE"));
}

TEST(CardTest, WarnsOfMarksThatTheScannerLost) {
  const auto lost = ReadCard("015090000123||Nguyen Van Mau|17051990|Nam|Thon Mau, Van Yen, Yen Bai|25042021");
  ASSERT_THAT(lost, IsOk());
  EXPECT_THAT(lost->warnings(), ::testing::Contains(HasSubstr("sai dấu")));
  EXPECT_THAT(ReadCard("015090000123||Nguy?n V?n M?u|17051990|Nam|Thôn Mẫu|25042021")->warnings(), SizeIs(1));
}

TEST(CardTest, WarnsOfANumberThatSaysOtherwise) {
  // Digit 4 says a woman of the twentieth century, or another year of birth.
  EXPECT_THAT(ReadCard("015190000123||Nguyễn Văn Mẫu|17051990|Nam|Thôn Mẫu|25042021")->warnings(),
              ::testing::ElementsAre(HasSubstr("không khớp")));
  EXPECT_THAT(ReadCard("015091000123||Nguyễn Văn Mẫu|17051990|Nam|Thôn Mẫu|25042021")->warnings(), SizeIs(1));
}

}  // namespace
}  // namespace hoso::counter
