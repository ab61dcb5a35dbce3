#include "clients/bench/pgbench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pqxx/pqxx>

#include "absl/strings/str_replace.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"

namespace hoso::bench {
namespace {

using hoso::testing::IsOk;

constexpr RowSizes kSizes = {.accept_facts = 2,
                             .accept_fact_bytes = 400,
                             .accept_state_bytes = 600,
                             .accept_answer_bytes = 300,
                             .persons = 1,
                             .person_bytes = 120,
                             .person_tokens = 25,
                             .advance_fact_bytes = 120,
                             .advance_state_bytes = 600,
                             .advance_answer_bytes = 140};

// A floor that misses its rows is fast and means nothing, so the rows are counted.
class FloorTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_THAT(PrepareFloors(conninfo_, kSizes, 50), IsOk()); }

  int64_t Count(const std::string& sql) {
    pqxx::connection connection(conninfo_);
    pqxx::nontransaction tx(connection);
    return tx.exec1(sql)[0].as<int64_t>();
  }

  hoso::testing::TestDatabase database_;
  const std::string conninfo_ = database_.Conninfo("postgres");
};

TEST_F(FloorTest, EachAcceptWritesADossierWithAllThatBelongsToIt) {
  const int64_t before = Count("SELECT count(*) FROM ledger.dossier");
  const auto floor = RunPgbench(conninfo_, AcceptScript(kSizes), 2, absl::Seconds(1));
  ASSERT_THAT(floor, IsOk());
  EXPECT_GT(floor->transactions, 0);
  EXPECT_EQ(Count("SELECT count(*) FROM ledger.dossier"), before + floor->transactions);
  const int64_t dossiers = before + floor->transactions;
  EXPECT_EQ(Count("SELECT count(*) FROM ledger.fact"), 2 * dossiers);
  for (const std::string table : {"item", "person", "person_key", "person_index", "answer"}) {
    EXPECT_EQ(Count("SELECT count(*) FROM ledger." + table), dossiers) << table;
  }
  EXPECT_EQ(Count("SELECT sum(cardinality(tokens)) FROM ledger.person_index"), 25 * dossiers);
}

TEST_F(FloorTest, EachAdvanceChangesADossierAndItsItem) {
  const int64_t facts = Count("SELECT count(*) FROM ledger.fact");
  const int64_t answers = Count("SELECT count(*) FROM ledger.answer");
  const auto floor = RunPgbench(conninfo_, AdvanceScript(kSizes, 25), 2, absl::Seconds(1));
  ASSERT_THAT(floor, IsOk());
  EXPECT_GT(floor->transactions, 0);
  EXPECT_EQ(Count("SELECT count(*) FROM ledger.fact"), facts + floor->transactions);
  EXPECT_EQ(Count("SELECT count(*) FROM ledger.answer"), answers + floor->transactions);
  EXPECT_EQ(Count("SELECT sum(version) FROM ledger.dossier"), facts + floor->transactions);
  EXPECT_GT(Count("SELECT count(*) FROM ledger.item WHERE holder = 'YB-I-01'"), 0);
}

TEST_F(FloorTest, TheReadingOnesFindRows) {
  const int64_t id = Count("SELECT max(dossier) FROM ledger.dossier");
  pqxx::connection connection(conninfo_);
  pqxx::nontransaction tx(connection);
  std::string look_up = LookUpScript(id, id);
  look_up = absl::StrReplaceAll(look_up.substr(look_up.find('\n') + 1), {{":id", std::to_string(id)}});
  EXPECT_EQ(tx.exec(look_up).size(), 2u);
  EXPECT_EQ(tx.exec(WorklistScript(60001)).size(), 50u);
  EXPECT_THAT(RunPgbench(conninfo_, LookUpScript(id, id), 1, absl::Seconds(1)), IsOk());
}

}  // namespace
}  // namespace hoso::bench
