#include "common/postgres/migrate.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <pqxx/pqxx>
#include <regex>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/digest/sha256.h"
#include "common/postgres/error.h"
#include "common/postgres/pool.h"

namespace hoso::postgres {
namespace {

namespace fs = std::filesystem;

// Held for the whole run, so that two migrators wait for each other.
constexpr char kLockSql[] = "SELECT pg_advisory_lock(hashtext('hoso_schema'))";

constexpr char kTableSql[] =
    "CREATE TABLE IF NOT EXISTS hoso_schema ("
    "  component  TEXT        NOT NULL,"
    "  version    INTEGER     NOT NULL CHECK (version >= 1),"
    "  name       TEXT        NOT NULL,"
    "  digest     TEXT        NOT NULL,"  // SHA-256 of the file, in hex.
    "  applied_at TIMESTAMPTZ NOT NULL DEFAULT now(),"
    "  PRIMARY KEY (component, version));"
    "GRANT SELECT ON hoso_schema TO PUBLIC";

constexpr char kHasTableSql[] = "SELECT to_regclass('hoso_schema') IS NOT NULL";
constexpr char kAppliedSql[] = "SELECT component, version, name, digest FROM hoso_schema ORDER BY component, version";
constexpr char kRecordSql[] = "INSERT INTO hoso_schema (component, version, name, digest) VALUES ($1, $2, $3, $4)";
constexpr char kVersionSql[] = "SELECT coalesce(max(version), 0) FROM hoso_schema WHERE component = $1";

ConnectOptions MigratorOptions(const std::string& conninfo) {
  // A migration may take long, and waits for as long as another one runs.
  return {.conninfo = conninfo,
          .application_name = "hoso-migrate",
          .statement_timeout = absl::ZeroDuration(),
          .lock_timeout = absl::ZeroDuration(),
          .idle_in_transaction_timeout = absl::ZeroDuration()};
}

absl::StatusOr<std::string> ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat(path.string(), ": cannot be read"));
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

absl::StatusOr<Migration> ReadMigration(const std::string& component, const fs::path& path) {
  static const std::regex* shape = new std::regex("([0-9]{4})_([a-z0-9_]+)\\.sql");
  std::smatch parts;
  const std::string file_name = path.filename().string();
  if (!std::regex_match(file_name, parts, *shape)) {
    return absl::InvalidArgumentError(absl::StrCat(path.string(), ": name out of shape, want NNNN_name.sql"));
  }
  absl::StatusOr<std::string> sql = ReadFile(path);
  if (!sql.ok()) return sql.status();
  Migration migration{.component = component,
                      .version = std::stoi(parts[1].str()),
                      .name = parts[2].str(),
                      .path = path.string(),
                      .sql = *std::move(sql)};
  migration.digest = Sha256Hex(migration.sql);
  return migration;
}

absl::Status ReadComponent(const Component& component, std::vector<Migration>& all) {
  std::error_code missing;
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(component.directory, missing)) {
    if (entry.path().extension() == ".sql") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  int expected = 1;
  for (const fs::path& path : paths) {
    absl::StatusOr<Migration> migration = ReadMigration(component.name, path);
    if (!migration.ok()) return migration.status();
    if (migration->version != expected) {
      return absl::InvalidArgumentError(
          absl::StrCat(path.string(), ": number ", migration->version, ", want ", absl::StrFormat("%04d", expected)));
    }
    ++expected;
    all.push_back(*std::move(migration));
  }
  return absl::OkStatus();
}

using Key = std::pair<std::string, int>;  // Component and version.

struct Applied {
  std::string name;
  std::string digest;
};

std::map<Key, Applied> ReadApplied(pqxx::connection& connection) {
  pqxx::nontransaction tx(connection);
  std::map<Key, Applied> applied;
  for (const pqxx::row& row : tx.exec(kAppliedSql)) {
    applied[{row[0].as<std::string>(), row[1].as<int>()}] = {row[2].as<std::string>(), row[3].as<std::string>()};
  }
  return applied;
}

// What was applied must still be there, unchanged. Components that are not
// given are not looked at.
absl::Status CheckApplied(const std::map<Key, Applied>& applied, const std::vector<Component>& components,
                          const std::vector<Migration>& migrations) {
  for (const auto& [key, was] : applied) {
    const auto& [component, version] = key;
    const auto known =
        std::find_if(components.begin(), components.end(), [&](const Component& c) { return c.name == component; });
    if (known == components.end()) continue;
    const auto now = std::find_if(migrations.begin(), migrations.end(),
                                  [&](const Migration& m) { return m.component == component && m.version == version; });
    const std::string what = absl::StrFormat("%s %04d_%s", component, version, was.name);
    if (now == migrations.end()) {
      return absl::FailedPreconditionError(
          absl::StrCat("migration ", what, ": applied, but not among the files; is the code older than the database?"));
    }
    if (now->digest != was.digest) {
      return absl::FailedPreconditionError(
          absl::StrCat("migration ", what, ": changed since it was applied; write a new one instead"));
    }
  }
  return absl::OkStatus();
}

absl::Status Apply(pqxx::connection& connection, const Migration& migration) {
  absl::Status status = Guard([&] {
    pqxx::work tx(connection);
    tx.exec(migration.sql);
    tx.exec_params(kRecordSql, migration.component, migration.version, migration.name, migration.digest);
    tx.commit();
    return absl::OkStatus();
  });
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat(migration.path, ": ", std::string(status.message())));
}

}  // namespace

