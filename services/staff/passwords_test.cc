#include "services/staff/passwords.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/staff/lockout.h"
#include "tests/support/matchers.h"

namespace hoso::staff {
namespace {

using ::hoso::testing::HasFieldViolation;
using ::hoso::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

constexpr HashCost kCheap{.passes = 1, .memory_bytes = 8 << 10};

TEST(PasswordTest, OnlyTheSameOneFits) {
  const std::string hash = HashPassword("mật khẩu của tôi", kCheap);
  EXPECT_THAT(hash, StartsWith("$argon2id$v=19$m=8,t=1,p=1$"));
  EXPECT_TRUE(FitsPassword("mật khẩu của tôi", hash));
  EXPECT_FALSE(FitsPassword("mật khẩu của tô", hash));
  EXPECT_FALSE(FitsPassword("", hash));
  EXPECT_FALSE(FitsPassword("mật khẩu của tôi", "nonsense"));
  EXPECT_NE(HashPassword("mật khẩu của tôi", kCheap), hash) << "each with a salt of its own";
}

TEST(PasswordTest, ANewOneIsLongAndNoRun) {
  EXPECT_THAT(CheckNewPassword("mười ký tự", "NV-1", "p"), IsOk());
  EXPECT_THAT(CheckNewPassword("chín ký t", "NV-1", "p"), HasFieldViolation("p", HasSubstr("9 characters")));
  EXPECT_THAT(CheckNewPassword(std::string(201, 'x'), "NV-1", "p"), HasFieldViolation("p"));
  for (const char* guessed : {"0123456789", "9876543210", "aaaaaaaaaa", "gdv-yb-cp-04378"}) {
    EXPECT_THAT(CheckNewPassword(guessed, "GDV-YB-CP-04378", "p"), HasFieldViolation("p", HasSubstr("easily guessed")));
    EXPECT_THAT(std::string(CheckNewPassword(guessed, "GDV-YB-CP-04378", "p").message()), Not(HasSubstr(guessed)));
  }
}

TEST(PasswordTest, AFirstOneIsNeverTheSame) {
  EXPECT_THAT(NewFirstPassword(), MatchesRegex("[a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5}"));
  EXPECT_NE(NewFirstPassword(), NewFirstPassword());
}

TEST(LockoutTest, GrowsWithFailuresAndStaysShort) {
  const absl::Time last = absl::FromUnixSeconds(1'700'000'000);
  for (int failures = 0; failures < kFreeFailures; ++failures) {
    EXPECT_EQ(LockedUntil(failures, last), absl::InfinitePast());
  }
  EXPECT_EQ(LockedUntil(5, last) - last, absl::Seconds(15));
  EXPECT_EQ(LockedUntil(6, last) - last, absl::Seconds(30));
  EXPECT_EQ(LockedUntil(9, last) - last, absl::Minutes(4));
  EXPECT_EQ(LockedUntil(10, last) - last, kLongestPause);
  EXPECT_EQ(LockedUntil(1'000'000, last) - last, kLongestPause);
}

}  // namespace
}  // namespace hoso::staff
