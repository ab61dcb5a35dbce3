// The database goes away at bad moments: nothing that was acknowledged is lost,
// nothing happens twice, and it heals by itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <set>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/ledger/ledger.h"
#include "common/ledger/lossy_proxy.h"
#include "common/ledger/testing.h"
#include "tests/support/database.h"
#include "tests/support/eventually.h"
#include "tests/support/matchers.h"

namespace hoso::ledger {
namespace {

using ::hoso::testing::IsOk;
using ::hoso::testing::IsOkAndHolds;
using ::hoso::testing::StatusIs;
using ::hoso::testing::TestCluster;
using ::hoso::testing::TestDatabase;
using testing::Accept;
using testing::Ask;
using testing::Id;
using testing::OptionsFor;
using testing::Pay;

class LostAnswerTest : public ::testing::Test {
 protected:
  LostAnswerTest() { EXPECT_THAT(ledger_->SubmitAndWait(Accept(Id(1))), IsOk()); }

  TestDatabase database_;
  testing::LossyProxy proxy_{database_.Conninfo("hoso_intake")};
  std::unique_ptr<Ledger> ledger_ = testing::OpenOrDie(OptionsFor(proxy_.conninfo()));
};

TEST_F(LostAnswerTest, ACommitWhoseAnswerWasLostIsAnsweredFromMemory) {
  proxy_.LoseCommits(1);
  EXPECT_THAT(ledger_->SubmitAndWait(Pay(Id(1))), IsOkAndHolds("2"));
  EXPECT_EQ(proxy_.lost(), 1);
  EXPECT_EQ(Ask(database_.Conninfo("hoso_auditor"), "SELECT version FROM ledger.dossier"), "2");
}

TEST_F(LostAnswerTest, ACommitWhoseAnswerWasLostIsUnknownWithoutARequestId) {
  proxy_.LoseCommits(1);
  Command pay = Pay(Id(1));
  pay.request_id.clear();
  EXPECT_THAT(ledger_->SubmitAndWait(pay), StatusIs(absl::StatusCode::kUnknown));
  EXPECT_EQ(Ask(database_.Conninfo("hoso_auditor"), "SELECT version FROM ledger.dossier"), "2");
  EXPECT_THAT(ledger_->SubmitAndWait(Pay(Id(1))), IsOkAndHolds("3"));
}

TEST_F(LostAnswerTest, TheBulkLaneRemembersAsWell) {
  proxy_.LoseCommits(1);
  Command pay = Pay(Id(1));
  pay.lane = Lane::kBulk;
  EXPECT_THAT(ledger_->SubmitAndWait(pay), IsOkAndHolds("2"));
  EXPECT_EQ(proxy_.lost(), 1);
  EXPECT_EQ(Ask(database_.Conninfo("hoso_auditor"), "SELECT version FROM ledger.dossier"), "2");
}

TEST(LedgerOutageTest, CommittersKilledUnderLoadLoseAndDoubleNothing) {
  TestDatabase database;
  Options options = OptionsFor(database.Conninfo("hoso_intake"));
  options.committers = 2;
  auto ledger = testing::OpenOrDie(options);
  constexpr int kDossiers = 20;
  for (int i = 1; i <= kDossiers; ++i) ASSERT_THAT(ledger->SubmitAndWait(Accept(Id(i))), IsOk());

  std::atomic<bool> stop = false;
  std::atomic<int> acknowledged = 0;
  absl::Mutex mutex;
  std::set<std::pair<int, int>> given;
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; !stop; ++i) {
        const int dossier = 1 + (t * 7 + i) % kDossiers;
        const Command pay = Pay(Id(dossier));
        absl::StatusOr<std::string> outcome = ledger->SubmitAndWait(pay);
        while (absl::IsUnavailable(outcome.status()) || absl::IsUnknown(outcome.status())) {
          outcome = ledger->SubmitAndWait(pay);
        }
        ASSERT_THAT(outcome, IsOk());
        int version = 0;
        ASSERT_TRUE(absl::SimpleAtoi(*outcome, &version));
        absl::MutexLock lock(&mutex);
        EXPECT_TRUE(given.insert({dossier, version}).second);
        ++acknowledged;
      }
    });
  }
  const std::string superuser = database.Conninfo("postgres");
  int killed = 0;
  EXPECT_TRUE(hoso::testing::Eventually(absl::Seconds(60), [&] {
    killed += Ask(superuser,
                  "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = "
                  "current_database() AND application_name = 'hoso-committer' AND random() < 0.5") != "0";
    return killed >= 30 && acknowledged >= 500;
  }));
  stop = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Ask(superuser, "SELECT sum(version) FROM ledger.dossier"), absl::StrCat(acknowledged + kDossiers));
  EXPECT_EQ(Ask(superuser, "SELECT count(*) FROM ledger.fact"), absl::StrCat(acknowledged + kDossiers));
}

TEST(LedgerOutageTest, ADatabaseThatComesBackIsUsedAgain) {
  TestCluster cluster(/*fsync=*/true);
  TestDatabase database(cluster);
  Options options = OptionsFor(database.Conninfo("hoso_intake"));
  options.patience = absl::Minutes(2);
  auto patient = testing::OpenOrDie(options);
  options.patience = absl::ZeroDuration();
  auto impatient = testing::OpenOrDie(options);
  ASSERT_THAT(patient->SubmitAndWait(Accept(Id(1))), IsOk());
  ASSERT_THAT(impatient->SubmitAndWait(Pay(Id(1))), IsOkAndHolds("2"));

  cluster.Kill();
  EXPECT_THAT(impatient->SubmitAndWait(Pay(Id(1))), StatusIs(absl::StatusCode::kUnavailable));
  absl::Notification finished;
  absl::StatusOr<std::string> waited;
  Command pay = Pay(Id(1));
  pay.done = [&](absl::StatusOr<std::string> outcome) {
    waited = std::move(outcome);
    finished.Notify();
  };
  patient->Submit(std::move(pay));
  cluster.Restart();
  finished.WaitForNotification();
  EXPECT_THAT(waited, IsOkAndHolds("3"));
  EXPECT_THAT(impatient->SubmitAndWait(Pay(Id(1))), IsOkAndHolds("4"));
}

}  // namespace
}  // namespace hoso::ledger
