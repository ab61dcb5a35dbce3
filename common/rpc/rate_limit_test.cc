#include "common/rpc/rate_limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"
#include "tests/support/matchers.h"

namespace hoso::rpc {
namespace {

using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;
using identity::MachineKind;
using identity::MachineName;
using ::testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1'668'500'000);
const MachineName kOffice = {.province = "yen-bai", .kind = MachineKind::kOffice, .id = "YB-CP-04378"};
const MachineName kOtherOffice = {.province = "yen-bai", .kind = MachineKind::kOffice, .id = "YB-CP-04381"};
const MachineName kFront = {.province = "yen-bai", .kind = MachineKind::kService, .id = "front"};

int TakenAt(RateLimiter& limiter, const std::string& key, absl::Time now) {
  int taken = 0;
  while (limiter.Take(key, now) == absl::ZeroDuration()) ++taken;
  return taken;
}

TEST(RateLimiterTest, ABurstAndThenAnEvenFlow) {
  RateLimiter limiter({.per_second = 2, .burst = 5});
  EXPECT_EQ(TakenAt(limiter, "a", kNow), 5);
  EXPECT_EQ(limiter.Take("a", kNow), absl::Milliseconds(500));
  EXPECT_EQ(limiter.Take("a", kNow + absl::Milliseconds(250)), absl::Milliseconds(250));
  EXPECT_EQ(TakenAt(limiter, "a", kNow + absl::Seconds(1)), 2);
  EXPECT_EQ(TakenAt(limiter, "a", kNow + absl::Hours(1)), 5);
}

TEST(RateLimiterTest, EachKeyHasItsOwn) {
  RateLimiter limiter({.per_second = 1, .burst = 1});
  EXPECT_EQ(TakenAt(limiter, "a", kNow), 1);
  EXPECT_EQ(TakenAt(limiter, "b", kNow), 1);
}

TEST(RateLimiterTest, AClockThatGoesBackGivesNothing) {
  RateLimiter limiter({.per_second = 1, .burst = 3});
  EXPECT_EQ(TakenAt(limiter, "a", kNow), 3);
  EXPECT_EQ(TakenAt(limiter, "a", kNow - absl::Hours(1)), 0);
  EXPECT_EQ(TakenAt(limiter, "a", kNow + absl::Seconds(1)), 1);
}

TEST(RateLimiterTest, ManyKeysFillNoMemoryAndGetNoMoreThanOne) {
  RateLimiter limiter({.per_second = 1, .burst = 2}, /*most_keys=*/100);
  for (int i = 0; i < 100; ++i) limiter.Take(absl::StrCat("key ", i), kNow);
  int taken = 0;
  for (int i = 100; i < 1000; ++i) {
    if (limiter.Take(absl::StrCat("key ", i), kNow) == absl::ZeroDuration()) ++taken;
  }
  EXPECT_LE(taken, 2);
  EXPECT_EQ(limiter.keys(), 100u);
}

TEST(RateLimiterTest, WhoRestedIsForgottenAndNobodyElse) {
  RateLimiter limiter({.per_second = 1, .burst = 10}, /*most_keys=*/2);
  EXPECT_EQ(TakenAt(limiter, "busy", kNow), 10);
  limiter.Take("rested", kNow);
  limiter.Take("new", kNow + absl::Seconds(5));
  EXPECT_EQ(limiter.keys(), 2u);
  EXPECT_EQ(TakenAt(limiter, "busy", kNow + absl::Seconds(5)), 5);
  EXPECT_EQ(TakenAt(limiter, "new", kNow + absl::Seconds(5)), 9);
}

CallLimits Narrow() { return {.machine = {.per_second = 1, .burst = 3}, .look_up = {.per_second = 0.1, .burst = 2}}; }

TEST(CallLimiterTest, AMachineThatCallsTooOftenIsToldWhenToComeBack) {
  CallLimiter limiter(Narrow());
  for (int i = 0; i < 3; ++i) EXPECT_THAT(limiter.Admit(kOffice, "10.0.0.7", "AcceptDossier", kNow), IsOk());
  const absl::Status refused = limiter.Admit(kOffice, "10.0.0.7", "GetDossier", kNow);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("of this machine; try again in 1s")));
  EXPECT_EQ(errors::Reason(refused), kTooManyCalls);
  EXPECT_EQ(errors::RetryAfter(refused), absl::Seconds(1));
  EXPECT_THAT(limiter.Admit(kOtherOffice, "10.0.0.7", "GetDossier", kNow), IsOk());
  EXPECT_THAT(limiter.Admit(kOffice, "10.0.0.7", "GetDossier", kNow + absl::Seconds(1)), IsOk());
}

TEST(CallLimiterTest, LookUpsAreCountedByNetworkWhateverMachineBringsThem) {
  CallLimiter limiter(Narrow());
  EXPECT_THAT(limiter.Admit(kOffice, "10.0.0.7", "LookUp", kNow), IsOk());
  EXPECT_THAT(limiter.Admit(kFront, "10.0.0.7", "VerifySlip", kNow), IsOk());  // Of the same bucket.
  EXPECT_THAT(limiter.Admit(kFront, "10.0.0.7", "VerifySlip", kNow), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(limiter.Admit(kFront, "10.0.0.7", "LookUp", kNow),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("of this network; try again in 10s")));
  EXPECT_THAT(limiter.Admit(kFront, "10.0.0.8", "LookUp", kNow), IsOk());
  EXPECT_THAT(limiter.Admit(kOffice, "10.0.0.7", "GetDossier", kNow), IsOk());
}

TEST(CallLimiterTest, OurServicesAreNotLimitedThemselves) {
  CallLimiter limiter(Narrow());
  for (int i = 0; i < 100; ++i) EXPECT_THAT(limiter.Admit(kFront, "", "LookUp", kNow), IsOk());
}

}  // namespace
}  // namespace hoso::rpc
