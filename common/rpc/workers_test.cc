#include "common/rpc/workers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/synchronization/notification.h"

namespace hoso::rpc {
namespace {

using ::testing::ElementsAre;

// What Answer asks of a call.
struct FakeCall {
  absl::Time deadline() const { return until; }
  void Finish(const absl::Status& status) {
    answer = status;
    answered.Notify();
  }

  absl::Time until = absl::InfiniteFuture();
  absl::Status answer;
  absl::Notification answered;
};

TEST(WorkersTest, OneThreadKeepsTheOrderAndTheEndRunsWhatWaits) {
  std::vector<int> done;
  {
    Workers workers(1, Workers::kNoLimit);
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(workers.Run([&done, i] { done.push_back(i); }));
  }
  EXPECT_THAT(done, ElementsAre(0, 1, 2, 3, 4));
}

TEST(WorkersTest, PastTheLimitACallIsRefusedAtOnce) {
  absl::Notification begun, go_on;
  FakeCall refused;
  {
    Workers workers(1, 1);
    ASSERT_TRUE(workers.Run([&] {
      begun.Notify();
      go_on.WaitForNotification();
    }));
    begun.WaitForNotification();
    ASSERT_TRUE(workers.Run([] {}));
    workers.Answer(&refused, [] { return absl::OkStatus(); });
    EXPECT_TRUE(absl::IsResourceExhausted(refused.answer)) << refused.answer;
    go_on.Notify();
  }
}

TEST(WorkersTest, ACallWhoseDeadlinePassedIsNotBegun) {
  Workers workers(1);
  FakeCall late;
  late.until = absl::Now() - absl::Seconds(1);
  workers.Answer(&late, [] { return absl::InternalError("begun"); });
  late.answered.WaitForNotification();
  EXPECT_TRUE(absl::IsDeadlineExceeded(late.answer)) << late.answer;
}

TEST(WorkersTest, WhatAReadThrowsIsAnError) {
  Workers workers(1);
  FakeCall call;
  workers.Answer(&call, []() -> absl::Status { throw std::runtime_error("broken"); });
  call.answered.WaitForNotification();
  EXPECT_EQ(call.answer, absl::InternalError("broken"));
}

}  // namespace
}  // namespace hoso::rpc
