// Schema migrations: numbered, forward only, a step of their own.
//
// A component owns a folder of files `NNNN_name.sql`, numbered from 0001
// without gaps. Each is applied once, in one transaction, together with its row
// in `hoso_schema (component, version, name, digest, applied_at)`. Files are
// applied in the order of components, then of numbers. A file that was applied
// and then changed is refused: write a new one.
//
// At start a service calls CheckSchema with the version it was written for: an
// older database stops it, a newer one does not, so that code can be rolled
// back.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace hoso::postgres {

struct Component {
  std::string name;       // "ledger"
  std::string directory;  // Of its .sql files. One that does not exist has no migrations.
};

// The components of Hoso below the root of the source tree, in the order in
// which they are applied: ledger, intake, routing, returns.
std::vector<Component> HosoComponents(const std::string& source_dir);

struct Migration {
  std::string component;
  int version = 0;
  std::string name;  // "dossiers" of 0001_dossiers.sql
  std::string path;
  std::string sql;
  std::string digest;  // SHA-256 of the file, in hex.
};

// Reads the files in the order in which they are applied. INVALID_ARGUMENT,
// naming the file, for a name out of shape, a gap or a double number.
absl::StatusOr<std::vector<Migration>> ReadMigrations(const std::vector<Component>& components);

// Applies what is missing and returns it. One at a time per database (advisory
// lock). FAILED_PRECONDITION if an applied file has changed or vanished; the
// error of a file names it, and what it did is rolled back.
absl::StatusOr<std::vector<Migration>> Migrate(const std::string& conninfo, const std::vector<Component>& components);

// OK if `component` is at `version` or above, else FAILED_PRECONDITION that
// names both; UNAVAILABLE if the database does not answer.
absl::Status CheckSchema(const std::string& conninfo, const std::string& component, int version);

}  // namespace hoso::postgres
