#include "services/staff/one_time_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/support/matchers.h"

namespace hoso::staff {
namespace {

using ::hoso::testing::IsOk;
using ::hoso::testing::IsOkAndHolds;
using ::hoso::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kSecret[] = "12345678901234567890";  // Of RFC 6238, appendix B.

TEST(OneTimeCodeTest, AgreesWithTheStandard) {
  // The last six of the eight digits given there for SHA-1.
  const std::pair<int64_t, const char*> vectors[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                                                     {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [seconds, code] : vectors) {
    EXPECT_EQ(StepOfCode(kSecret, code, absl::FromUnixSeconds(seconds)), seconds / 30) << seconds;
  }
}

TEST(OneTimeCodeTest, CountsForHalfAMinuteBeforeAndAfter) {
  const absl::Time at = absl::FromUnixSeconds(1111111111);
  EXPECT_TRUE(StepOfCode(kSecret, "050471", at + absl::Seconds(30)).has_value());
  EXPECT_TRUE(StepOfCode(kSecret, "050471", at - absl::Seconds(30)).has_value());
  EXPECT_FALSE(StepOfCode(kSecret, "050471", at + absl::Seconds(90)).has_value());
  for (const char* wrong : {"", "05047", "0504711", "050472", "abcdef"}) {
    EXPECT_FALSE(StepOfCode(kSecret, wrong, at).has_value()) << wrong;
  }
}

TEST(OneTimeCodeTest, TellsAnAuthenticatorWhatItNeeds) {
  EXPECT_EQ(OtpauthUri(kSecret, "NV-1"),
            "otpauth://totp/Hoso:NV-1?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Hoso");
}

TEST(CodeSealTest, OpensForItsPersonOnly) {
  const std::string path = ::testing::TempDir() + "/codes";
  std::ofstream(path) << std::string(64, 'a') << "\n";
  chmod(path.c_str(), 0600);
  const auto seal = CodeSeal::Load(path);
  ASSERT_THAT(seal, IsOk());
  std::string sealed = seal->Seal(kSecret, "NV-1");
  EXPECT_THAT(sealed, Not(HasSubstr(kSecret)));
  EXPECT_THAT(seal->Open(sealed, "NV-1"), IsOkAndHolds(std::string(kSecret)));
  EXPECT_THAT(seal->Open(sealed, "NV-2"), StatusIs(absl::StatusCode::kDataLoss));
  sealed.back() = static_cast<char>(sealed.back() ^ 1);
  EXPECT_THAT(seal->Open(sealed, "NV-1"), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(seal->Open("", "NV-1"), StatusIs(absl::StatusCode::kDataLoss));
  std::ofstream(path) << "short";
  EXPECT_THAT(CodeSeal::Load(path), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("openssl rand -hex 32")));
}

}  // namespace
}  // namespace hoso::staff
