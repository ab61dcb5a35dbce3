// What a superuser changes behind the ledger's back is found: every column,
// every row.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <pqxx/pqxx>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/custody/custody.h"
#include "common/custody/manifest.h"
#include "common/dossier/testing.h"
#include "common/ledger/testing.h"
#include "common/ledger/verify.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"
#include "tests/support/vault.h"

namespace hoso::ledger {
namespace {

using ::hoso::testing::IsOk;
using testing::CodeOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::Id;
using ::testing::IsEmpty;
using ::testing::Not;

const std::vector<std::string> kTables = {"fact",         "dossier", "item",  "person",  "person_key",
                                          "person_index", "answer",  "batch", "identity"};

core::v1::Bag TheBag() {
  core::v1::Bag bag;
  bag.set_bag_id("T-1");
  *bag.mutable_from() = custody::Office("YB-II-136");
  *bag.mutable_to() = custody::Agency("SGTVT");
  bag.set_seal_number("N-7");
  core::v1::ItemRef& item = *bag.add_items();
  item.set_dossier_code(CodeOf(Id(1)));
  item.set_item(1);
  bag.set_manifest_digest(custody::ManifestDigest(bag));
  return bag;
}

Command Seal() {
  return testing::Record(Id(1), [](const core::v1::Dossier&) {
    core::v1::Fact fact = dossier::testing::Sealed("T-1", 1, custody::Office("YB-II-136"));
    *fact.mutable_bag_sealed()->mutable_to() = TheBag().to();
    fact.mutable_bag_sealed()->set_seal_number("N-7");
    fact.mutable_bag_sealed()->set_manifest_digest(TheBag().manifest_digest());
    return std::vector<core::v1::Fact>{fact};
  });
}

Command Open() {
  return testing::Record(Id(1), [](const core::v1::Dossier&) {
    core::v1::Fact fact = dossier::testing::Opened("T-1", 1, custody::Agency("SGTVT"));
    fact.mutable_bag_opened()->set_manifest_digest(TheBag().manifest_digest());
    return std::vector<core::v1::Fact>{fact, dossier::testing::Received()};
  });
}

// Four dossiers with 10 facts by two services.
class VerifyTest : public ::testing::Test {
 protected:
  VerifyTest() {
    auto intake = testing::OpenOrDie(testing::OptionsFor(database_.Conninfo("hoso_intake")));
    auto routing = testing::OpenOrDie(testing::OptionsFor(database_.Conninfo("hoso_routing")));
    for (int i = 1; i <= 2; ++i) Must(*intake, testing::AcceptWithOwner(Id(i), absl::StrCat("owner ", i)));
    Must(*intake, testing::Accept(Id(3)));
    Must(*intake, testing::Accept(Id(1, 7, absl::CivilDay(2022, 12, 2))));
    Must(*intake, testing::Pay(Id(1)));
    Must(*intake, testing::Pay(Id(2)));
    Must(*routing, Seal());
    Must(*routing, Open());
    Must(*routing, testing::Move(Id(2), custody::Carrier("X-1")));
    connection_ = std::make_unique<pqxx::connection>(database_.Conninfo("postgres"));
    for (const std::string& table : kTables) {
      Sql(absl::StrCat("CREATE TABLE public.saved_", table, " AS TABLE ledger.", table));
    }
  }

  static void Must(Ledger& ledger, Command command) { ASSERT_THAT(ledger.SubmitAndWait(std::move(command)), IsOk()); }

  pqxx::result Sql(const std::string& sql) { return pqxx::nontransaction(*connection_).exec(sql); }

  VerifyOptions Options() {
    return {.conninfo = database_.Conninfo("hoso_auditor"),
            .agencies = testing::Codes(),
            .ring = hoso::testing::Vault().Current()};
  }
  std::vector<std::string> Findings() {
    const auto report = Verify(Options());
    EXPECT_THAT(report, IsOk());
    std::vector<std::string> texts;
    if (report.ok()) {
      for (const Finding& finding : report->findings) texts.push_back(finding.ToString());
    }
    return texts;
  }

  void Restore(const std::string& table) {
    Sql(absl::StrCat("TRUNCATE ledger.", table, "; INSERT INTO ledger.", table, " SELECT * FROM public.saved_", table));
  }

