#include "services/intake/look_up_secret.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "services/intake/testing.h"

namespace hoso::intake {
namespace {

using ::testing::MatchesRegex;

TEST(LookUpSecretTest, EightCharactersThatNobodyMistakes) {
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string secret = NewSecret();
    EXPECT_THAT(secret, MatchesRegex("[A-HJ-NP-Z2-9]{8}"));
    seen.insert(secret);
  }
  EXPECT_EQ(seen.size(), 200u);
}

TEST(LookUpSecretTest, OnlyTheSameRequestOpensTheSeal) {
  const v1::AcceptDossierRequest request = testing::Licence();
  const std::string sealed = SealSecret("K7PXABCD", request);
  EXPECT_THAT(sealed, MatchesRegex("[A-HJ-NP-Z2-9]{8}"));
  EXPECT_NE(sealed, "K7PXABCD");
  EXPECT_EQ(SealSecret(sealed, request), "K7PXABCD");
  v1::AcceptDossierRequest other = request;
  other.set_receipt_number("BL 2");
  EXPECT_NE(SealSecret(sealed, other), "K7PXABCD");
}

}  // namespace
}  // namespace hoso::intake