std::vector<Component> HosoComponents(const std::string& source_dir) {
  return {{"ledger", source_dir + "/common/ledger/schema"},
          {"intake", source_dir + "/services/intake/schema"},
          {"routing", source_dir + "/services/routing/schema"},
          {"returns", source_dir + "/services/returns/schema"},
          {"staff", source_dir + "/services/staff/schema"},
          {"access", source_dir + "/common/access_log/schema"},
          {"journal", source_dir + "/common/journal/schema"}};
}

absl::StatusOr<std::vector<Migration>> ReadMigrations(const std::vector<Component>& components) {
  std::vector<Migration> all;
  for (const Component& component : components) {
    if (absl::Status status = ReadComponent(component, all); !status.ok()) return status;
  }
  return all;
}

absl::StatusOr<std::vector<Migration>> Migrate(const std::string& conninfo, const std::vector<Component>& components) {
  absl::StatusOr<std::vector<Migration>> migrations = ReadMigrations(components);
  if (!migrations.ok()) return migrations.status();
  absl::StatusOr<std::unique_ptr<pqxx::connection>> connection = Connect(MigratorOptions(conninfo));
  if (!connection.ok()) return connection.status();

  return Guard([&]() -> absl::StatusOr<std::vector<Migration>> {
    pqxx::nontransaction(**connection).exec(kLockSql);
    pqxx::nontransaction(**connection).exec(kTableSql);
    const std::map<Key, Applied> applied = ReadApplied(**connection);
    if (absl::Status status = CheckApplied(applied, components, *migrations); !status.ok()) return status;

    std::vector<Migration> done;
    for (Migration& migration : *migrations) {
      if (applied.contains({migration.component, migration.version})) continue;
      if (absl::Status status = Apply(**connection, migration); !status.ok()) return status;
      done.push_back(std::move(migration));
    }
    return done;
  });
}

absl::Status CheckSchema(const std::string& conninfo, const std::string& component, int version) {
  absl::StatusOr<std::unique_ptr<pqxx::connection>> connection =
      Connect({.conninfo = conninfo, .application_name = "hoso-schema-check"});
  if (!connection.ok()) return connection.status();
  return Guard([&]() -> absl::Status {
    pqxx::nontransaction tx(**connection);
    const bool has_table = tx.exec1(kHasTableSql)[0].as<bool>();
    const int found = has_table ? tx.exec_params1(kVersionSql, component)[0].as<int>() : 0;
    if (found >= version) return absl::OkStatus();
    return absl::FailedPreconditionError(absl::StrCat("schema of ", component, ": version ", found, ", want at least ",
                                                      version, "; run hoso-migrate first"));
  });
}

}  // namespace hoso::postgres
