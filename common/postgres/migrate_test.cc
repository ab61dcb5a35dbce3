#include "common/postgres/migrate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <pqxx/pqxx>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/database.h"
#include "tests/support/environment.h"
#include "tests/support/matchers.h"

namespace hoso::postgres {
namespace {

using ::hoso::testing::EmptyDatabase;
using ::hoso::testing::IsOk;
using ::hoso::testing::IsOkAndHolds;
using ::hoso::testing::StatusIs;
using ::hoso::testing::TempDir;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

auto Is(const std::string& component, int version) {
  return AllOf(Field(&Migration::component, component), Field(&Migration::version, version));
}

class MigrateTest : public ::testing::Test {
 protected:
  void Write(const std::string& component, const std::string& file, const std::string& sql) {
    std::filesystem::create_directories(source_.File(component));
    std::ofstream(source_.File(component + "/" + file)) << sql;
  }

  std::vector<Component> Components() const { return {{"b", source_.File("b")}, {"a", source_.File("a")}}; }
  absl::StatusOr<std::vector<Migration>> Run() { return Migrate(Owner(), Components()); }
  std::string Owner() const { return database_.Conninfo("hoso_owner"); }

  std::string Ask(const std::string& sql) {
    pqxx::connection connection(Owner());
    return pqxx::nontransaction(connection).exec1(sql)[0].as<std::string>();
  }

  TempDir source_;
  EmptyDatabase database_;
};

TEST_F(MigrateTest, FilesAreAppliedByComponentThenNumberAndOnlyOnce) {
  Write("a", "0001_later.sql", "CREATE TABLE a1 AS SELECT * FROM b2;");
  Write("b", "0001_first.sql", "CREATE TABLE b1 (x INTEGER); INSERT INTO b1 VALUES (7);");
  Write("b", "0002_second.sql", "CREATE TABLE b2 AS SELECT * FROM b1;");
  EXPECT_THAT(Run(), IsOkAndHolds(ElementsAre(Is("b", 1), Is("b", 2), Is("a", 1))));
  EXPECT_EQ(Ask("SELECT x FROM a1"), "7");
  EXPECT_THAT(Run(), IsOkAndHolds(IsEmpty()));
  Write("b", "0003_third.sql", "DROP TABLE b1;");
  EXPECT_THAT(Run(), IsOkAndHolds(ElementsAre(Is("b", 3))));
}

TEST_F(MigrateTest, AFailingFileIsRolledBackAndNamed) {
  Write("b", "0001_good.sql", "CREATE TABLE good ();");
  Write("b", "0002_bad.sql", "CREATE TABLE half (); SELECT 1/0;");
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kInternal, HasSubstr("0002_bad.sql")));
  EXPECT_EQ(Ask("SELECT count(*) FROM pg_class WHERE relname IN ('good', 'half')"), "1");
  EXPECT_EQ(Ask("SELECT count(*) FROM hoso_schema"), "1");
}

TEST_F(MigrateTest, AnAppliedFileThatChangedIsRefused) {
  Write("b", "0001_first.sql", "CREATE TABLE b1 ();");
  ASSERT_THAT(Run(), IsOk());
  Write("b", "0001_first.sql", "CREATE TABLE b1 (x INTEGER);");
  Write("b", "0002_second.sql", "CREATE TABLE b2 ();");
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("b 0001_first: changed")));
  EXPECT_EQ(Ask("SELECT count(*) FROM pg_class WHERE relname = 'b2'"), "0");
}

TEST_F(MigrateTest, AnAppliedFileThatVanishedIsRefused) {
  Write("b", "0001_first.sql", "SELECT 1;");
  ASSERT_THAT(Run(), IsOk());
  std::filesystem::remove(source_.File("b/0001_first.sql"));
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("not among the files")));
}

TEST_F(MigrateTest, GapsDoublesAndStrangeNamesAreRefusedBeforeAnythingIsDone) {
  Write("b", "0001_first.sql", "CREATE TABLE b1 ();");
  Write("b", "0003_third.sql", "SELECT 1;");
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("0003_third.sql: number 3, want 0002")));
  Write("b", "0001_again.sql", "SELECT 1;");
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("0001_first.sql: number 1, want 0002")));
  Write("b", "0000-short.sql", "SELECT 1;");
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("name out of shape")));
  EXPECT_EQ(Ask("SELECT count(*) FROM pg_class WHERE relname = 'b1'"), "0");
}

TEST_F(MigrateTest, TwoMigratorsAtOnceApplyEachFileOnce) {
  for (int i = 1; i <= 5; ++i) {
    Write("b", "000" + std::to_string(i) + "_step.sql", "CREATE TABLE t" + std::to_string(i) + " ();");
  }
  std::vector<std::thread> threads;
  std::vector<absl::StatusOr<std::vector<Migration>>> results(4, absl::UnknownError("not run"));
  for (auto& result : results) threads.emplace_back([&] { result = Run(); });
  for (std::thread& thread : threads) thread.join();
  size_t applied = 0;
  for (const auto& result : results) {
    ASSERT_THAT(result, IsOk());
    applied += result->size();
  }
  EXPECT_EQ(applied, 5u);
}

TEST_F(MigrateTest, AnOlderSchemaStopsAServiceAndANewerOneDoesNot) {
  EXPECT_THAT(CheckSchema(Owner(), "b", 1), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("version 0")));
  Write("b", "0001_first.sql", "SELECT 1;");
  Write("b", "0002_second.sql", "SELECT 1;");
  ASSERT_THAT(Run(), IsOk());
  EXPECT_THAT(CheckSchema(Owner(), "b", 1), IsOk());
  EXPECT_THAT(CheckSchema(database_.Conninfo("hoso_intake"), "b", 2), IsOk());
  EXPECT_THAT(CheckSchema(Owner(), "b", 3),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("version 2, want at least 3")));
}

TEST(HosoMigrationsTest, TheFilesOfThisTreeAreWellFormedAndBeginWithTheLedger) {
  const auto migrations = ReadMigrations(HosoComponents(hoso::testing::SourceDir()));
  ASSERT_THAT(migrations, IsOk());
  ASSERT_FALSE(migrations->empty());
  EXPECT_EQ((*migrations)[0].component, "ledger");
}

}  // namespace
}  // namespace hoso::postgres
