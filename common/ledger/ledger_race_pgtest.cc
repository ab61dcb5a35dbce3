// Two ledgers, as two processes would have them, on the same dossiers at once,
// checked against a model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <pqxx/pqxx>
#include <random>
#include <set>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/ledger/ledger.h"
#include "common/ledger/testing.h"
#include "common/rpc/errors.h"
#include "tests/support/database.h"
#include "tests/support/eventually.h"
#include "tests/support/matchers.h"

namespace hoso::ledger {
namespace {

using ::hoso::testing::Eventually;
using ::hoso::testing::IsOk;
using ::hoso::testing::IsOkAndHolds;
using ::hoso::testing::StatusIs;
using testing::Accept;
using testing::Id;
using testing::Pay;

class LedgerRaceTest : public ::testing::Test {
 protected:
  LedgerRaceTest() {
    Options options = testing::OptionsFor(database_.Conninfo("hoso_intake"));
    options.hooks.on_bisection = [this](Lane) { ++bisections_; };
    for (auto& ledger : ledgers_) ledger = testing::OpenOrDie(options);
  }
  std::string Ask(const std::string& sql) { return testing::Ask(database_.Conninfo("hoso_auditor"), sql); }

  // Runs `body(thread number, its random numbers)` on that many threads.
  void OnThreads(int count, std::function<void(int, std::mt19937&)> body) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([&body, i] {
        std::mt19937 random(i);
        body(i, random);
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  hoso::testing::TestDatabase database_;
  std::atomic<int> bisections_ = 0;
  std::unique_ptr<Ledger> ledgers_[2];
};

// What a model of the ledger says: the versions that were given out, per dossier.
class Model {
 public:
  void Gave(int dossier, const std::string& answer) {
    int version = 0;
    ASSERT_TRUE(absl::SimpleAtoi(answer, &version));
    absl::MutexLock lock(&mutex_);
    EXPECT_TRUE(versions_[dossier].insert(version).second) << "version " << version << " given out twice";
  }
  // Every version from 2 on was given out once, up to the last.
  void ExpectComplete(int dossier, int last) {
    absl::MutexLock lock(&mutex_);
    const std::set<int>& versions = versions_[dossier];
    EXPECT_EQ(static_cast<int>(versions.size()), last - 1) << "dossier " << dossier;
    if (!versions.empty()) {
      EXPECT_EQ(*versions.begin(), 2);
      EXPECT_EQ(*versions.rbegin(), last);
    }
  }

 private:
  absl::Mutex mutex_;
  std::map<int, std::set<int>> versions_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(LedgerRaceTest, HotDossiersGoThroughEveryVersionOnce) {
  constexpr int kDossiers = 100;
  for (int i = 1; i <= kDossiers; ++i) ASSERT_THAT(ledgers_[0]->SubmitAndWait(Accept(Id(i))), IsOk());
  Model model;
  std::atomic<int> stale = 0;
  OnThreads(32, [&](int thread, std::mt19937& random) {
    for (int i = 0; i < 25; ++i) {
      const int dossier = 1 + random() % kDossiers;
      const bool checked = random() % 4 == 0;
      Command pay = Pay(Id(dossier), checked ? std::optional<int>(1 + random() % 8) : std::nullopt);
      const Command repeated = pay;
      const auto outcome = ledgers_[thread % 2]->SubmitAndWait(std::move(pay));
      if (checked && errors::Reason(outcome.status()) == "STALE_VERSION") {
        ++stale;
        continue;
      }
      ASSERT_THAT(outcome, IsOk());
      model.Gave(dossier, *outcome);
      if (random() % 8 == 0) {
        EXPECT_THAT(ledgers_[1 - thread % 2]->SubmitAndWait(repeated), IsOkAndHolds(*outcome));
      }
    }
  });
  EXPECT_GT(stale, 0);
  // A stale read after a wait for a lock would show as a version that is taken already.
  EXPECT_EQ(bisections_, 0);
  pqxx::connection connection(database_.Conninfo("hoso_auditor"));
  pqxx::nontransaction tx(connection);
  for (const pqxx::row& row : tx.exec("SELECT dossier & 65535, version FROM ledger.dossier")) {
    model.ExpectComplete(row[0].as<int>(), row[1].as<int>());
  }
  EXPECT_EQ(
      Ask("SELECT count(*) FROM ledger.dossier d WHERE d.version <> (SELECT max(sequence) FROM ledger.fact f WHERE "
          "f.dossier = d.dossier) OR d.version <> (SELECT count(*) FROM ledger.fact f WHERE f.dossier = d.dossier)"),
      "0");
}

TEST_F(LedgerRaceTest, OfManyWhoSawTheSameVersionOneWins) {
  ASSERT_THAT(ledgers_[0]->SubmitAndWait(Accept(Id(1))), IsOk());
  std::atomic<int> won = 0, stale = 0;
  OnThreads(32, [&](int thread, std::mt19937&) {
    const auto outcome = ledgers_[thread % 2]->SubmitAndWait(Pay(Id(1), 1));
    outcome.ok() ? ++won : ++stale;
    if (!outcome.ok()) {
      EXPECT_THAT(outcome, hoso::testing::HasReason("STALE_VERSION"));
    }
  });
  EXPECT_EQ(won, 1);
  EXPECT_EQ(stale, 31);
}

TEST_F(LedgerRaceTest, ARequestSentToTwoLedgersAtOnceHappensOnceAndIsAnsweredAlike) {
  OnThreads(16, [&](int thread, std::mt19937&) {
    for (int i = 0; i < 20; ++i) {
      const Command accept = Accept(Id(1 + thread * 20 + i));
      absl::StatusOr<std::string> outcomes[2];
      absl::BlockingCounter left(2);
      for (int l = 0; l < 2; ++l) {
        Command command = accept;
        command.done = [&, l](absl::StatusOr<std::string> outcome) {
          outcomes[l] = std::move(outcome);
          left.DecrementCount();
        };
        ledgers_[l]->Submit(std::move(command));
      }
      left.Wait();
      ASSERT_THAT(outcomes[0], IsOk());
      EXPECT_THAT(outcomes[1], IsOkAndHolds(*outcomes[0]));
    }
  });
  EXPECT_EQ(Ask("SELECT count(*) FROM ledger.fact"), "320");
  EXPECT_EQ(Ask("SELECT count(*) FROM ledger.answer"), "320");
}

TEST_F(LedgerRaceTest, OfTwoLedgersThatTakeTheSameCodeOneWinsAndNeighboursAreSpared) {
  std::atomic<int> won = 0, taken = 0;
  OnThreads(16, [&](int thread, std::mt19937&) {
    for (int i = 0; i < 25; ++i) {
      // Each code below 1000 is taken by two threads, one on each ledger; those above by one.
      const auto contested = ledgers_[thread % 2]->SubmitAndWait(Accept(Id(1 + thread / 2 * 25 + i)));
      contested.ok() ? ++won : ++taken;
      if (!contested.ok()) {
        EXPECT_THAT(contested, StatusIs(absl::StatusCode::kAlreadyExists));
      }
      EXPECT_THAT(ledgers_[thread % 2]->SubmitAndWait(Accept(Id(1000 + thread * 25 + i))), IsOk());
    }
  });
  EXPECT_EQ(won, 200);
  EXPECT_EQ(taken, 200);
  EXPECT_EQ(Ask("SELECT count(*) FROM ledger.dossier"), "600");
}

class ForeignLockTest : public LedgerRaceTest {
 protected:
  ForeignLockTest() {
    for (int i = 1; i <= 2; ++i) EXPECT_THAT(ledgers_[0]->SubmitAndWait(Accept(Id(i))), IsOk());
    connection_ = std::make_unique<pqxx::connection>(database_.Conninfo("hoso_intake"));
    lock_ = std::make_unique<pqxx::work>(*connection_);
    lock_->exec(absl::StrCat("SELECT 1 FROM ledger.dossier WHERE dossier = ", Id(1).value(), " FOR UPDATE"));
    Options options = testing::OptionsFor(database_.Conninfo("hoso_intake"));
    options.lock_timeout = absl::Milliseconds(50);
    ledgers_[0] = testing::OpenOrDie(options);
  }
  std::unique_ptr<pqxx::connection> connection_;
  std::unique_ptr<pqxx::work> lock_;
};

TEST_F(ForeignLockTest, HoldsUpOnlyTheDossierThatIsLocked) {
  absl::Notification finished;
  absl::StatusOr<std::string> held_up;
  Command pay = Pay(Id(1));
  pay.done = [&](absl::StatusOr<std::string> outcome) {
    held_up = std::move(outcome);
    finished.Notify();
  };
  ledgers_[0]->Submit(std::move(pay));
  EXPECT_THAT(ledgers_[0]->SubmitAndWait(Pay(Id(2))), IsOkAndHolds("2"));
  EXPECT_FALSE(finished.HasBeenNotified());
  lock_->abort();
  finished.WaitForNotification();
  EXPECT_THAT(held_up, IsOkAndHolds("2"));
}

TEST_F(ForeignLockTest, ThatNeverEndsIsAborted) {
  EXPECT_THAT(ledgers_[0]->SubmitAndWait(Pay(Id(1))), StatusIs(absl::StatusCode::kAborted));
  lock_->abort();
  EXPECT_THAT(ledgers_[0]->SubmitAndWait(Pay(Id(1))), IsOkAndHolds("2"));
}

}  // namespace
}  // namespace hoso::ledger
