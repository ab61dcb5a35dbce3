// Pool, Transact, Read, values and arrays against a real PostgreSQL.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <pqxx/pqxx>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/postgres/array.h"
#include "common/postgres/error.h"
#include "common/postgres/pool.h"
#include "common/postgres/transact.h"
#include "common/postgres/value.h"
#include "tests/support/database.h"
#include "tests/support/eventually.h"
#include "tests/support/matchers.h"

namespace hoso::postgres {
namespace {

using ::hoso::testing::Eventually;
using ::hoso::testing::IsOk;
using ::hoso::testing::IsOkAndHolds;
using ::hoso::testing::StatusIs;
using ::testing::HasSubstr;

class PostgresTest : public ::testing::Test {
 protected:
  PoolOptions Options() {
    return {.connect = {.conninfo = database_.Conninfo("hoso_owner"), .application_name = "postgres_test"},
            .size = 2,
            .acquire_timeout = absl::Seconds(20),
            .on_change =
                [this](int idle, int busy) {
                  idle_count_ = idle;
                  busy_count_ = busy;
                },
            .on_retry = [this] { ++retries_; }};
  }

  absl::Status Execute(const std::string& sql) {
    return Transact(pool_, [&](pqxx::work& tx) {
      tx.exec(sql);
      return absl::OkStatus();
    });
  }

