// SQLite with statuses instead of codes.
#ifndef HOSO_CLIENTS_COUNTER_SQLITE_H_
#define HOSO_CLIENTS_COUNTER_SQLITE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct sqlite3;
struct sqlite3_stmt;

namespace hoso::counter {

// One thread's at a time.
class Sqlite {
 public:
  class Statement {
   public:
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    // Parameters, in their order.
    Statement& Text(const std::string& value);
    Statement& Blob(const std::string& value);
    Statement& Number(int64_t value);
    Statement& NumberOrNull(std::optional<int64_t> value);
    // The next row; false: there are no more.
    absl::StatusOr<bool> Step();
    // Of the present row.
    std::string TextAt(int column) const;
    std::string BlobAt(int column) const;
    int64_t NumberAt(int column) const;
    bool NullAt(int column) const;

   private:
    friend class Sqlite;
    explicit Statement(sqlite3* database) : database_(database) {}
    sqlite3* database_;
    sqlite3_stmt* statement_ = nullptr;
    int bound_ = 0;
    int error_ = 0;  // Of binding.
  };

  // A database in which each commit is on the disk when it returns.
  static absl::StatusOr<std::unique_ptr<Sqlite>> Open(const std::string& path);
  ~Sqlite();
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;

  absl::StatusOr<std::unique_ptr<Statement>> Prepare(const std::string& sql);
  // One that returns no rows, or more without parameters.
  absl::Status Run(const std::string& script);
  // Runs `body` in a transaction, which is over for all others when it begins; committed if it returns OK.
  absl::Status Transact(const std::function<absl::Status()>& body);
  int64_t changed() const;  // Rows of the last statement that wrote.

 private:
  explicit Sqlite(sqlite3* database) : database_(database) {}
  sqlite3* database_;
};

// The only row's values, read by `read`; NOT_FOUND when there is none.
absl::Status One(Sqlite::Statement& statement, const std::function<void()>& read);
// Every row's; the first error of `each` ends it.
absl::Status All(Sqlite::Statement& statement, const std::function<absl::Status()>& each);
// Runs what returns no rows, its parameters bound by `bind`.
absl::Status Execute(absl::StatusOr<std::unique_ptr<Sqlite::Statement>> statement,
                     const std::function<void(Sqlite::Statement&)>& bind);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_SQLITE_H_
