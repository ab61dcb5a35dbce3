#include "common/vault/person_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hoso::vault {
namespace {

using identity::NameFit;
using identity::WordsOf;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

core::v1::PersonRecord Owner(const std::string& name) {
  core::v1::PersonRecord record;
  record.set_full_name(name);
  record.set_identity_number("015190000123");
  record.set_former_identity_number("060123456");
  record.set_phone("0912345678");
  record.set_commune_code("04540");
  return record;
}

class PersonIndexTest : public ::testing::Test {
 protected:
  // Whether who typed this finds that name.
  bool Finds(const std::string& typed, NameFit fit, const std::string& name) {
    const auto wanted = NameTokens(key_, WordsOf(typed), fit);
    return ::testing::Value(IndexTokens(key_, Owner(name)), IsSupersetOf(wanted));
  }
  const Key key_ = Key::Random();
};

TEST_F(PersonIndexTest, NumbersAreFoundWholeAndByKindOnly) {
  const auto tokens = IndexTokens(key_, Owner("Nguyễn Minh Quán"));
  EXPECT_THAT(tokens, Contains(IdentityNumberToken(key_, "015190000123")));
  EXPECT_THAT(tokens, Contains(IdentityNumberToken(key_, "060123456"))) << "the former one";
  EXPECT_THAT(tokens, Contains(PhoneToken(key_, "0912345678")));
  EXPECT_THAT(tokens, Contains(CommuneToken(key_, "04540")));
  EXPECT_THAT(tokens, Not(Contains(PhoneToken(key_, "015190000123"))));
  EXPECT_THAT(tokens, Not(Contains(IdentityNumberToken(key_, "01519000012"))));
  EXPECT_TRUE(std::is_sorted(tokens.begin(), tokens.end()));
}

TEST_F(PersonIndexTest, AnotherKeyFindsNothing) {
  const Key other = Key::Random();
  const auto tokens = IndexTokens(key_, Owner("Nguyễn Minh Quán"));
  for (const int64_t token : IndexTokens(other, Owner("Nguyễn Minh Quán"))) EXPECT_THAT(tokens, Not(Contains(token)));
}

TEST_F(PersonIndexTest, NamesAreFoundByEachFit) {
  EXPECT_TRUE(Finds("nguyễn minh quán", NameFit::kSameTones, "NGUYỄN MINH QUÁN"));
  EXPECT_FALSE(Finds("nguyễn minh quân", NameFit::kSameTones, "NGUYỄN MINH QUÁN"));
  EXPECT_TRUE(Finds("nguyen minh quan", NameFit::kSameFolded, "NGUYỄN MINH QUÁN"));
  EXPECT_TRUE(Finds("quán minh", NameFit::kWordsWithTones, "Nguyễn Minh Quán"));
  EXPECT_FALSE(Finds("quan minh", NameFit::kWordsWithTones, "Nguyễn Minh Quán"));
  EXPECT_TRUE(Finds("quan minh", NameFit::kWords, "Nguyễn Minh Quán"));
  EXPECT_TRUE(Finds("mi qua", NameFit::kBegun, "Nguyễn Minh Quán"));
  EXPECT_FALSE(Finds("mi quy", NameFit::kBegun, "Nguyễn Minh Quán"));
  EXPECT_THAT(NameTokens(key_, WordsOf("a"), NameFit::kBegun), IsEmpty()) << "nothing to find it by";
  EXPECT_THAT(NameTokens(key_, WordsOf(" "), NameFit::kWords), IsEmpty());
}

}  // namespace
}  // namespace hoso::vault
