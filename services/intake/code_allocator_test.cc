#include "services/intake/code_allocator.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "tests/support/eventually.h"
#include "tests/support/matchers.h"

namespace hoso::intake {
namespace {

using absl::StatusCode;
using hoso::testing::Eventually;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using ::testing::UnorderedElementsAre;

const absl::CivilDay kDay(2022, 11, 14);

// Leases from 1 on, up to `limit`, one after another.
class Leases {
 public:
  CodeAllocator::Options Options(int first_block = 10) {
    return {.open = [this](int agency, absl::CivilDay day, int count) { return Open(agency, day, count); },
            .close = [this](const std::vector<std::string>& ids) { return Close(ids); },
            .first_block = first_block,
            .largest_block = 40,
            .idle = absl::ZeroDuration()};
  }

  absl::StatusOr<Lease> Open(int agency, absl::CivilDay day, int count) {
    absl::MutexLock lock(&mutex_);
    sizes.push_back(count);
    if (!failure.ok()) return failure;
    if (next > limit) return absl::ResourceExhaustedError("no numbers left");
    Lease lease{.id = absl::StrCat("lease-", ++opened), .agency = agency, .day = day, .first = next};
    lease.last = std::min(limit, next + count - 1);
    next = lease.last + 1;
    return lease;
  }

  absl::Status Close(const std::vector<std::string>& ids) {
    absl::MutexLock lock(&mutex_);
    closed.insert(ids.begin(), ids.end());
    return absl::OkStatus();
  }

  std::multiset<std::string> Closed() {
    absl::MutexLock lock(&mutex_);
    return closed;
  }

  int limit = 9999;
  absl::Status failure;
  int next = 1;
  int opened = 0;
  std::vector<int> sizes;
  std::multiset<std::string> closed;

 private:
  absl::Mutex mutex_;
};

absl::StatusOr<Draw> TakeNow(CodeAllocator& allocator, absl::CivilDay day = kDay, absl::CivilDay today = kDay) {
  absl::StatusOr<Draw> result;
  absl::Notification done;
  allocator.Take(5, day, today, [&](absl::StatusOr<Draw> draw) {
    result = std::move(draw);
    done.Notify();
  });
  done.WaitForNotification();
  return result;
}

TEST(CodeAllocatorTest, NumbersComeInOrder) {
  Leases leases;
  CodeAllocator allocator(leases.Options());
  for (int want = 1; want <= 100; ++want) {
    const auto draw = TakeNow(allocator);
    ASSERT_THAT(draw, IsOk());
    EXPECT_EQ(draw->number, want);
    allocator.Settle(*draw, Used::kYes);
  }
  EXPECT_THAT(allocator.Drain(), IsOk());
}

TEST(CodeAllocatorTest, ANumberThatNoDossierTookIsHandedOutAgain) {
  Leases leases;
  CodeAllocator allocator(leases.Options());
  const auto first = TakeNow(allocator);
  const auto second = TakeNow(allocator);
  allocator.Settle(*first, Used::kNo);
  allocator.Settle(*second, Used::kUnknown);
  EXPECT_EQ(TakeNow(allocator)->number, first->number);
  EXPECT_EQ(TakeNow(allocator)->number, 3);
}

TEST(CodeAllocatorTest, BlocksGrowWithDemand) {
  Leases leases;
  CodeAllocator allocator(leases.Options());
  for (int i = 0; i < 120; ++i) allocator.Settle(*TakeNow(allocator), Used::kYes);
  EXPECT_THAT(allocator.Drain(), IsOk());
  ASSERT_GE(leases.sizes.size(), 3u);
  EXPECT_EQ(leases.sizes[0], 10);
  EXPECT_EQ(leases.sizes[1], 20);
  EXPECT_EQ(leases.sizes[2], 40);
}

TEST(CodeAllocatorTest, ManyThreadsNeverShareANumber) {
  Leases leases;
  CodeAllocator allocator(leases.Options());
  absl::Mutex mutex;
  std::multiset<int> numbers;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        const auto draw = TakeNow(allocator);
        ASSERT_THAT(draw, IsOk());
        const bool used = i % 7 != 0;
        if (used) {
          absl::MutexLock lock(&mutex);
          numbers.insert(draw->number);
        }
        allocator.Settle(*draw, used ? Used::kYes : Used::kNo);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::set<int>(numbers.begin(), numbers.end()).size(), numbers.size());
}

TEST(CodeAllocatorTest, ACallThatFindsNoNumberHoldsUpNobody) {
  Leases leases;
  absl::Notification release;
  CodeAllocator::Options options = leases.Options();
  options.open = [&](int agency, absl::CivilDay day, int count) {
    if (agency == 6) release.WaitForNotification();
    return leases.Open(agency, day, count);
  };
  CodeAllocator allocator(options);
  ASSERT_THAT(TakeNow(allocator), IsOk());  // A block of agency 5 is there.
  absl::Notification parked;
  allocator.Take(6, kDay, kDay, [&](absl::StatusOr<Draw>) { parked.Notify(); });
  EXPECT_THAT(TakeNow(allocator), IsOk());
  EXPECT_FALSE(parked.HasBeenNotified());
  release.Notify();
  parked.WaitForNotification();
}

TEST(CodeAllocatorTest, WhenTheDaysNumbersAreGoneTheCallerLearnsIt) {
  Leases leases;
  leases.limit = 15;
  CodeAllocator allocator(leases.Options());
  for (int i = 0; i < 15; ++i) ASSERT_THAT(TakeNow(allocator), IsOk());
  EXPECT_THAT(TakeNow(allocator), StatusIs(StatusCode::kResourceExhausted));
}

TEST(CodeAllocatorTest, AFailureIsToldAndTheNextCallTriesAgain) {
  Leases leases;
  leases.failure = absl::UnavailableError("the database is away");
  CodeAllocator allocator(leases.Options());
  EXPECT_THAT(TakeNow(allocator), StatusIs(StatusCode::kUnavailable));
  leases.failure = absl::OkStatus();
  EXPECT_THAT(TakeNow(allocator), IsOk());
}

TEST(CodeAllocatorTest, BlocksOfDaysPastAreGivenUpOnceTheyAreSettled) {
  Leases leases;
  CodeAllocator allocator(leases.Options());
  const auto unsettled = TakeNow(allocator);
  const auto settled = TakeNow(allocator, kDay + 1, kDay + 1);
  allocator.Settle(*settled, Used::kYes);
  const auto of_today = TakeNow(allocator, kDay + 2, kDay + 2);
  allocator.Settle(*of_today, Used::kYes);
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] { return leases.Closed().count(settled->lease_id) == 1; }));
  EXPECT_EQ(leases.Closed().size(), 1u);
  allocator.Settle(*unsettled, Used::kYes);
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] { return leases.Closed().count(unsettled->lease_id) == 1; }));
  EXPECT_EQ(leases.Closed().count(of_today->lease_id), 0u);
}

TEST(CodeAllocatorTest, DrainClosesEveryLeaseAndAnswersWhoWaits) {
  Leases leases;
  CodeAllocator allocator(leases.Options());
  ASSERT_THAT(TakeNow(allocator), IsOk());
  ASSERT_THAT(TakeNow(allocator, kDay + 1), IsOk());
  EXPECT_THAT(allocator.Drain(), IsOk());
  EXPECT_THAT(leases.Closed(), UnorderedElementsAre("lease-1", "lease-2"));
  EXPECT_THAT(TakeNow(allocator), StatusIs(StatusCode::kUnavailable));
}

}  // namespace
}  // namespace hoso::intake
