// The access log on a real PostgreSQL: what it guarantees, and what of a superuser's deeds is found.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <pqxx/pqxx>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/access_log/access_log.h"
#include "common/access_log/access_reader.h"
#include "common/postgres/error.h"
#include "tests/support/database.h"
#include "tests/support/eventually.h"
#include "tests/support/matchers.h"

namespace hoso::access_log {
namespace {

using absl::StatusCode;
using hoso::testing::Eventually;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

AccessEntry EntryBy(const std::string& staff, int number) {
  core::v1::Actor actor;
  actor.set_staff_id(staff);
  actor.set_agency_key("SGTVT");
  AccessEntry entry = MakeEntry(access::v1::DEED_VIEW, actor, "hoso://yen-bai/agency/SGTVT", "id",
                                absl::FromUnixSeconds(1667284200 + number));
  entry.set_dossier_code(absl::StrCat("H15.05-221101-", number));
  entry.set_outcome(access::v1::OUTCOME_SHOWN);
  return entry;
}

class AccessLogTest : public ::testing::Test {
 protected:
  std::string Conninfo(const std::string& role) { return database_.Conninfo(role); }
  // What the database says to `sql` by `role`.
  absl::Status Try(const std::string& role, const std::string& sql) {
    return postgres::Guard([&] {
      pqxx::connection connection(Conninfo(role));
      pqxx::work tx(connection);
      tx.exec(sql);
      tx.commit();
      return absl::OkStatus();
    });
  }
  std::unique_ptr<AccessLog> Open(const std::string& role, absl::Duration timeout = absl::Seconds(5)) {
    auto log = AccessLog::Open({.conninfo = Conninfo(role), .statement_timeout = timeout});
    EXPECT_THAT(log, IsOk());
    return *std::move(log);
  }
  void Fill(int entries) {
    std::vector<AccessEntry> all;
    for (int number = 1; number <= entries; ++number) all.push_back(EntryBy("CB-1", number));
    ASSERT_THAT(AppendOnce(Conninfo("hoso_routing"), all), IsOk());
  }
  std::vector<std::string> Findings(std::map<std::string, Head> known = {}) {
    const auto report = CheckLog(Conninfo("hoso_auditor"), std::move(known));
    EXPECT_THAT(report, IsOk());
    std::vector<std::string> texts;
    for (const Finding& finding : report->findings) texts.push_back(finding.ToString());
    return texts;
  }
  std::vector<Listed> List(const Filter& filter, int limit = 100) {
    const auto listed = Store(Conninfo("hoso_staff"), 1).List(filter, INT64_MAX, limit, absl::InfiniteFuture());
    EXPECT_THAT(listed, IsOk());
    return *listed;
  }
  // As the superuser, with the triggers off.
  void Tamper(const std::string& sql) {
    EXPECT_THAT(Try("postgres", absl::StrCat("SET LOCAL session_replication_role = replica; ", sql)), IsOk());
  }

