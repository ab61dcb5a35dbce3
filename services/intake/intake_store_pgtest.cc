#include "services/intake/intake_store.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/ledger/testing.h"
#include "services/intake/testing.h"
#include "tests/support/database.h"
#include "tests/support/eventually.h"
#include "tests/support/matchers.h"

namespace hoso::intake {
namespace {

using absl::StatusCode;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::IsOkAndHolds;
using hoso::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const absl::CivilDay kDay(2022, 11, 14);

class IntakeStoreTest : public ::testing::Test {
 protected:
  IntakeStore::Wanted Wanted(int count, const std::string& holder = "counter-1", absl::CivilDay day = kDay) {
    return {.request_id = testing::NewUuid(),
            .digest = std::string(32, 'd'),
            .agency = 5,
            .day = day,
            .count = count,
            .holder = holder,
            .now = testing::Now()};
  }

  IntakeStore::Closing Closing(const Lease& lease) {
    return {.request_id = testing::NewUuid(),
            .digest = std::string(32, 'c'),
            .lease_id = lease.id,
            .reason = "xong",
            .now = testing::Now()};
  }

  // Numbers of agency 5 that dossiers use.
  void Use(const std::vector<int>& numbers) {
    if (ledger_ == nullptr) {
      ledger_ = ledger::testing::OpenOrDie(ledger::testing::OptionsFor(database_.Conninfo("hoso_intake")));
    }
    for (const int number : numbers) {
      ASSERT_THAT(ledger_->SubmitAndWait(ledger::testing::Accept(ledger::testing::Id(number, 5, kDay))), IsOk());
    }
  }

  std::string Ask(const std::string& sql) { return ledger::testing::Ask(database_.Conninfo("hoso_auditor"), sql); }

  hoso::testing::TestDatabase database_;
  std::unique_ptr<ledger::Ledger> ledger_;
  IntakeStore store_{database_.Conninfo("hoso_intake"), 4};
};

TEST_F(IntakeStoreTest, BlocksFollowEachOtherWithinAnAgencysDay) {
  const auto first = store_.Open(Wanted(20));
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->first, 1);
  EXPECT_EQ(first->last, 20);
  EXPECT_EQ(store_.Open(Wanted(5, "counter-2"))->first, 21);
  EXPECT_EQ(store_.Open(Wanted(5, "counter-1", kDay + 1))->first, 1);
}

TEST_F(IntakeStoreTest, ARepeatGetsTheFirstBlockAgain) {
  const IntakeStore::Wanted wanted = Wanted(20);
  const auto first = store_.Open(wanted);
  const auto again = store_.Open(wanted);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->id, first->id);
  EXPECT_EQ(store_.Open(Wanted(1))->first, 21);
}

TEST_F(IntakeStoreTest, ARequestIdWithOtherContentIsRefused) {
  IntakeStore::Wanted wanted = Wanted(20);
  ASSERT_THAT(store_.Open(wanted), IsOk());
  wanted.digest = std::string(32, 'e');
  EXPECT_THAT(store_.Open(wanted), AllOf(StatusIs(StatusCode::kInvalidArgument), HasReason("REQUEST_ID_REUSED")));
}

TEST_F(IntakeStoreTest, TheDayEndsAtNumber9999) {
  for (int i = 0; i < 19; ++i) ASSERT_THAT(store_.Open(Wanted(500)), IsOk());
  const auto rest = store_.Open(Wanted(500));
  ASSERT_THAT(rest, IsOk());
  EXPECT_EQ(rest->last, 9999);
  EXPECT_EQ(rest->first, 9501);
  EXPECT_THAT(store_.Open(Wanted(1)), StatusIs(StatusCode::kResourceExhausted, HasSubstr("9999")));
}