  // Columns of a table with their types.
  std::vector<std::pair<std::string, std::string>> Columns(const std::string& table) {
    std::vector<std::pair<std::string, std::string>> columns;
    for (const pqxx::row& row :
         Sql(absl::StrCat("SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = ", "'ledger.",
                          table, "'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"))) {
      columns.emplace_back(row[0].as<std::string>(), row[1].as<std::string>());
    }
    return columns;
  }

  // A value of the type that is not the one of the column.
  static std::string Other(const std::string& column, const std::string& type) {
    if (type == "bigint" || type == "integer") return absl::StrCat("coalesce(", column, ", 0) + 3000");
    if (type == "smallint") return absl::StrCat(column, " + 1");
    if (type == "boolean") return absl::StrCat("NOT ", column);
    if (type == "text") return absl::StrCat(column, " || 'x'");
    if (type == "timestamp with time zone")
      return absl::StrCat("coalesce(", column, " + interval '1 microsecond', now())");
    if (type == "xid8") return absl::StrCat("(", column, "::text::bigint + 1000000)::text::xid8");
    if (type == "bigint[]") return absl::StrCat(column, " || 7::bigint");
    if (type == "text[]") return absl::StrCat(column, " || 'x'::text");
    if (type == "uuid") return "gen_random_uuid()";
    if (type == "bytea")
      return absl::StrCat("set_byte(", column, ", length(", column, ") - 1, 255 - get_byte(", column, ", length(",
                          column, ") - 1))");
    ADD_FAILURE() << "no other value known for the type " << type;
    return column;
  }

  static std::string Row(const std::string& table, int64_t number) {
    return absl::StrCat("(tableoid, ctid) = (SELECT tableoid, ctid FROM ledger.", table, " ORDER BY 1, 2 OFFSET ",
                        number, " LIMIT 1)");
  }

  hoso::testing::TestDatabase database_;
  std::unique_ptr<pqxx::connection> connection_;
};

TEST_F(VerifyTest, WhatTheLedgerWroteAgrees) {
  const auto report = Verify(Options());
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->ok()) << report->findings[0].ToString();
  EXPECT_EQ(report->dossiers, 4);
  EXPECT_EQ(report->facts, 10);
  EXPECT_EQ(report->items, 4);
  EXPECT_EQ(report->persons, 2);
  EXPECT_EQ(report->answers, 9);
  EXPECT_EQ(report->batches, 9);
  EXPECT_EQ(report->bags, 1);
}

TEST_F(VerifyTest, AnEmptyLedgerAgrees) {
  hoso::testing::TestDatabase empty;
  VerifyOptions options = Options();
  options.conninfo = empty.Conninfo("hoso_auditor");
  const auto report = Verify(options);
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->ok());
}

