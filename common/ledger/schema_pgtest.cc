// What the database itself guarantees: who may write what, partitions, and that
// only the partitions of a batch are touched.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <pqxx/pqxx>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/dossier/lifecycle.h"
#include "common/ledger/ledger.h"
#include "common/ledger/testing.h"
#include "common/postgres/error.h"
#include "hoso/core/v1/fact.pb.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"

namespace hoso::ledger {
namespace {

using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;
using ::testing::AllOf;
using testing::Ask;
using ::testing::HasSubstr;
using testing::Id;
using ::testing::Not;

constexpr const char* kServices[] = {"hoso_intake", "hoso_routing", "hoso_returns"};

class SchemaTest : public ::testing::Test {
 protected:
  // What the database says to `sql` by `role`; nothing stays.
  absl::Status Try(const std::string& role, const std::string& sql) {
    return postgres::Guard([&] {
      pqxx::connection connection(database_.Conninfo(role));
      pqxx::work tx(connection);
      tx.exec(sql);
      return absl::OkStatus();
    });
  }

  hoso::testing::TestDatabase database_;
};

TEST_F(SchemaTest, EachRoleMayAppendTheKindsOfItsDoorAndNoOthers) {
  const std::pair<const char*, dossier::Door> doors[] = {
      {"hoso_intake", dossier::kIntake}, {"hoso_routing", dossier::kRouting}, {"hoso_returns", dossier::kReturns}};
  const auto* oneof = core::v1::Fact::descriptor()->FindOneofByName("payload");
  for (const auto& [role, door] : doors) {
    const std::vector<dossier::FactKind> own = dossier::KindsOf(door);
    for (int i = 0; i < oneof->field_count(); ++i) {
      const int kind = oneof->field(i)->number();
      const absl::Status status =
          Try(role, absl::StrCat("INSERT INTO ledger.fact (dossier, sequence, kind, recorded_at, hash, body) VALUES (",
                                 Id(1).value(), ", 1, ", kind, ", now(), decode(repeat('00', 32), 'hex'), '')"));
      const bool owned = std::find(own.begin(), own.end(), kind) != own.end();
      EXPECT_EQ(status.code(), owned ? absl::StatusCode::kOk : absl::StatusCode::kPermissionDenied)
          << role << " and kind " << kind << ": " << status;
    }
  }
}

TEST_F(SchemaTest, NobodyButTheOwnerChangesOrDeletesWhatWasRecorded) {
  for (const char* role : {"hoso_intake", "hoso_routing", "hoso_returns", "hoso_auditor"}) {
    for (const char* table : {"fact", "person", "answer", "batch", "identity"}) {
      const char* column = std::string(table) == "answer"     ? "digest"
                           : std::string(table) == "identity" ? "ledger_id"
                                                              : "tx";
      if (std::string(table) == "person") column = "sealed";
      EXPECT_THAT(Try(role, absl::StrCat("UPDATE ledger.", table, " SET ", column, " = ", column)),
                  StatusIs(absl::StatusCode::kPermissionDenied));
      EXPECT_THAT(Try(role, absl::StrCat("DELETE FROM ledger.", table)), StatusIs(absl::StatusCode::kPermissionDenied));
      EXPECT_THAT(Try(role, absl::StrCat("TRUNCATE ledger.", table)), StatusIs(absl::StatusCode::kPermissionDenied));
    }
    EXPECT_THAT(Try(role, "UPDATE ledger.person_key SET wrapped = wrapped"),
                StatusIs(absl::StatusCode::kPermissionDenied));
    EXPECT_THAT(Try(role, "DELETE FROM ledger.person_key"), StatusIs(absl::StatusCode::kPermissionDenied));
    EXPECT_THAT(Try(role, "DELETE FROM ledger.dossier"), StatusIs(absl::StatusCode::kPermissionDenied));
    EXPECT_THAT(Try(role, "DELETE FROM ledger.fact_2022_11"), StatusIs(absl::StatusCode::kPermissionDenied));
    EXPECT_THAT(Try(role, "INSERT INTO ledger.fact_2022_11 SELECT * FROM ledger.fact_2022_11"),
                StatusIs(absl::StatusCode::kPermissionDenied));
  }
}

TEST_F(SchemaTest, TheTransactionIdOfAFactIsTheDatabasesToGive) {
  EXPECT_THAT(Try("hoso_intake", absl::StrCat("INSERT INTO ledger.fact VALUES (", Id(1).value(),
                                              ", 1, 11, now(), '7', decode(repeat('00', 32), 'hex'), '')")),
              StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST_F(SchemaTest, TheAuditorReadsEverythingAndWritesNothing) {
  const std::string tables = Ask(database_.Conninfo("postgres"),
                                 "SELECT string_agg(oid::regclass::text, ',') FROM pg_class WHERE relnamespace = "
                                 "'ledger'::regnamespace AND relkind IN ('r', 'p', 'v')");
  for (const auto table : absl::StrSplit(tables, ',')) {
    EXPECT_THAT(Try("hoso_auditor", absl::StrCat("SELECT * FROM ", table)), IsOk());
    if (table == "ledger.partition_month") continue;
    EXPECT_THAT(Try("hoso_auditor", absl::StrCat("INSERT INTO ", table, " SELECT * FROM ", table)),
                StatusIs(absl::StatusCode::kPermissionDenied));
  }
}

TEST_F(SchemaTest, PartitionsAreMadeOnceAlsoByTwoAtATime) {
  const std::string sql = "SELECT ledger.ensure_partitions('2035-01-15', '2035-03-01')";
  std::vector<std::string> made(4);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < made.size(); ++i) {
    threads.emplace_back([&, i] { made[i] = Ask(database_.Conninfo(kServices[i % 3]), sql); });
  }
  for (std::thread& thread : threads) thread.join();
  std::sort(made.begin(), made.end());
  EXPECT_THAT(made, ::testing::ElementsAre("0", "0", "0", "18"));
  EXPECT_EQ(Ask(database_.Conninfo("hoso_auditor"),
                "SELECT count(*) FROM ledger.partition_month WHERE month BETWEEN '2035-01-01' AND '2035-03-01'"),
            "3");
}

TEST_F(SchemaTest, PartitionsOfNoSensibleTimeAreRefused) {
  for (const char* range : {"'1999-12-01', '1999-12-31'", "'2100-01-01', '2100-01-02'", "'2030-01-02', '2030-01-01'",
                            "'2000-01-01', '2099-12-31'"}) {
    EXPECT_THAT(Try("hoso_intake", absl::StrCat("SELECT ledger.ensure_partitions(", range, ")")), Not(IsOk())) << range;
  }
  EXPECT_THAT(Try("hoso_auditor", "SELECT ledger.ensure_partitions('2035-01-15', '2035-03-01')"),
              StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST_F(SchemaTest, ReadersAndWritersGoOnWhileAPartitionIsMade) {
  pqxx::connection making(database_.Conninfo("hoso_intake"));
  pqxx::work tx(making);
  tx.exec("SELECT ledger.ensure_partitions('2036-01-01', '2036-01-31')");
  Options options = testing::OptionsFor(database_.Conninfo("hoso_intake"));
  auto ledger = testing::OpenOrDie(options);
  EXPECT_THAT(ledger->SubmitAndWait(testing::Accept(Id(1))), IsOk());
  EXPECT_THAT(ledger->SubmitAndWait(testing::Pay(Id(1))), IsOk());
}

// Collects what the server logs to the client.
class Notices : public pqxx::errorhandler {
 public:
  explicit Notices(pqxx::connection_base& connection) : pqxx::errorhandler(connection) {}
  bool operator()(const char text[]) noexcept override {
    text_ += text;
    return false;
  }
  std::string Take() { return std::exchange(text_, ""); }

 private:
  std::string text_;
};

TEST_F(SchemaTest, OnlyThePartitionsOfABatchAreTouched) {
  auto ledger = testing::OpenOrDie(testing::OptionsFor(database_.Conninfo("hoso_intake")));
  ASSERT_THAT(ledger->SubmitAndWait(testing::Accept(Id(1))), IsOk());
  pqxx::connection connection(database_.Conninfo("postgres"));
  pqxx::nontransaction tx(connection);
  tx.exec(
      "LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on;"
      "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off;"
      "SET enable_mergejoin = off; SET client_min_messages = log");
  Notices notices(connection);
  const std::string key = absl::StrCat("'{", Id(1).value(), "}'::bigint[]");
  const auto reads_november_by_key =
      AllOf(HasSubstr("2022_11_pkey"), HasSubstr("Subplans Removed"), Not(HasSubstr("2022_12")),
            Not(HasSubstr("2023_")), Not(HasSubstr("Seq Scan")));
  tx.exec(absl::StrCat("SELECT * FROM ledger.load(", key, ", ", key, ", '{}', false)"));
  EXPECT_THAT(notices.Take(), reads_november_by_key);
  tx.exec(absl::StrCat("SELECT * FROM ledger.load(", key, ", '{}', '{}', true)"));
  EXPECT_THAT(notices.Take(), reads_november_by_key);
  tx.exec(absl::StrCat("SELECT * FROM ledger.find(", key, ", ", key, ")"));
  EXPECT_THAT(notices.Take(), reads_november_by_key);
  // Rows are updated through the primary key, whatever the planner thinks of the table.
  const auto updates_by_key = AllOf(HasSubstr("Conflict Resolution: UPDATE"), Not(HasSubstr("2022_12")),
                                    Not(HasSubstr("Join")), Not(HasSubstr("Nested Loop")));
  tx.exec(absl::StrCat("SELECT ledger.append_items(", key, ", '{1}', '{f}', '{1}', '{1}', '{YB-I-01}', '{now}')"));
  EXPECT_THAT(notices.Take(), updates_by_key);
  tx.exec(absl::StrCat("SELECT ledger.append_dossiers(", key,
                       ", '{f}', '{2}', ARRAY[decode(repeat('00', 32), 'hex')], "
                       "'{2}', '{f}', '{5}', '{A}', '{A}', '{P}', ARRAY[''], ARRAY[''], '{f}', "
                       "'{now}', '{now}', '{now}', '{NULL}', '{0}', '{0}', ARRAY['x'::bytea])"));
  EXPECT_THAT(notices.Take(), updates_by_key);
}

}  // namespace
}  // namespace hoso::ledger
