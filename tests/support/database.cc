#include "tests/support/database.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <pqxx/pqxx>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/postgres/error.h"
#include "common/postgres/migrate.h"
#include "common/postgres/pool.h"
#include "tests/support/environment.h"
#include "tests/support/eventually.h"
#include "tests/support/process.h"

namespace hoso::testing {
namespace {

[[noreturn]] void Fail(const std::string& why) {
  fprintf(stderr, "test database: %s\n", why.c_str());
  abort();
}

std::string ClusterScript() { return SourceDir() + "/deploy/cluster.sh"; }

std::string RunCluster(std::vector<std::string> arguments) {
  std::vector<std::string> argv = {"/bin/bash", ClusterScript()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  const Ran ran = RunProgram(argv, absl::Seconds(180));
  if (ran.exit_code != 0) Fail(absl::StrCat(arguments[0], ": ", ran.errors));
  return std::string(absl::StripAsciiWhitespace(ran.output));
}

std::string MakeDirectory() {
  std::string path = "/tmp/hoso-cluster.XXXXXX";
  if (mkdtemp(path.data()) == nullptr) Fail(path);
  return path;
}

std::unique_ptr<pqxx::connection> ConnectOrFail(const std::string& conninfo) {
  auto connection = postgres::Connect(
      {.conninfo = conninfo, .statement_timeout = absl::Seconds(120), .lock_timeout = absl::Seconds(120)});
  if (!connection.ok()) Fail(absl::StrCat(conninfo, ": ", connection.status().ToString()));
  return *std::move(connection);
}

pqxx::result Execute(const std::string& conninfo, const std::string& sql) {
  auto connection = ConnectOrFail(conninfo);
  return pqxx::nontransaction(*connection).exec(sql);
}

std::string FreshName(const char* prefix) {
  static std::atomic<int> count = 0;
  return absl::StrCat(prefix, "_", getpid(), "_", ++count);
}

std::string Digest(const std::vector<postgres::Migration>& migrations) {
  uint64_t hash = 14695981039346656037u;  // FNV-1a; only to tell sets of files apart.
  for (const auto& migration : migrations) {
    for (const char c : migration.component + migration.digest)
      hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  }
  return absl::StrCat(absl::Hex(hash, absl::kZeroPad16));
}

// The name of a migrated, empty database to copy from. Made by the first who
// asks; others wait. A template is one only once it is complete.
std::string Template(TestCluster& cluster) {
  const auto components = postgres::HosoComponents(SourceDir());
  const auto migrations = postgres::ReadMigrations(components);
  if (!migrations.ok()) Fail(migrations.status().ToString());
  const std::string name = absl::StrCat("hoso_template_", Digest(*migrations));

  auto connection = ConnectOrFail(cluster.Conninfo("postgres", "postgres"));
  pqxx::nontransaction tx(*connection);
  tx.exec("SELECT pg_advisory_lock(4711)");
  if (!tx.exec(absl::StrCat("SELECT 1 FROM pg_database WHERE datistemplate AND datname = '", name, "'")).empty()) {
    return name;
  }
  tx.exec(absl::StrCat("DROP DATABASE IF EXISTS ", name, " WITH (FORCE)"));
  tx.exec(absl::StrCat("CREATE DATABASE ", name, " OWNER hoso_owner"));
  const auto applied = postgres::Migrate(cluster.Conninfo("hoso_owner", name), components);
  if (!applied.ok()) Fail(applied.status().ToString());
  tx.exec(absl::StrCat("ALTER DATABASE ", name, " IS_TEMPLATE true ALLOW_CONNECTIONS false"));
  return name;
}

struct ProcessState {
  char state = 0;  // 'Z': ended, but nobody has asked for its exit code.
  pid_t parent = 0;
};

// What /proc says of a process, or nothing if it is gone.
std::optional<ProcessState> Look(pid_t pid) {
  std::ifstream stat(absl::StrCat("/proc/", pid, "/stat"));
  const std::string text((std::istreambuf_iterator<char>(stat)), std::istreambuf_iterator<char>());
  const size_t name_end = text.rfind(')');
  ProcessState found;
  if (name_end == std::string::npos) return std::nullopt;
  if (sscanf(text.c_str() + name_end + 1, " %c %d", &found.state, &found.parent) != 2) return std::nullopt;
  return found;
}

bool Alive(pid_t pid) {
  const auto found = Look(pid);
  return found.has_value() && found->state != 'Z';
}

std::vector<pid_t> Children(pid_t parent) {
  std::vector<pid_t> children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    int pid = 0;
    if (!absl::SimpleAtoi(entry.path().filename().string(), &pid)) continue;
    if (const auto found = Look(pid); found.has_value() && found->parent == parent) children.push_back(pid);
  }
  return children;
}

}  // namespace

TestCluster& TestCluster::Shared() {
  static TestCluster* shared = [] {
    const char* running = getenv("HOSO_TEST_PG");
    // Never destroyed: the cluster's own watcher ends it with this process.
    return running != nullptr ? new TestCluster(std::string(running)) : new TestCluster(/*fsync=*/false);
  }();
  return *shared;
}

TestCluster::TestCluster(const std::string& directory_of_running) : directory_(directory_of_running) {}

TestCluster::TestCluster(bool fsync) : directory_(MakeDirectory()), owned_(true) {
  RunCluster({"start", directory_, "--fsync", fsync ? "on" : "off", "--until-pid", absl::StrCat(getpid())});
  fsync_ = fsync;
}

TestCluster::~TestCluster() {
  if (!owned_) return;
  RunProgram({"/bin/bash", ClusterScript(), "stop", directory_});
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

std::string TestCluster::Conninfo(const std::string& role, const std::string& database) const {
  return absl::StrCat("host=", directory_,
                      "/socket port=", std::string(absl::StripAsciiWhitespace(ReadFile(directory_ + "/port"))),
                      " user=", role, " dbname=", database);
}

int TestCluster::Postmaster() const {
  std::ifstream file(directory_ + "/data/postmaster.pid");
  int pid = 0;
  file >> pid;
  if (pid == 0) Fail(absl::StrCat(directory_, ": no postmaster runs"));
  return pid;
}

void TestCluster::Kill() {
  if (!owned_) Fail("Kill: the shared cluster is not ours to kill");
  const pid_t postmaster = Postmaster();
  kill(postmaster, SIGSTOP);  // So that it starts no child while they are counted.
  const std::vector<pid_t> children = Children(postmaster);
  for (const pid_t child : children) kill(child, SIGKILL);
  kill(postmaster, SIGKILL);
  const bool gone = Eventually(
      absl::Seconds(30), [&] { return !Alive(postmaster) && std::none_of(children.begin(), children.end(), Alive); });
  if (!gone) Fail("Kill: PostgreSQL still runs");
}

void TestCluster::Restart() { RunCluster({"start", directory_, "--fsync", fsync_ ? "on" : "off"}); }

TestDatabase::TestDatabase() : TestDatabase(TestCluster::Shared()) {}

TestDatabase::TestDatabase(TestCluster& cluster) : cluster_(cluster), name_(FreshName("hoso_test")) {
  const std::string from = Template(cluster);
  Execute(cluster.Conninfo("postgres", "postgres"),
          absl::StrCat("CREATE DATABASE ", name_, " OWNER hoso_owner TEMPLATE ", from));
}

TestDatabase::~TestDatabase() {
  Execute(cluster_.Conninfo("postgres", "postgres"), absl::StrCat("DROP DATABASE ", name_, " WITH (FORCE)"));
}

std::string TestDatabase::Conninfo(const std::string& role) const { return cluster_.Conninfo(role, name_); }

EmptyDatabase::EmptyDatabase() : name_(FreshName("hoso_empty")) {
  Execute(TestCluster::Shared().Conninfo("postgres", "postgres"),
          absl::StrCat("CREATE DATABASE ", name_, " OWNER hoso_owner"));
}

EmptyDatabase::~EmptyDatabase() {
  Execute(TestCluster::Shared().Conninfo("postgres", "postgres"),
          absl::StrCat("DROP DATABASE ", name_, " WITH (FORCE)"));
}

std::string EmptyDatabase::Conninfo(const std::string& role) const {
  return TestCluster::Shared().Conninfo(role, name_);
}

}  // namespace hoso::testing