  hoso::testing::TestDatabase database_;
};

TEST_F(AccessLogTest, WhatIsRecordedIsThereAsSoonAsItIsSaid) {
  const auto log = Open("hoso_routing");
  ASSERT_THAT(log->RecordAndWait(EntryBy("CB-1", 1)), IsOk());
  const auto listed = List({});
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0].writer, "hoso_routing");
  EXPECT_EQ(listed[0].entry.SerializeAsString(), EntryBy("CB-1", 1).SerializeAsString());
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(AccessLogTest, ManyWhoWaitAreWrittenTogether) {
  absl::Mutex mutex;
  std::vector<int> batches;
  auto log = AccessLog::Open({.conninfo = Conninfo("hoso_routing"), .on_batch = [&](int entries) {
                                absl::MutexLock lock(&mutex);
                                batches.push_back(entries);
                              }});
  ASSERT_THAT(log, IsOk());
  constexpr int kEntries = 500;
  absl::BlockingCounter left(kEntries);
  for (int number = 1; number <= kEntries; ++number) {
    (*log)->Record(EntryBy("CB-1", number), [&](const absl::Status& status) {
      EXPECT_THAT(status, IsOk());
      left.DecrementCount();
    });
  }
  left.Wait();
  absl::MutexLock lock(&mutex);
  EXPECT_LT(batches.size(), kEntries / 10);
  EXPECT_EQ(List({}, 1000).size(), static_cast<size_t>(kEntries));
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(AccessLogTest, SeveralProcessesWriteOneChain) {
  const auto routing = Open("hoso_routing"), replica = Open("hoso_routing"), staff = Open("hoso_staff");
  std::vector<std::thread> threads;
  for (AccessLog* log : {routing.get(), replica.get(), staff.get()}) {
    for (int caller = 0; caller < 4; ++caller) {
      threads.emplace_back([log] {
        for (int number = 1; number <= 25; ++number) EXPECT_THAT(log->RecordAndWait(EntryBy("CB-1", number)), IsOk());
      });
    }
  }
  for (std::thread& thread : threads) thread.join();
  const auto report = CheckLog(Conninfo("hoso_auditor"));
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->entries, 300);
  EXPECT_THAT(report->findings, IsEmpty());
}

TEST_F(AccessLogTest, NobodyChangesOrDeletesAnEntryTheOwnerNeither) {
  Fill(3);
  for (const char* role : {"hoso_owner", "hoso_intake", "hoso_routing", "hoso_returns", "hoso_staff", "hoso_keeper",
                           "hoso_auditor", "postgres"}) {
    for (const char* sql : {"UPDATE access.entry SET staff = 'NV-9'", "DELETE FROM access.entry WHERE sequence = 3",
                            "TRUNCATE access.entry"}) {
      EXPECT_THAT(Try(role, sql), StatusIs(StatusCode::kPermissionDenied)) << role << ": " << sql;
    }
  }
  EXPECT_EQ(List({}).size(), 3u);
}

TEST_F(AccessLogTest, EntriesComeInByTheFunctionAloneAndOnlyFromWhoShowsThings) {
  Fill(1);
  const std::string one =
      "INSERT INTO access.entry SELECT sequence + 1, writer, at, dossier, staff, place, deed, hash, body "
      "FROM access.entry";
  for (const char* role :
       {"hoso_intake", "hoso_routing", "hoso_returns", "hoso_staff", "hoso_keeper", "hoso_auditor"}) {
    EXPECT_THAT(Try(role, one), StatusIs(StatusCode::kPermissionDenied)) << role;
    EXPECT_THAT(Try(role, "UPDATE access.head SET sequence = 0"), StatusIs(StatusCode::kPermissionDenied)) << role;
  }
  const std::string none = "SELECT access.append('{}', '{}', '{}', '{}', '{}', '{}')";
  for (const char* role : {"hoso_intake", "hoso_routing", "hoso_staff", "hoso_auditor"}) {
    EXPECT_THAT(Try(role, none), IsOk()) << role;
  }
  for (const char* role : {"hoso_returns", "hoso_keeper"}) {
    EXPECT_THAT(Try(role, none), StatusIs(StatusCode::kPermissionDenied)) << role;
  }
}

TEST_F(AccessLogTest, OnlyTheAuditorAndWhoAnswersAuditorsRead) {
  Fill(1);
  for (const char* role : {"hoso_intake", "hoso_routing", "hoso_returns", "hoso_keeper"}) {
    EXPECT_THAT(Try(role, "SELECT * FROM access.entry"), StatusIs(StatusCode::kPermissionDenied)) << role;
    EXPECT_THAT(Try(role, "SELECT * FROM access.head"), StatusIs(StatusCode::kPermissionDenied)) << role;
  }
  for (const char* role : {"hoso_staff", "hoso_auditor"}) {
    EXPECT_THAT(Try(role, "SELECT * FROM access.entry"), IsOk()) << role;
  }
}

TEST_F(AccessLogTest, TheDatabaseSaysWhoWroteAndNotTheWriter) {
  ASSERT_THAT(AppendOnce(Conninfo("hoso_auditor"), {EntryBy("CB-1", 1)}), IsOk());
  EXPECT_EQ(List({})[0].writer, "hoso_auditor");
  EXPECT_THAT(AppendOnce(Conninfo("hoso_returns"), {EntryBy("CB-1", 2)}), StatusIs(StatusCode::kPermissionDenied));
}

TEST_F(AccessLogTest, WhatCannotBeWrittenIsRefused) {
  const auto log = Open("hoso_routing", absl::Milliseconds(200));
  ASSERT_THAT(log->RecordAndWait(EntryBy("CB-1", 1)), IsOk());
  {
    pqxx::connection holder(Conninfo("postgres"));  // Somebody holds the end of the chain.
    pqxx::work tx(holder);
    tx.exec("SELECT * FROM access.head FOR UPDATE");
    EXPECT_THAT(log->RecordAndWait(EntryBy("CB-1", 2)),
                AllOf(StatusIs(StatusCode::kUnavailable), HasReason("ACCESS_LOG_AWAY")));
  }
  ASSERT_THAT(Try("postgres", "REVOKE EXECUTE ON FUNCTION access.append FROM hoso_routing"), IsOk());
  EXPECT_THAT(log->RecordAndWait(EntryBy("CB-1", 3)), HasReason("ACCESS_LOG_AWAY"));
  ASSERT_THAT(Try("postgres", "GRANT EXECUTE ON FUNCTION access.append TO hoso_routing"), IsOk());
  EXPECT_THAT(log->RecordAndWait(EntryBy("CB-1", 4)), IsOk());
  EXPECT_EQ(List({}).size(), 2u);
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(AccessLogTest, WhatNobodyWaitsForIsThereAMomentLaterOrWhenTheProcessEnds) {
  auto log = Open("hoso_routing");
  const auto ok = [](const absl::Status& status) { EXPECT_THAT(status, IsOk()); };
  log->RecordSoon(EntryBy("CB-1", 1), ok);
  EXPECT_TRUE(Eventually(absl::Seconds(30), [&] { return List({}).size() == 1; }));
  for (int number = 2; number <= 700; ++number) log->RecordSoon(EntryBy("CB-1", number), ok);
  log.reset();
  EXPECT_EQ(List({}, 1000).size(), 700u);
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(AccessLogTest, WhatWasTakenOverIsKeptWhileItCannotBeWrittenAndNothingMoreIsTaken) {
  const auto log = Open("hoso_routing");
  ASSERT_THAT(Try("postgres", "REVOKE EXECUTE ON FUNCTION access.append FROM hoso_routing"), IsOk());
  log->RecordSoon(EntryBy("CB-1", 1), [](const absl::Status& status) { EXPECT_THAT(status, IsOk()); });
  const auto soon = [&] {  // What it says, when it says it.
    absl::Notification said;
    absl::Status answer;
    log->RecordSoon(EntryBy("CB-1", 2), [&](absl::Status status) {
      answer = std::move(status);
      said.Notify();
    });
    said.WaitForNotification();
    return answer;
  };
  EXPECT_TRUE(Eventually(absl::Seconds(30), [&] { return !soon().ok(); }));
  EXPECT_THAT(soon(), HasReason("ACCESS_LOG_AWAY"));
  EXPECT_THAT(List({}), IsEmpty());
  ASSERT_THAT(Try("postgres", "GRANT EXECUTE ON FUNCTION access.append TO hoso_routing"), IsOk());
  EXPECT_TRUE(Eventually(absl::Seconds(30), [&] { return !List({}).empty(); })) << "without another call";
  EXPECT_EQ(List({}).back().entry.dossier_code(), "H15.05-221101-1");
  EXPECT_TRUE(Eventually(absl::Seconds(30), [&] { return soon().ok(); }));
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(AccessLogTest, AConnectionThatBrokeIsMadeAgain) {
  const auto log = Open("hoso_routing");
  ASSERT_THAT(log->RecordAndWait(EntryBy("CB-1", 1)), IsOk());
  ASSERT_THAT(Try("postgres",
                  "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'hoso_routing' AND "
                  "datname = current_database()"),
              IsOk());
  EXPECT_THAT(log->RecordAndWait(EntryBy("CB-1", 2)), IsOk());
  EXPECT_EQ(List({}).size(), 2u);
}

TEST_F(AccessLogTest, EveryDeedOfASuperuserIsFoundAndTheFirstBrokenEntryNamed) {
  Fill(9);
  const auto whole = CheckLog(Conninfo("hoso_auditor"));
  ASSERT_THAT(whole, IsOk());
  const Head* head = &whole->head;
  const std::pair<const char*, const char*> deeds[] = {
      {"UPDATE access.entry SET writer = 'hoso_auditor' WHERE sequence = 4", "entry 4: "},
      {"UPDATE access.entry SET at = at + interval '1 second' WHERE sequence = 4", "entry 4: column at"},
      {"UPDATE access.entry SET dossier = '' WHERE sequence = 4", "entry 4: column dossier"},
      {"UPDATE access.entry SET staff = 'CB-2' WHERE sequence = 4", "entry 4: column staff"},
      {"UPDATE access.entry SET place = 'STP' WHERE sequence = 4", "entry 4: column place"},
      {"UPDATE access.entry SET deed = 2 WHERE sequence = 4", "entry 4: column deed"},
      {"UPDATE access.entry SET body = set_byte(body, 3, get_byte(body, 3) # 1) WHERE sequence = 4", "entry 4: "},
      {"UPDATE access.entry SET hash = sha256('x') WHERE sequence = 4", "entry 4: "},
      {"DELETE FROM access.entry WHERE sequence = 4", "entry 4: is missing"},
      {"DELETE FROM access.entry WHERE sequence = 1", "entry 1: is missing"},
      {"DELETE FROM access.entry WHERE sequence = 9", "entry 9: is missing"},
      {"INSERT INTO access.entry SELECT 10, writer, at, dossier, staff, place, deed, hash, body FROM access.entry "
       "WHERE "
       "sequence = 9",
       "entry 10: its hash"},
      {"INSERT INTO access.entry SELECT sequence + 5, writer, at, dossier, staff, place, deed, hash, body FROM "
       "access.entry "
       "WHERE sequence = 9",
       "entry 10: and all until entry 13"},
      {"UPDATE access.head SET sequence = 8", "access log: ends with entry 9"},
      {"DELETE FROM access.head", "access log: ends with entry 9"},
      {"DELETE FROM access.entry WHERE sequence > 7; UPDATE access.head SET sequence = 7, hash = (SELECT hash FROM "
       "access.entry WHERE sequence = 7)",
       "access log: ends with entry 7, and the checkpoint has 9"}};
  for (const auto& [sql, found] : deeds) {
    Tamper("CREATE TABLE kept AS SELECT * FROM access.entry; CREATE TABLE kept_head AS SELECT * FROM access.head");
    Tamper(sql);
    EXPECT_THAT(Findings({{"the checkpoint", *head}}), Contains(HasSubstr(found))) << sql;
    EXPECT_THAT(Findings({{"the checkpoint", *head}})[0], HasSubstr(found)) << sql;
    Tamper(
        "DELETE FROM access.entry; DELETE FROM access.head; INSERT INTO access.entry SELECT * FROM kept; INSERT INTO "
        "access.head SELECT * FROM kept_head; DROP TABLE kept, kept_head");
    ASSERT_THAT(Findings({{"the checkpoint", *head}}), IsEmpty()) << sql;
  }
}

TEST_F(AccessLogTest, AreListedByWhatIsAskedNewestFirst) {
  Fill(5);
  ASSERT_THAT(AppendOnce(Conninfo("hoso_routing"), {EntryBy("CB-2", 3)}), IsOk());
  const auto numbers = [&](const Filter& filter, int limit = 100) {
    std::vector<int64_t> all;
    for (const Listed& one : List(filter, limit)) all.push_back(one.sequence);
    return all;
  };
  EXPECT_THAT(numbers({}, 2), ElementsAre(6, 5));
  EXPECT_THAT(numbers({.dossier = "H15.05-221101-3"}), ElementsAre(6, 3));
  EXPECT_THAT(numbers({.staff = "CB-2"}), ElementsAre(6));
  EXPECT_THAT(numbers({.place = "STP"}), IsEmpty());
  EXPECT_THAT(numbers({.staff = "' OR true --"}), IsEmpty());
  EXPECT_THAT(
      numbers({.staff = "CB-1", .from = absl::FromUnixSeconds(1667284202), .until = absl::FromUnixSeconds(1667284204)}),
      ElementsAre(3, 2));
  EXPECT_THAT(numbers({.deed = access::v1::DEED_PRINT}), IsEmpty());
}

}  // namespace
}  // namespace hoso::access_log
