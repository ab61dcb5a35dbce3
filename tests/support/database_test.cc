#include "tests/support/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pqxx/pqxx>

#include "absl/strings/str_cat.h"

namespace hoso::testing {
namespace {

std::string Ask(const std::string& conninfo, const std::string& sql) {
  pqxx::connection connection(conninfo);
  pqxx::nontransaction tx(connection);
  const pqxx::result result = tx.exec(sql);
  return result.empty() ? "" : result[0][0].as<std::string>();
}

TEST(TestDatabaseTest, EachTestHasItsOwnMigratedDatabase) {
  TestDatabase one, two;
  EXPECT_NE(one.name(), two.name());
  EXPECT_NE(Ask(one.Conninfo("hoso_owner"), "SELECT count(*) FROM hoso_schema WHERE component = 'ledger'"), "0");
  Ask(one.Conninfo("hoso_owner"), "CREATE TABLE only_here ()");
  EXPECT_EQ(Ask(two.Conninfo("hoso_owner"), "SELECT count(*) FROM pg_class WHERE relname = 'only_here'"), "0");
}

TEST(TestDatabaseTest, EveryRoleMayConnect) {
  TestDatabase database;
  for (const char* role : {"hoso_owner", "hoso_intake", "hoso_routing", "hoso_returns", "hoso_auditor", "postgres"}) {
    EXPECT_EQ(Ask(database.Conninfo(role), "SELECT current_user"), role);
  }
}

TEST(TestDatabaseTest, ItIsDroppedUnderAnOpenConnection) {
  std::string name;
  std::unique_ptr<pqxx::connection> left_open;
  {
    TestDatabase database;
    name = database.name();
    left_open = std::make_unique<pqxx::connection>(database.Conninfo("hoso_owner"));
  }
  EXPECT_EQ(Ask(TestCluster::Shared().Conninfo("postgres", "postgres"),
                absl::StrCat("SELECT count(*) FROM pg_database WHERE datname = '", name, "'")),
            "0");
}

TEST(TestClusterTest, WhatWasCommittedSurvivesKillAndRestart) {
  TestCluster cluster(/*fsync=*/true);
  const std::string conninfo = cluster.Conninfo("hoso_owner", "hoso");
  Ask(conninfo, "CREATE TABLE kept AS SELECT 42 AS value");
  const int before = cluster.Postmaster();
  cluster.Kill();
  EXPECT_THROW(pqxx::connection{conninfo}, pqxx::broken_connection);
  cluster.Restart();
  EXPECT_NE(cluster.Postmaster(), before);
  EXPECT_EQ(Ask(conninfo, "SELECT value FROM kept"), "42");
}

TEST(TestClusterTest, ItListensOnLoopbackOnly) {
  const std::string superuser = TestCluster::Shared().Conninfo("postgres", "postgres");
  EXPECT_EQ(Ask(superuser, "SHOW listen_addresses"), "127.0.0.1");
}

}  // namespace
}  // namespace hoso::testing