TEST_F(IntakeStoreTest, ConcurrentLeasesNeverOverlap) {
  std::vector<std::thread> threads;
  absl::Mutex mutex;
  std::multiset<int> numbers;
  IntakeStore other(database_.Conninfo("hoso_intake"), 4);
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        const auto lease = (t % 2 == 0 ? store_ : other).Open(Wanted(7));
        ASSERT_THAT(lease, IsOk());
        absl::MutexLock lock(&mutex);
        for (int number = lease->first; number <= lease->last; ++number) numbers.insert(number);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(numbers, SizeIs(560));
  EXPECT_THAT(std::set<int>(numbers.begin(), numbers.end()), SizeIs(560));
}

TEST_F(IntakeStoreTest, TheDatabaseItselfRefusesOverlappingLeases) {
  ASSERT_THAT(store_.Open(Wanted(20)), IsOk());
  EXPECT_EQ(Ask("SELECT count(*) FROM pg_constraint WHERE conrelid = 'intake.lease'::regclass AND contype = 'x'"), "1");
}

TEST_F(IntakeStoreTest, WhatALeaseLeavesUnusedIsVoid) {
  const auto lease = store_.Open(Wanted(10));
  ASSERT_THAT(lease, IsOk());
  Use({1, 2, 5, 10});
  const auto closed = store_.Close(Closing(*lease));
  ASSERT_THAT(closed, IsOk());
  EXPECT_THAT(closed->void_numbers, ElementsAre(3, 4, 6, 7, 8, 9));
  EXPECT_EQ(Ask("SELECT numbers::text || reason FROM intake.void_code"), "{[3,5),[6,10)}xong");
}

TEST_F(IntakeStoreTest, ALeaseThatIsUsedUpLeavesNothingVoid) {
  const auto lease = store_.Open(Wanted(2));
  Use({1, 2});
  const auto closed = store_.Close(Closing(*lease));
  ASSERT_THAT(closed, IsOk());
  EXPECT_THAT(closed->void_numbers, SizeIs(0));
  EXPECT_EQ(Ask("SELECT count(*) FROM intake.void_code"), "0");
}

TEST_F(IntakeStoreTest, ClosingTwiceIsRefusedAndARepeatIsNot) {
  const auto lease = store_.Open(Wanted(3));
  IntakeStore::Closing closing = Closing(*lease);
  ASSERT_THAT(store_.Close(closing), IsOk());
  const auto again = store_.Close(closing);
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(again->void_numbers, ElementsAre(1, 2, 3));
  EXPECT_THAT(store_.Close(Closing(*lease)), AllOf(StatusIs(StatusCode::kFailedPrecondition), HasReason("LEASE_CLOSED")));
  closing.digest = std::string(32, 'x');
  EXPECT_THAT(store_.Close(closing), HasReason("REQUEST_ID_REUSED"));
  EXPECT_THAT(store_.Open(Wanted(1)), IsOk());
  EXPECT_EQ(store_.Open(Wanted(1))->first, 5);  // Void numbers are not leased again.
}