  absl::StatusOr<std::string> Ask(const std::string& sql) {
    return Read(pool_, [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::string> {
      return tx.exec1(sql)[0].as<std::string>();
    });
  }

  void TerminateOtherBackends() {
    pqxx::connection superuser(database_.Conninfo("postgres"));
    pqxx::nontransaction(superuser).exec(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'postgres_test'");
  }

  hoso::testing::EmptyDatabase database_;
  std::atomic<int> idle_count_ = 0, busy_count_ = 0, retries_ = 0;
  Pool pool_{Options()};
};

TEST_F(PostgresTest, WhatTheBodyDidIsCommitted) {
  EXPECT_THAT(Execute("CREATE TABLE t AS SELECT 42 AS x"), IsOk());
  EXPECT_THAT(Ask("SELECT x FROM t"), IsOkAndHolds("42"));
}

TEST_F(PostgresTest, ARefusalOfTheBodyRollsBack) {
  ASSERT_THAT(Execute("CREATE TABLE t (x INTEGER)"), IsOk());
  const absl::Status refused = Transact(pool_, [](pqxx::work& tx) -> absl::Status {
    tx.exec("INSERT INTO t VALUES (1)");
    return absl::FailedPreconditionError("no");
  });
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition, "no"));
  EXPECT_THAT(Ask("SELECT count(*) FROM t"), IsOkAndHolds("0"));
}

TEST_F(PostgresTest, ErrorsOfTheDatabaseSayWhatToDoNext) {
  ASSERT_THAT(Execute("CREATE TABLE t (x INTEGER PRIMARY KEY CHECK (x > 0))"), IsOk());
  ASSERT_THAT(Execute("INSERT INTO t VALUES (1)"), IsOk());
  const absl::Status doubled = Execute("INSERT INTO t VALUES (1)");
  EXPECT_THAT(doubled, StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("t_pkey")));
  EXPECT_EQ(SqlState(doubled), "23505");
  EXPECT_THAT(Execute("INSERT INTO t VALUES (-1)"), StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(Execute("SELECT no_such_column"), StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(Execute("SET LOCAL statement_timeout = '1ms'; SELECT pg_sleep(30)"),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(Execute("SET LOCAL ROLE pg_read_all_stats"), StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST_F(PostgresTest, ALockThatSomebodyKeepsIsAborted) {
  ASSERT_THAT(Execute("CREATE TABLE t AS SELECT 1 AS x"), IsOk());
  pqxx::connection other(database_.Conninfo("hoso_owner"));
  pqxx::work holding(other);
  holding.exec("SELECT * FROM t FOR UPDATE");
  EXPECT_THAT(Execute("SET LOCAL lock_timeout = '10ms'; SELECT * FROM t FOR UPDATE"),
              StatusIs(absl::StatusCode::kAborted));
}

TEST_F(PostgresTest, ASerializationFailureRunsTheBodyAgain) {
  ASSERT_THAT(Execute("CREATE TABLE t AS SELECT 0 AS x"), IsOk());
  const auto increment = [&] {
    return Transact(pool_, [](pqxx::work& tx) -> absl::Status {
      tx.exec("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
      const int x = tx.exec1("SELECT x FROM t")[0].as<int>();
      tx.exec(absl::StrCat("UPDATE t SET x = ", x + 1));
      return absl::OkStatus();
    });
  };
  // One collision is certain: another transaction commits between the read and
  // the write of the first attempt.
  int attempts = 0;
  EXPECT_THAT(Transact(pool_,
                       [&](pqxx::work& tx) -> absl::Status {
                         tx.exec("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
                         const int x = tx.exec1("SELECT x FROM t")[0].as<int>();
                         if (++attempts == 1) {
                           EXPECT_THAT(increment(), IsOk());
                         }
                         tx.exec(absl::StrCat("UPDATE t SET x = ", x + 1));
                         return absl::OkStatus();
                       }),
              IsOk());
  EXPECT_EQ(attempts, 2);
  EXPECT_EQ(retries_, 1);
  EXPECT_THAT(Ask("SELECT x FROM t"), IsOkAndHolds("2"));
}

TEST_F(PostgresTest, ACollisionThatNeverEndsIsAbortedAfterFiveAttempts) {
  int attempts = 0;
  EXPECT_THAT(Transact(pool_,
                       [&](pqxx::work& tx) -> absl::Status {
                         ++attempts;
                         tx.exec("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$");
                         return absl::OkStatus();
                       }),
              StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(attempts, kTransactAttempts);
}

TEST_F(PostgresTest, AConnectionLostInTheBodyIsUnavailableAndTheNextCallWorks) {
  const absl::Status lost = Transact(pool_, [&](pqxx::work& tx) -> absl::Status {
    tx.exec("SELECT 1");
    TerminateOtherBackends();
    tx.exec("SELECT 1");
    return absl::OkStatus();
  });
  EXPECT_THAT(lost, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Ask("SELECT 1"), IsOkAndHolds("1"));
}

TEST_F(PostgresTest, IdleConnectionsThatBrokeCostOneFailureAtMost) {
  absl::StatusOr<Lease> one = pool_.Acquire(), two = pool_.Acquire();
  ASSERT_THAT(one, IsOk());
  ASSERT_THAT(two, IsOk());
  { Lease first = *std::move(one), second = *std::move(two); }
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] { return idle_count_ == 2; }));
  TerminateOtherBackends();
  EXPECT_THAT(Ask("SELECT 1"), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Ask("SELECT 1"), IsOkAndHolds("1"));
}

TEST_F(PostgresTest, ACommitOfUnknownOutcomeIsUnknown) {
  const auto in_doubt = std::make_exception_ptr(pqxx::in_doubt_error("connection lost while committing"));
  EXPECT_THAT(FromException(in_doubt), StatusIs(absl::StatusCode::kUnknown));
  const auto unknown = std::make_exception_ptr(pqxx::statement_completion_unknown("40003"));
  EXPECT_THAT(FromException(unknown), StatusIs(absl::StatusCode::kUnknown));
}

TEST_F(PostgresTest, ASessionThatFallsAsleepInATransactionIsEnded) {
  PoolOptions options = Options();
  options.connect.idle_in_transaction_timeout = absl::Milliseconds(20);
  Pool impatient(options);
  const absl::Status status = Transact(impatient, [&](pqxx::work& tx) -> absl::Status {
    const int pid = tx.exec1("SELECT pg_backend_pid()")[0].as<int>();
    pqxx::connection superuser(database_.Conninfo("postgres"));
    EXPECT_TRUE(Eventually(absl::Seconds(10), [&] {
      return pqxx::nontransaction(superuser)
          .exec(absl::StrCat("SELECT 1 FROM pg_stat_activity WHERE pid = ", pid))
          .empty();
    }));
    tx.exec("SELECT 1");
    return absl::OkStatus();
  });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(PostgresTest, ADatabaseThatIsNotThereIsUnavailable) {
  Pool nowhere({.connect = {.conninfo = "host=127.0.0.1 port=1 user=x dbname=x"}});
  EXPECT_THAT(nowhere.Acquire(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(nowhere.Acquire(), StatusIs(absl::StatusCode::kUnavailable));  // Its place is free again.
}

TEST_F(PostgresTest, AFullPoolWaitsAndThenSaysSo) {
  absl::StatusOr<Lease> one = pool_.Acquire();
  absl::StatusOr<Lease> two = pool_.Acquire();
  ASSERT_THAT(one, IsOk());
  ASSERT_THAT(two, IsOk());
  EXPECT_EQ(busy_count_, 2);
  EXPECT_THAT(pool_.Acquire(absl::Now() + absl::Milliseconds(10)),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("all 2 busy")));
}

TEST_F(PostgresTest, AWaiterGetsTheConnectionThatIsReturned) {
  auto one = std::make_unique<absl::StatusOr<Lease>>(pool_.Acquire());
  absl::StatusOr<Lease> two = pool_.Acquire();
  std::thread waiter([&] { EXPECT_THAT(pool_.Acquire(), IsOk()); });
  one.reset();
  waiter.join();
  EXPECT_EQ(busy_count_, 1);
}

TEST_F(PostgresTest, ArraysArriveAsTheyWere) {
  const std::vector<std::string> texts = {"", "NULL", "it's \"x\" \\ {,}", "Nguyễn Thị Hạnh", "a\nb\tc", "$1 %s"};
  const std::vector<std::string> bytes = {"", std::string("\0\1'\\\xff", 5)};
  const std::vector<absl::Time> times = {absl::FromUnixMicros(1'700'000'000'123'456), absl::InfiniteFuture()};
  const std::vector<std::optional<int64_t>> numbers = {INT64_MAX, std::nullopt};
  std::string sql = "SELECT * FROM unnest(";
  AppendArray(sql, texts);
  sql += ", ";
  AppendBytesArray(sql, bytes);
  sql += ", ";
  AppendArray(sql, times);
  sql += ", ";
  AppendArray(sql, numbers);
  sql += ")";
  ASSERT_THAT(Read(pool_,
                   [&](pqxx::nontransaction& tx) -> absl::Status {
                     const pqxx::result rows = tx.exec(sql);
                     EXPECT_EQ(rows.size(), texts.size());
                     for (size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(rows[i][0].as<std::string>(), texts[i]);
                     for (size_t i = 0; i < bytes.size(); ++i) EXPECT_EQ(GetBytes(rows[i][1]), bytes[i]);
                     for (size_t i = 0; i < times.size(); ++i) EXPECT_EQ(GetTime(rows[i][2]), times[i]);
                     EXPECT_EQ(GetOptional<int64_t>(rows[0][3]), INT64_MAX);
                     EXPECT_EQ(GetOptional<int64_t>(rows[1][3]), std::nullopt);
                     EXPECT_EQ(GetOptionalTime(rows[2][2]), std::nullopt);
                     return absl::OkStatus();
                   }),
              IsOk());
}

TEST_F(PostgresTest, BytesComeOutHoweverTheyAreWritten) {
  for (const std::string format : {"hex", "escape"}) {
    ASSERT_THAT(Read(pool_,
                     [&](pqxx::nontransaction& tx) -> absl::Status {
                       const std::string all("\0\\x'\xff ", 6);
                       const pqxx::result rows = tx.exec("SET bytea_output = " + format +
                                                         "; SELECT '\\x005c7827ff20'::bytea, ''::bytea, NULL");
                       EXPECT_EQ(GetBytes(rows[0][0]), all) << format;
                       EXPECT_EQ(GetBytes(rows[0][1]), "") << format;
                       EXPECT_THROW(GetBytes(rows[0][2]), std::invalid_argument);
                       tx.exec("RESET bytea_output");
                       return absl::OkStatus();
                     }),
                IsOk());
  }
}

TEST_F(PostgresTest, TimesAndDaysGoInAndOut) {
  const absl::Time at = absl::FromUnixMicros(1'714'116'000'500'000);
  ASSERT_THAT(Read(pool_,
                   [&](pqxx::nontransaction& tx) -> absl::Status {
                     const pqxx::row row = tx.exec_params1("SELECT $1::timestamptz, $2::date, NULL::date", ToSql(at),
                                                           ToSql(absl::CivilDay(2024, 2, 29)));
                     EXPECT_EQ(GetTime(row[0]), at);
                     EXPECT_EQ(GetDay(row[1]), absl::CivilDay(2024, 2, 29));
                     EXPECT_EQ(GetOptionalDay(row[2]), std::nullopt);
                     EXPECT_THROW(GetDay(row[2]), std::invalid_argument);
                     return absl::OkStatus();
                   }),
              IsOk());
}

}  // namespace
}  // namespace hoso::postgres
