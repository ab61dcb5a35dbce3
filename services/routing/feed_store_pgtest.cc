// What the feed takes for complete, on a real PostgreSQL.
#include "services/routing/feed_store.h"

#include <gmock/gmock.h>

#include <atomic>
#include <pqxx/pqxx>
#include <thread>

#include "common/postgres/pool.h"
#include "tests/support/database.h"
#include "tests/support/eventually.h"
#include "tests/support/matchers.h"

namespace hoso::routing {
namespace {

using hoso::testing::Eventually;
using hoso::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kDayOne = int64_t{19297} << 32;  // 01/11/2022.
constexpr int64_t KeyOf(int agency, int number) { return kDayOne | int64_t{agency} << 16 | number; }

// A transaction that writes facts and commits when told to.
class Writing {
 public:
  explicit Writing(const hoso::testing::TestDatabase& database) : connection_(database.Conninfo("postgres")) {
    tx_ = std::make_unique<pqxx::work>(connection_);
    tx_->exec("SELECT pg_current_xact_id()");
  }
  void Write(int64_t dossier, int sequence) {
    tx_->exec_params(
        "INSERT INTO ledger.fact (dossier, sequence, kind, recorded_at, hash, body)"
        " VALUES ($1, $2, 11, now(), sha256('x'), 'body')",
        dossier, sequence);
  }
  void Commit() { tx_->commit(); }
  void Notify() { tx_->exec("NOTIFY hoso_feed"); }

 private:
  pqxx::connection connection_;
  std::unique_ptr<pqxx::work> tx_;
};

class FeedStoreTest : public ::testing::Test {
 protected:
  std::vector<int64_t> ReadAll(int agency = 0, int limit = 100) {
    FeedPosition at;
    std::vector<int64_t> dossiers;
    while (true) {
      const auto horizon = store_.Horizon();
      EXPECT_THAT(horizon, IsOk());
      const auto page = store_.Read(at, horizon->complete_below, agency, limit);
      EXPECT_THAT(page, IsOk());
      for (const FeedFact& fact : page->facts) dossiers.push_back(fact.position.dossier);
      if (page->complete) return dossiers;
      EXPECT_GT(page->scanned, at) << "a page that is not the last gets on";
      at = page->scanned;
    }
  }

  // Transaction numbers are the whole cluster's: a writer in another test's database holds the horizon up as well.
  void AwaitHorizon() {
    EXPECT_TRUE(hoso::testing::Eventually(absl::Seconds(60), [&] { return !store_.Horizon()->held_up; }));
  }

  hoso::testing::TestDatabase database_;
  postgres::Pool pool_{{.connect = {.conninfo = database_.Conninfo("hoso_routing")}, .size = 2}};
  FeedStore store_{pool_};
};

TEST_F(FeedStoreTest, HoldsBackWhatCommittedBeforeAnOlderTransactionEnded) {
  Writing older(database_);
  Writing newer(database_);
  newer.Write(KeyOf(1, 2), 1);
  newer.Commit();
  EXPECT_THAT(ReadAll(), IsEmpty()) << "the older one may still commit facts that come before";
  EXPECT_TRUE(store_.Horizon()->held_up);
  older.Write(KeyOf(1, 1), 1);
  older.Commit();
  AwaitHorizon();
  EXPECT_THAT(ReadAll(), ElementsAre(KeyOf(1, 1), KeyOf(1, 2)));
}

TEST_F(FeedStoreTest, ReadersDoNotHoldItUp) {
  pqxx::connection connection(database_.Conninfo("postgres"));
  pqxx::work reading(connection);
  reading.exec("SELECT count(*) FROM ledger.fact");
  Writing writing(database_);
  writing.Write(KeyOf(1, 1), 1);
  writing.Commit();
  AwaitHorizon();
  EXPECT_THAT(ReadAll(), ElementsAre(KeyOf(1, 1)));
}

TEST_F(FeedStoreTest, PagesOfOneAgencyPassOverTheOthers) {
  Writing writing(database_);
  for (int i = 1; i <= 9; ++i) writing.Write(KeyOf(i % 3 == 0 ? 7 : 5, i), 1);
  writing.Commit();
  AwaitHorizon();
  for (const int limit : {1, 2, 4, 9, 10}) {
    EXPECT_THAT(ReadAll(7, limit), ElementsAre(KeyOf(7, 3), KeyOf(7, 6), KeyOf(7, 9))) << "pages of " << limit;
    EXPECT_EQ(ReadAll(0, limit).size(), 9u) << "pages of " << limit;
  }
}

TEST_F(FeedStoreTest, OfOneTransactionTheFactsOfADossierStayInOrder) {
  Writing writing(database_);
  for (int sequence = 1; sequence <= 12; ++sequence) writing.Write(KeyOf(1, 1), sequence);
  writing.Commit();
  AwaitHorizon();
  const auto page = store_.Read({}, store_.Horizon()->complete_below, 0, 100);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->facts.size(), 12u);
  for (int i = 0; i < 12; ++i) EXPECT_EQ(page->facts[i].position.sequence, i + 1);
}

TEST_F(FeedStoreTest, ACommitWakes) {
  std::atomic<bool> stop = false;
  std::atomic<int> woken = 0;
  std::thread listening([&] { store_.Listen(stop, [&] { ++woken; }); });
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] { return woken > 0; })) << "once, when it listens";
  const int before = woken;
  Writing writing(database_);
  writing.Notify();
  writing.Commit();
  AwaitHorizon();
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] { return woken > before; }));
  stop = true;
  listening.join();
}

TEST_F(FeedStoreTest, TheLedgerHasOneId) {
  const auto id = store_.LedgerId();
  ASSERT_THAT(id, IsOk());
  EXPECT_EQ(id->size(), 36u);
  EXPECT_EQ(*store_.LedgerId(), *id);
}

}  // namespace
}  // namespace hoso::routing
