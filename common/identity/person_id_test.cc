#include "common/identity/person_id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace hoso::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(PersonIdTest, ShapesTellTheKind) {
  EXPECT_EQ(ParsePersonId("015190123456", "id").value().kind, PersonIdKind::kCitizenCard);
  EXPECT_EQ(ParsePersonId(" 015 190 123 456 ", "id").value().number, "015190123456");
  EXPECT_EQ(ParsePersonId("060123456", "id").value().kind, PersonIdKind::kOldCard);
  EXPECT_EQ(ParsePersonId("c1234567", "id").value().number, "C1234567");
  EXPECT_EQ(ParsePersonId("P12345678", "id").value().kind, PersonIdKind::kPassport);
}

TEST(PersonIdTest, OtherShapesAreErrorsThatDoNotRepeatTheNumber) {
  for (const char* text : {"12345678", "01519012345", "0151901234567", "01519012345A", "ABC123456", "A12345",
                           "0x5190123456", "015190123456\n", "０15190123456"}) {
    const absl::Status status = ParsePersonId(text, "owner.identity_number").status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr("owner.identity_number: "));
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr(text)));
  }
  EXPECT_THAT(std::string(ParsePersonId("", "id").status().message()), HasSubstr("id: empty"));
}

TEST(PersonIdTest, ANumberThatGoesWithThePersonEarnsNoWarning) {
  const PersonId woman_of_1990 = ParsePersonId("015190123456", "id").value();
  EXPECT_THAT(WarningsAbout(woman_of_1990, {Sex::kFemale, 1990, "015"}, "id"), IsEmpty());
  const PersonId man_of_2005 = ParsePersonId("015205123456", "id").value();
  EXPECT_THAT(WarningsAbout(man_of_2005, {Sex::kMale, 2005, {}}, "id"), IsEmpty());
  EXPECT_THAT(WarningsAbout(woman_of_1990, {}, "id"), IsEmpty());
}

TEST(PersonIdTest, WhatDoesNotGoTogetherEarnsOneWarningEach) {
  const PersonId id = ParsePersonId("015190123456", "id").value();
  EXPECT_THAT(
      WarningsAbout(id, {Sex::kMale, 1991, "001"}, "owner.id"),
      ElementsAre("owner.id: birth registered in province 015, but 001 is given",
                  "owner.id: is that of a woman, but a man is given", "owner.id: birth year 1990, but 1991 is given"));
  EXPECT_THAT(WarningsAbout(ParsePersonId("003190123456", "id").value(), {}, "id"),
              ElementsAre("id: begins with 003, which is no province"));
}

TEST(PersonIdTest, OldCardsAndPassportsSayNothingOfThePerson) {
  EXPECT_THAT(WarningsAbout(ParsePersonId("060123456", "id").value(), {Sex::kMale, 1991, "001"}, "id"), IsEmpty());
}

TEST(PersonIdTest, MaskingLeavesTheLastFour) {
  EXPECT_EQ(MaskPersonId("015190123456"), "********3456");
  EXPECT_EQ(MaskPersonId("123"), "***");
  EXPECT_EQ(MaskPersonId(""), "");
}

}  // namespace
}  // namespace hoso::identity
