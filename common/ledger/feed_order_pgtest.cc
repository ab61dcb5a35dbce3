// What a feed may rely on: facts of transactions below the oldest running one
// are complete, their order by (tx, dossier, sequence) is final, and a notice
// comes with each commit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <pqxx/pqxx>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/ledger/ledger.h"
#include "common/ledger/testing.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"

namespace hoso::ledger {
namespace {

using ::hoso::testing::IsOk;
using testing::Accept;
using testing::Id;
using testing::Pay;

using Position = std::tuple<uint64_t, int64_t, int>;

// The next facts after `at`, as a feed reads them.
std::vector<Position> Follow(pqxx::connection& connection, const Position& at) {
  std::vector<Position> next;
  for (const pqxx::row& row :
       pqxx::nontransaction(connection)
           .exec(absl::StrCat("SELECT tx, dossier, sequence FROM ledger.fact WHERE (tx, dossier, "
                              "sequence) > ('",
                              std::get<0>(at), "', ", std::get<1>(at), ", ", std::get<2>(at),
                              ") AND tx < pg_snapshot_xmin(pg_current_snapshot()) "
                              "ORDER BY tx, dossier, sequence LIMIT 50"))) {
    next.emplace_back(std::stoull(row[0].c_str()), row[1].as<int64_t>(), row[2].as<int>());
  }
  return next;
}

TEST(FeedOrderTest, UnderConcurrentWritersOfTwoLedgersNothingIsSkippedOrDoubled) {
  hoso::testing::TestDatabase database;
  std::unique_ptr<Ledger> ledgers[2];
  for (auto& ledger : ledgers) {
    Options options = testing::OptionsFor(database.Conninfo("hoso_intake"));
    options.committers = 2;
    ledger = testing::OpenOrDie(options);
  }
  for (int i = 1; i <= 10; ++i) ASSERT_THAT(ledgers[0]->SubmitAndWait(Accept(Id(i))), IsOk());
  std::atomic<int> writing = 8;
  std::vector<std::thread> writers;
  for (int t = 0; t < 8; ++t) {
    writers.emplace_back([&, t] {
      std::mt19937 random(t);
      for (int i = 0; i < 60; ++i) {
        if (i % 3 == 0) {
          EXPECT_THAT(ledgers[t % 2]->SubmitAndWait(Accept(Id(100 + t * 100 + i))), IsOk());
        }
        EXPECT_THAT(ledgers[t % 2]->SubmitAndWait(Pay(Id(1 + random() % 10))), IsOk());
      }
      --writing;
    });
  }
  pqxx::connection connection(database.Conninfo("hoso_routing"));
  std::vector<Position> seen;
  Position at;
  constexpr size_t kWritten = 10 + 8 * 80;
  // Transaction numbers are the whole cluster's: a writer in another test's database holds the horizon up as well.
  const absl::Time deadline = absl::Now() + absl::Seconds(120);
  while (writing > 0 || (seen.size() < kWritten && absl::Now() < deadline)) {
    const std::vector<Position> next = Follow(connection, at);
    seen.insert(seen.end(), next.begin(), next.end());
    if (!next.empty()) at = next.back();
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_EQ(std::set<Position>(seen.begin(), seen.end()).size(), seen.size());
  EXPECT_EQ(testing::Ask(database.Conninfo("hoso_auditor"), "SELECT count(*) FROM ledger.fact"),
            absl::StrCat(seen.size()));
  EXPECT_EQ(seen.size(), kWritten);
}

class Heard : public pqxx::notification_receiver {
 public:
  explicit Heard(pqxx::connection_base& connection) : pqxx::notification_receiver(connection, "hoso_feed") {}
  void operator()(const std::string&, int) override { ++times; }
  int times = 0;
};

TEST(FeedOrderTest, EachCommitIsNoticed) {
  hoso::testing::TestDatabase database;
  auto ledger = testing::OpenOrDie(testing::OptionsFor(database.Conninfo("hoso_intake")));
  pqxx::connection connection(database.Conninfo("hoso_routing"));
  Heard heard(connection);
  for (int i = 1; i <= 3; ++i) {
    ASSERT_THAT(ledger->SubmitAndWait(Accept(Id(i))), IsOk());
    while (heard.times < i) ASSERT_GT(connection.await_notification(10, 0), 0);
  }
}

}  // namespace
}  // namespace hoso::ledger
