#include "services/routing/look_up_guard.h"

#include <gmock/gmock.h>

#include "tests/support/matchers.h"

namespace hoso::routing {
namespace {

using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;
using ::testing::HasSubstr;

constexpr int64_t kCode = 84000000001;
constexpr int64_t kOtherCode = 84000000002;

class LookUpGuardTest : public ::testing::Test {
 protected:
  void Wrong(int times) {
    for (int i = 0; i < times; ++i) guard_.WrongPair(kCode, now_);
  }

  absl::Time now_ = absl::FromUnixSeconds(1700000000);
  LookUpGuard guard_;
};

TEST_F(LookUpGuardTest, TheFirstFiveTriesAreFree) {
  Wrong(4);
  EXPECT_THAT(guard_.MayTry(kCode, now_), IsOk());
  Wrong(1);
  EXPECT_THAT(guard_.MayTry(kCode, now_), StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("in 10 s")));
}

TEST_F(LookUpGuardTest, TheWaitDoublesAndPasses) {
  Wrong(6);
  EXPECT_THAT(guard_.MayTry(kCode, now_ + absl::Seconds(19)), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(guard_.MayTry(kCode, now_ + absl::Seconds(20)), IsOk());
  Wrong(100);
  EXPECT_THAT(guard_.MayTry(kCode, now_ + absl::Minutes(15)), IsOk());
}

TEST_F(LookUpGuardTest, OtherCodesNeedNotWait) {
  Wrong(10);
  EXPECT_THAT(guard_.MayTry(kOtherCode, now_), IsOk());
}

TEST_F(LookUpGuardTest, TheRightPairClearsTheCount) {
  Wrong(4);
  guard_.RightPair(kCode);
  Wrong(4);
  EXPECT_THAT(guard_.MayTry(kCode, now_), IsOk());
}

TEST_F(LookUpGuardTest, TriesOfLongAgoAreForgotten) {
  Wrong(4);
  now_ += absl::Hours(2);
  Wrong(1);
  EXPECT_THAT(guard_.MayTry(kCode, now_), IsOk());
}

TEST_F(LookUpGuardTest, SprayingManyCodesDoesNotFreeOneThatWaits) {
  Wrong(8);
  for (size_t i = 0; i < LookUpGuard::kMostCodes + 100; ++i) guard_.WrongPair(kOtherCode + i, now_);
  EXPECT_THAT(guard_.MayTry(kCode, now_), StatusIs(absl::StatusCode::kResourceExhausted));
}

}  // namespace
}  // namespace hoso::routing
