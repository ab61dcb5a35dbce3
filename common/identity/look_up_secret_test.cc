#include "common/identity/look_up_secret.h"

#include <gtest/gtest.h>

namespace hoso::identity {
namespace {

constexpr char kCode[] = "H15.05-240502-0001";

TEST(LookUpSecret, TheDigestIsOfCodeAndSecret) {
  EXPECT_EQ(SecretDigest("A", "B"), SecretDigest("A", "B"));
  EXPECT_NE(SecretDigest("A", "B"), SecretDigest("A", "C"));
  EXPECT_NE(SecretDigest("A", "B"), SecretDigest("C", "B"));
}

TEST(LookUpSecret, FitsAsPrintedWithBlanksHyphensAndSmallLetters) {
  const std::string digest = SecretDigest(kCode, "ABCD2345");
  EXPECT_TRUE(SecretFits(kCode, digest, "ABCD2345"));
  EXPECT_TRUE(SecretFits(kCode, digest, " abcd-2345 "));
  EXPECT_FALSE(SecretFits(kCode, digest, "ABCD2346"));
  EXPECT_FALSE(SecretFits(kCode, digest, ""));
  EXPECT_FALSE(SecretFits("H15.05-240502-0002", digest, "ABCD2345"));
}

TEST(LookUpSecret, NothingFitsWhereThereIsNone) {
  EXPECT_FALSE(SecretFits(kCode, "", ""));
  EXPECT_FALSE(SecretFits(kCode, "", "ABCD2345"));
  EXPECT_FALSE(SecretFits("", "", "ABCD2345"));
}

}  // namespace
}  // namespace hoso::identity