TEST_F(IntakeStoreTest, AnUnknownLeaseIsNotFound) {
  Lease lease;
  lease.id = testing::NewUuid();
  EXPECT_THAT(store_.Find(lease.id), StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(store_.Close(Closing(lease)), StatusIs(StatusCode::kNotFound));
}

TEST_F(IntakeStoreTest, ANumberTakenWhileItsLeaseWasClosedIsVoidNoMore) {
  const auto lease = store_.Open(Wanted(3));
  const auto one = store_.Open(Wanted(1));
  ASSERT_THAT(store_.Close(Closing(*lease)), IsOk());
  ASSERT_THAT(store_.Close(Closing(*one)), IsOk());
  Use({2, 4});
  EXPECT_THAT(store_.CheckVoid({lease->id, one->id}), IsOkAndHolds(2));
  EXPECT_EQ(Ask("SELECT string_agg(numbers::text, ' ') FROM intake.void_code"), "{[1,2),[3,4)}");
  EXPECT_THAT(store_.CheckVoid({lease->id, one->id}), IsOkAndHolds(0));
}

TEST_F(IntakeStoreTest, LeasesOfAReplicaAreClosedTogether) {
  ASSERT_THAT(store_.Open(Wanted(3, "replica/a")), IsOk());
  ASSERT_THAT(store_.Open(Wanted(3, "replica/a", kDay + 1)), IsOk());
  const auto kept = store_.Open(Wanted(3, "replica/b"));
  EXPECT_THAT(store_.CloseAllOf("replica/a", "crash", testing::Now()), IsOkAndHolds(2));
  EXPECT_EQ(Ask("SELECT string_agg(reason, ' ') FROM intake.void_code"), "crash crash");
  EXPECT_TRUE(store_.Find(kept->id)->open);
}

TEST_F(IntakeStoreTest, OldLeasesOfCountersAreClosedAndThoseOfReplicasAreLeftToThem) {
  ASSERT_THAT(store_.Open(Wanted(3)), IsOk());
  const auto of_replica = store_.Open(Wanted(3, "replica/a"));
  const auto of_today = store_.Open(Wanted(3, "counter-1", kDay + 1));
  EXPECT_THAT(store_.CloseAllBefore(kDay + 1, "age", testing::Now()), IsOkAndHolds(1));
  EXPECT_TRUE(store_.Find(of_replica->id)->open);
  EXPECT_TRUE(store_.Find(of_today->id)->open);
}

TEST_F(IntakeStoreTest, OnlyReplicasThatDoNotRunAreDead) {
  ASSERT_THAT(store_.HoldReplica("a"), IsOk());
  for (const char* holder : {"replica/a", "replica/b", "replica/c", "counter-1"}) {
    ASSERT_THAT(store_.Open(Wanted(3, holder)), IsOk());
  }
  auto other = std::make_unique<IntakeStore>(database_.Conninfo("hoso_intake"), 1);
  ASSERT_THAT(other->HoldReplica("b"), IsOk());
  EXPECT_THAT(store_.DeadReplicas(), IsOkAndHolds(ElementsAre("replica/c")));
  other.reset();
  EXPECT_TRUE(hoso::testing::Eventually(absl::Seconds(10), [&] { return store_.DeadReplicas()->size() == 2; }));
}

TEST_F(IntakeStoreTest, AReplicaThatTheDatabaseForgotIsHeldAgain) {
  ASSERT_THAT(store_.HoldReplica("a"), IsOk());
  ASSERT_THAT(store_.Open(Wanted(3, "replica/a")), IsOk());
  ledger::testing::Ask(database_.Conninfo("postgres"),
                       "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND database = "
                       "(SELECT oid FROM pg_database WHERE datname = current_database())");
  ASSERT_TRUE(hoso::testing::Eventually(absl::Seconds(10), [&] {
    const auto dead = store_.DeadReplicas();  // The pool's connections are not touched.
    return dead.ok() && dead->size() == 1;
  }));
  EXPECT_THAT(store_.KeepReplica(), IsOk());
  EXPECT_THAT(store_.DeadReplicas(), IsOkAndHolds(SizeIs(0)));
  EXPECT_THAT(store_.KeepReplica(), IsOk());
}

TEST_F(IntakeStoreTest, ALeaseOfAMonthToComeFindsItsPartition) {
  ASSERT_THAT(store_.Open(Wanted(3, "counter-1", absl::CivilDay(2031, 5, 17))), IsOk());
  EXPECT_EQ(Ask("SELECT to_regclass('ledger.fact_2031_05') IS NOT NULL"), "t");
}

TEST_F(IntakeStoreTest, OneProcessAtATimeIsAReplica) {
  auto first = std::make_unique<IntakeStore>(database_.Conninfo("hoso_intake"), 1);
  ASSERT_THAT(first->HoldReplica("a"), IsOk());
  EXPECT_THAT(store_.HoldReplica("b"), IsOk());
  IntakeStore second(database_.Conninfo("hoso_intake"), 1);
  EXPECT_THAT(second.HoldReplica("a"), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("replica a runs already")));
  first.reset();
  EXPECT_THAT(second.HoldReplica("a"), IsOk());
}

}  // namespace
}  // namespace hoso::intake
