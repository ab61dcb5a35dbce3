#include "clients/counter/sqlite.h"

#include <sqlite3.h>

#include "absl/strings/str_cat.h"

namespace hoso::counter {
namespace {

// Without the statement or a value: either may be somebody's name.
absl::Status ToStatus(sqlite3* database, int code) {
  const std::string message = absl::StrCat("journal: ", sqlite3_errstr(code));
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return absl::DataLossError(message);
    case SQLITE_CONSTRAINT:
      return absl::AlreadyExistsError(message);
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
      return absl::UnavailableError(message);
    default:
      return absl::InternalError(absl::StrCat(message, ": ", sqlite3_errmsg(database)));
  }
}

}  // namespace

Sqlite::Statement::~Statement() { sqlite3_finalize(statement_); }

Sqlite::Statement& Sqlite::Statement::Text(const std::string& value) {
  error_ |= sqlite3_bind_text64(statement_, ++bound_, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}

Sqlite::Statement& Sqlite::Statement::Blob(const std::string& value) {
  error_ |= sqlite3_bind_blob64(statement_, ++bound_, value.data(), value.size(), SQLITE_TRANSIENT);
  return *this;
}

Sqlite::Statement& Sqlite::Statement::Number(int64_t value) {
  error_ |= sqlite3_bind_int64(statement_, ++bound_, value);
  return *this;
}

Sqlite::Statement& Sqlite::Statement::NumberOrNull(std::optional<int64_t> value) {
  if (value.has_value()) return Number(*value);
  error_ |= sqlite3_bind_null(statement_, ++bound_);
  return *this;
}

absl::StatusOr<bool> Sqlite::Statement::Step() {
  if (error_ != SQLITE_OK) return ToStatus(database_, error_);
  switch (const int code = sqlite3_step(statement_)) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default:
      return ToStatus(database_, code);
  }
}

std::string Sqlite::Statement::TextAt(int column) const { return BlobAt(column); }

std::string Sqlite::Statement::BlobAt(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return bytes == nullptr ? "" : std::string(bytes, static_cast<size_t>(sqlite3_column_bytes(statement_, column)));
}

int64_t Sqlite::Statement::NumberAt(int column) const { return sqlite3_column_int64(statement_, column); }

bool Sqlite::Statement::NullAt(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

absl::StatusOr<std::unique_ptr<Sqlite>> Sqlite::Open(const std::string& path) {
  sqlite3* raw = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<Sqlite> database(new Sqlite(raw));
  if (code != SQLITE_OK) return ToStatus(raw, code);
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, 5000);
  // What is deleted, such as a draft, does not stay readable in the file.
  absl::Status status = database->Run(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; "
      "PRAGMA locking_mode = EXCLUSIVE;");
  if (!status.ok()) return status;
  return database;
}

Sqlite::~Sqlite() { sqlite3_close_v2(database_); }

absl::StatusOr<std::unique_ptr<Sqlite::Statement>> Sqlite::Prepare(const std::string& sql) {
  std::unique_ptr<Statement> statement(new Statement(database_));
  const int code =
      sqlite3_prepare_v2(database_, sql.c_str(), static_cast<int>(sql.size()), &statement->statement_, nullptr);
  if (code != SQLITE_OK) return ToStatus(database_, code);
  return statement;
}

absl::Status Sqlite::Run(const std::string& script) {
  const int code = sqlite3_exec(database_, script.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : ToStatus(database_, code);
}

absl::Status Sqlite::Transact(const std::function<absl::Status()>& body) {
  if (absl::Status status = Run("BEGIN IMMEDIATE"); !status.ok()) return status;
  absl::Status status = body();
  if (status.ok()) status = Run("COMMIT");
  // Of a commit that failed, too: nothing of it stays.
  if (!status.ok() && sqlite3_get_autocommit(database_) == 0) (void)Run("ROLLBACK");
  return status;
}

int64_t Sqlite::changed() const { return sqlite3_changes64(database_); }

absl::Status One(Sqlite::Statement& statement, const std::function<void()>& read) {
  const auto row = statement.Step();
  if (!row.ok()) return row.status();
  if (!*row) return absl::NotFoundError("journal: no such row");
  read();
  return absl::OkStatus();
}

absl::Status All(Sqlite::Statement& statement, const std::function<absl::Status()>& each) {
  while (true) {
    const auto row = statement.Step();
    if (!row.ok()) return row.status();
    if (!*row) return absl::OkStatus();
    if (absl::Status status = each(); !status.ok()) return status;
  }
}

absl::Status Execute(absl::StatusOr<std::unique_ptr<Sqlite::Statement>> statement,
                     const std::function<void(Sqlite::Statement&)>& bind) {
  if (!statement.ok()) return statement.status();
  bind(**statement);
  return (*statement)->Step().status();
}

}  // namespace hoso::counter