TEST_F(VerifyTest, AnotherValueInAnyColumnOfAnyTableIsFound) {
  int refused = 0;
  for (const std::string& table : kTables) {
    for (const auto& [column, type] : Columns(table)) {
      const std::string sql =
          absl::StrCat("UPDATE ledger.", table, " SET ", column, " = ", Other(column, type), " WHERE ", Row(table, 0));
      try {
        ASSERT_EQ(Sql(sql).affected_rows(), 1u) << sql;
      } catch (const pqxx::check_violation&) {
        ++refused;  // The database does not even take it.
        continue;
      }
      EXPECT_THAT(Findings(), Not(IsEmpty())) << sql;
      Restore(table);
    }
  }
  EXPECT_EQ(refused, 1) << "only ledger.identity.one can have but one value";
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(VerifyTest, AnyRowTakenAwayIsFound) {
  for (const std::string& table : kTables) {
    const int64_t rows = Sql(absl::StrCat("SELECT count(*) FROM ledger.", table))[0][0].as<int64_t>();
    for (int64_t i = 0; i < rows; ++i) {
      const std::string sql = absl::StrCat("DELETE FROM ledger.", table, " WHERE ", Row(table, i));
      ASSERT_EQ(Sql(sql).affected_rows(), 1u) << sql;
      EXPECT_THAT(Findings(), Not(IsEmpty())) << sql;
      Restore(table);
    }
  }
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(VerifyTest, AnyRowAddedIsFound) {
  for (const std::string sql :
       {"INSERT INTO ledger.fact SELECT dossier, sequence + 50, kind, recorded_at, tx, hash, body FROM ledger.fact "
        "LIMIT 1",
        "INSERT INTO ledger.fact SELECT dossier + 50, sequence, kind, recorded_at, tx, hash, body FROM ledger.fact "
        "LIMIT 1",
        "INSERT INTO ledger.dossier SELECT (d).* FROM (SELECT jsonb_populate_record(d, jsonb_build_object('dossier', "
        "dossier + "
        "50)) AS d FROM ledger.dossier d LIMIT 1) AS t",
        "INSERT INTO ledger.item SELECT dossier, 9, kind, holder_kind, holder, since FROM ledger.item LIMIT 1",
        "INSERT INTO ledger.item SELECT dossier + 50, item, kind, holder_kind, holder, since FROM ledger.item LIMIT 1",
        "INSERT INTO ledger.person SELECT dossier, 9, version, sealed FROM ledger.person LIMIT 1",
        "INSERT INTO ledger.person SELECT dossier + 50, person, version, sealed FROM ledger.person LIMIT 1",
        "INSERT INTO ledger.person_index SELECT dossier, 9, version, tokens, scopes FROM ledger.person_index LIMIT 1",
        "INSERT INTO ledger.person_key SELECT dossier, 9, version, key_id, wrapped FROM ledger.person_key LIMIT 1",
        "INSERT INTO ledger.person_key SELECT dossier + 50, person, version, key_id, wrapped FROM ledger.person_key "
        "LIMIT 1",
        "INSERT INTO ledger.answer SELECT gen_random_uuid(), dossier, digest, recorded_at, answer FROM ledger.answer "
        "LIMIT 1",
        "INSERT INTO ledger.batch SELECT '999999', writer, number + 50, recorded_at, inventory, hash FROM ledger.batch "
        "LIMIT 1",
        "INSERT INTO ledger.batch SELECT '999999', gen_random_uuid(), 1, recorded_at, inventory, hash FROM "
        "ledger.batch LIMIT 1"}) {
    ASSERT_EQ(Sql(sql).affected_rows(), 1u) << sql;
    EXPECT_THAT(Findings(), Not(IsEmpty())) << sql;
    for (const std::string& table : kTables) {
      if (absl::StrContains(sql, absl::StrCat("INTO ledger.", table, " "))) Restore(table);
    }
  }
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(VerifyTest, RecordsThatAreSwappedAreFoundWithTheirKeysOrWithout) {
  const std::string first = absl::StrCat(Id(1).value()), second = absl::StrCat(Id(2).value());
  const std::string swap = absl::StrCat(" WHERE o.dossier IN (", first, ", ", second, ") AND t.dossier IN (", first,
                                        ", ", second, ") AND t.dossier <> o.dossier");
  const std::string records =
      absl::StrCat("UPDATE ledger.person t SET sealed = o.sealed FROM public.saved_person o", swap);
  const std::string keys = absl::StrCat(
      "UPDATE ledger.person_key t SET wrapped = o.wrapped, key_id = o.key_id FROM public.saved_person_key o", swap);
  for (const std::string& sql : {records, keys, absl::StrCat(records, "; ", keys)}) {
    Sql(sql);
    EXPECT_THAT(Findings(), ::testing::SizeIs(2)) << sql;
    Restore("person");
    Restore("person_key");
  }
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(VerifyTest, WithoutAKeyRingAllElseIsCheckedAndItSaysSo) {
  VerifyOptions options = Options();
  options.ring = nullptr;
  auto report = Verify(options);
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->ok());
  EXPECT_EQ(report->persons_unopened, 2);
  EXPECT_EQ(Verify(Options())->persons_unopened, 0);
  Sql("DELETE FROM ledger.person");
  report = Verify(options);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->findings_in_all, 4) << "two records, and two keys without one";
}

TEST_F(VerifyTest, KeysMayBeGoneOnlyWhenTheTermHasPassed) {
  Sql("DELETE FROM ledger.person_key; DELETE FROM ledger.person_index");
  EXPECT_THAT(Findings(),
              ::testing::ElementsAre(
                  HasSubstr("0001, fact 1: person 1 version 1: its data key is not there, and its term has not passed"),
                  HasSubstr("0002, fact 1: person 1 version 1: its data key is not there")));
  VerifyOptions options = Options();
  options.may_be_destroyed = [](const core::v1::Dossier& dossier) { return dossier.dossier_code() == CodeOf(Id(1)); };
  const auto report = Verify(options);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->persons_destroyed, 1);
  ASSERT_EQ(report->findings.size(), 1u);
  EXPECT_EQ(report->findings[0].dossier_code, CodeOf(Id(2)));
}

TEST_F(VerifyTest, ADossierThatVanishesWithoutATraceIsNamed) {
  for (const std::string table : {"fact", "dossier", "item", "person", "person_key", "person_index", "answer"}) {
    Sql(absl::StrCat("DELETE FROM ledger.", table, " WHERE dossier = ", Id(3).value()));
  }
  EXPECT_THAT(Findings(), Contains(absl::StrCat(CodeOf(Id(3)), ", fact 1: is missing")));
  // Nor does it help to take away its transaction as well: another one followed it.
  Sql("DELETE FROM ledger.batch b WHERE NOT EXISTS (SELECT FROM ledger.fact f WHERE f.tx = b.tx)");
  EXPECT_THAT(Findings(), Contains(HasSubstr("is missing before transaction")));
}

TEST_F(VerifyTest, TheIdOfAnotherLedgerIsNamed) {
  Sql("UPDATE ledger.identity SET ledger_id = gen_random_uuid()");
  EXPECT_THAT(Findings(), Contains("ledger.identity: no chain of transactions begins with this ledger_id"));
  Restore("identity");
  Sql("UPDATE ledger.batch SET recorded_at = recorded_at + interval '1 second' WHERE ctid = (SELECT min(ctid) FROM "
      "ledger.batch)");
  EXPECT_THAT(Findings(), Not(Contains(HasSubstr("ledger.identity")))) << "the other writer's chain begins with it";
}

TEST_F(VerifyTest, FindingsNameDossierFactAndDifference) {
  Sql(absl::StrCat("UPDATE ledger.fact SET kind = 12 WHERE dossier = ", Id(2).value(), " AND sequence = 2"));
  Sql(absl::StrCat("UPDATE ledger.item SET holder = 'YB-I-01' WHERE dossier = ", Id(3).value()));
  EXPECT_THAT(Findings(), ::testing::ElementsAre("H15.05-221101-0002, fact 2: kind: 12, want 19",
                                                 "H15.05-221101-0003: item 1 holder: 'YB-I-01', want 'YB-II-136'"));
}

TEST_F(VerifyTest, FindingsBeyondTheLimitAreCounted) {
  Sql("UPDATE ledger.item SET holder = 'YB-I-01'");
  VerifyOptions options = Options();
  options.max_findings = 2;
  const auto report = Verify(options);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->findings.size(), 2u);
  EXPECT_EQ(report->findings_in_all, 4);
}

