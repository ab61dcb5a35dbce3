#include "common/rpc/deadline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/rpc/request_id.h"
#include "tests/support/matchers.h"

namespace hoso::rpc {
namespace {

using ::hoso::testing::IsOkAndHolds;
using ::hoso::testing::StatusIs;

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

TEST(EffectiveDeadlineTest, AnEarlierDeadlineOfTheClientHolds) {
  EXPECT_THAT(EffectiveDeadline(kNow + absl::Seconds(2), kNow), IsOkAndHolds(kNow + absl::Seconds(2)));
}

TEST(EffectiveDeadlineTest, NoDeadlineAndADistantOneAreCapped) {
  EXPECT_THAT(EffectiveDeadline(absl::InfiniteFuture(), kNow), IsOkAndHolds(kNow + absl::Seconds(10)));
  EXPECT_THAT(EffectiveDeadline(kNow + absl::Hours(1), kNow, absl::Seconds(3)), IsOkAndHolds(kNow + absl::Seconds(3)));
}

TEST(EffectiveDeadlineTest, APastDeadlineIsRefused) {
  EXPECT_THAT(EffectiveDeadline(kNow, kNow), StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(EffectiveDeadline(kNow - absl::Seconds(1), kNow), StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(EffectiveDeadline(kNow + absl::Milliseconds(1), kNow), StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(EffectiveDeadline(kNow + kLeastTimeLeft, kNow), IsOkAndHolds(kNow + kLeastTimeLeft));
}

TEST(RequestIdTest, FreshIdsDifferAndAreValid) {
  EXPECT_NE(NewRequestId(), NewRequestId());
  EXPECT_TRUE(IsRequestId(NewRequestId()));
}

TEST(RequestIdTest, OnlyWhatIsSafeInLogsAndHeadersIsAnId) {
  EXPECT_TRUE(IsRequestId("counter-7:2024.04_26"));
  EXPECT_TRUE(IsRequestId(std::string(64, 'a')));
  for (const std::string& bad :
       {std::string(), std::string(65, 'a'), std::string("a b"), std::string("a\n"), std::string("a\"b"),
        std::string("hồ"), std::string("a\0b", 3), std::string("015090000123")}) {
    EXPECT_FALSE(IsRequestId(bad)) << bad;
  }
}

}  // namespace
}  // namespace hoso::rpc
