#include "clients/replay/people.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <utf8proc.h>

#include <cstdlib>
#include <set>
#include <string>

namespace hoso::replay {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

bool IsComposed(const std::string& text) {
  utf8proc_uint8_t* composed = utf8proc_NFC(reinterpret_cast<const utf8proc_uint8_t*>(text.c_str()));
  const bool same = text == reinterpret_cast<const char*>(composed);
  std::free(composed);
  return same;
}

TEST(PeopleTest, CitizensAreTheSameForTheSameSeedAndNumber) {
  EXPECT_EQ(MakeCitizen(5, 12, "04378").SerializeAsString(), MakeCitizen(5, 12, "04378").SerializeAsString());
  EXPECT_NE(MakeCitizen(5, 12, "04378").SerializeAsString(), MakeCitizen(6, 12, "04378").SerializeAsString());
}

TEST(PeopleTest, EveryNameSaysThatItIsASample) {
  for (int i = 0; i < 30; ++i) {
    EXPECT_THAT(MakeCitizen(1, i, "").full_name(), HasSubstr("MẪU"));
    EXPECT_THAT(MakeBody(1, i, core::v1::OWNER_KIND_COOPERATIVE, "").full_name(), HasSubstr("MẪU"));
  }
}

TEST(PeopleTest, AFewNamesComeDecomposed) {
  int decomposed = 0;
  for (int i = 0; i < 10 * kDecomposedEvery; ++i) decomposed += IsComposed(MakeCitizen(1, i, "").full_name()) ? 0 : 1;
  EXPECT_EQ(decomposed, 10);
}

TEST(PeopleTest, IdentityNumbersFitBirthYearAndSexButForAFew) {
  int odd = 0;
  std::set<std::string> numbers;
  for (int i = 1; i <= 5 * kOddIdentityEvery; ++i) {
    const core::v1::PersonRecord person = MakeCitizen(1, i, "");
    const std::string& number = person.identity_number();
    ASSERT_THAT(number, MatchesRegex("015[0-3][0-9]{8}"));
    EXPECT_TRUE(numbers.insert(number).second) << number;
    const int year = 1900 + 100 * ((number[3] - '0') / 2) + std::stoi(number.substr(4, 2));
    if (year != person.birth_date().year()) ++odd;
    EXPECT_EQ((number[3] - '0') % 2 == 1, person.sex() == core::v1::SEX_FEMALE);
  }
  EXPECT_EQ(odd, 5);
}

TEST(PeopleTest, TelephonesHaveTheShapeOfTheirKind) {
  EXPECT_THAT(MakeCitizen(1, 8123, "").phone(), MatchesRegex("09[0-9]{8}"));
  EXPECT_THAT(MakeBody(1, 7, core::v1::OWNER_KIND_ENTERPRISE, "").phone(), MatchesRegex("0216[0-9]{7}"));
}

TEST(PeopleTest, EnterpriseCodesCarryTheirCheckDigit) {
  EXPECT_EQ(EnterpriseCode("010010910"), "0100109106");  // A published code of a state enterprise.
  EXPECT_EQ(EnterpriseCode("000000000"), "");            // Has none.
}

}  // namespace
}  // namespace hoso::replay