TEST_F(VerifyTest, HooksCheckDossiersAndTablesOfServices) {
  VerifyOptions options = Options();
  options.check_dossier = [](const core::v1::Dossier& dossier, const std::vector<core::v1::Fact>& facts) {
    std::vector<std::string> wrong;
    if (facts.size() > 3) wrong.push_back(absl::StrCat("has ", facts.size(), " facts at version ", dossier.version()));
    return wrong;
  };
  options.tables.push_back({.sql = "SELECT 'T-1', NULL UNION ALL SELECT 'T-2', NULL ORDER BY 1",
                            .check = [](const TableCheck::Rows& rows, const BagsByFacts& bags) {
                              std::vector<std::string> wrong;
                              for (const auto& row : rows) {
                                if (!bags.contains(*row[0]))
                                  wrong.push_back(absl::StrCat("bag ", *row[0], ": no fact tells of it"));
                                EXPECT_FALSE(row[1].has_value());
                              }
                              return wrong;
                            }});
  const auto report = Verify(options);
  ASSERT_THAT(report, IsOk());
  std::vector<std::string> texts;
  for (const Finding& finding : report->findings) texts.push_back(finding.ToString());
  EXPECT_THAT(texts,
              ::testing::ElementsAre("bag T-2: no fact tells of it", "H15.05-221101-0001: has 5 facts at version 5"));
}

TEST_F(VerifyTest, AgreesWhileTheLedgerIsWrittenTo) {
  auto intake = testing::OpenOrDie(testing::OptionsFor(database_.Conninfo("hoso_intake")));
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 100; !stop; ++i) {
      Must(*intake, testing::Accept(Id(i)));
      Must(*intake, testing::Pay(Id(i)));
    }
  });
  for (int i = 0; i < 5; ++i) EXPECT_THAT(Findings(), IsEmpty());
  stop = true;
  writer.join();
}

TEST_F(VerifyTest, ALedgerThatCannotBeReadIsAnError) {
  VerifyOptions options = Options();
  options.conninfo += "_none";
  EXPECT_THAT(Verify(options), Not(IsOk()));
}

}  // namespace
}  // namespace hoso::ledger
