// A real PostgreSQL for tests.
//
//   class StoreTest : public ::testing::Test {
//    protected:
//     TestDatabase database_;                           // fresh, migrated, gone afterwards
//     postgres::Pool pool_{{.connect = {.conninfo = database_.Conninfo("hoso_intake")}}};
//   };
//
// All tests of a run share one cluster: the one that ./test started
// (environment HOSO_TEST_PG), or else one that the first test of this process
// starts and its exit stops.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace hoso::testing {

// A private PostgreSQL cluster in a folder of its own, by deploy/cluster.sh.
class TestCluster {
 public:
  // The shared one. Started at the first call, thread-safe; fails the process
  // with what PostgreSQL said if it cannot be had.
  static TestCluster& Shared();

  // One that a test may kill and restart. `fsync` on is slow and needed only
  // where a crash is to be survived.
  explicit TestCluster(bool fsync);
  ~TestCluster();
  TestCluster(const TestCluster&) = delete;
  TestCluster& operator=(const TestCluster&) = delete;

  // For `role` and `database` over the cluster's own socket, without a
  // password. The superuser is "postgres".
  std::string Conninfo(const std::string& role, const std::string& database) const;

  // The process id of the postmaster. REQUIRES: not the shared one of HOSO_TEST_PG.
  int Postmaster() const;

  // kill -9 of the postmaster and its children, as a power cut would.
  void Kill();
  // Starts it again after Kill(); crash recovery included. Same port and socket.
  void Restart();

 private:
  explicit TestCluster(const std::string& directory_of_running);

  std::string directory_;
  bool owned_ = false;
  bool fsync_ = false;
};

// A database with all migrations applied and no rows, copied from a template
// that is made once per cluster and set of migration files.
class TestDatabase {
 public:
  // In the shared cluster, or in `cluster`.
  TestDatabase();
  explicit TestDatabase(TestCluster& cluster);
  // Drops the database, also under connections that are still open.
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  // For hoso_owner, hoso_intake, hoso_routing, hoso_returns, hoso_auditor, or
  // postgres (superuser, for tampering).
  std::string Conninfo(const std::string& role) const;
  const std::string& name() const { return name_; }

 private:
  TestCluster& cluster_;
  std::string name_;
};

// A database with nothing in it, owned by hoso_owner; for tests of migrations.
class EmptyDatabase {
 public:
  EmptyDatabase();
  ~EmptyDatabase();
  EmptyDatabase(const EmptyDatabase&) = delete;
  EmptyDatabase& operator=(const EmptyDatabase&) = delete;
  std::string Conninfo(const std::string& role) const;

 private:
  std::string name_;
};

}  // namespace hoso::testing
