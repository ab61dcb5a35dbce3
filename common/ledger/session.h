// A committer's connection to the database: the ledger's SQL stands here and in
// schema/, nowhere else on the way of a command.
#ifndef HOSO_COMMON_LEDGER_SESSION_H_
#define HOSO_COMMON_LEDGER_SESSION_H_

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/ledger/batch.h"
#include "common/ledger/inventory.h"
#include "common/ledger/writes.h"

namespace hoso::ledger {

// Whether the connection behind a failed call must be given up. After Append,
// what it carried is in doubt then.
bool LostConnection(const absl::Status& status);

// One thread's. Errors as in common/postgres/error.h.
class Session {
 public:
  struct Options {
    std::string conninfo;
    std::string application_name;
    absl::Duration lock_timeout;
  };
  static absl::StatusOr<std::unique_ptr<Session>> Open(const Options& options);
  ~Session();

  // Begins a transaction, runs the commands' side_load if there is one (REQUIRES:
  // then there is one command), and loads what they ask for.
  //
  // With `skip_locked`, dossiers that others have locked are left out and
  // their keys put into `blocked`.
  absl::StatusOr<LoadResult> Load(std::span<const Pending> commands, bool skip_locked, std::set<int64_t>& blocked);

  // Writes and commits. OK: it is committed.
  absl::Status Append(const Writes& writes);

  // Ends the transaction of Load without a trace. A connection that is lost
  // meanwhile shows at the next call.
  void Rollback();

  // Whether dossiers of that month have a place to be.
  bool HasMonth(absl::CivilMonth month) const { return months_.contains(month); }
  // REQUIRES: no open transaction.
  absl::Status MakeMonth(absl::CivilMonth month);

 private:
  class Connection;

  explicit Session(std::unique_ptr<Connection> connection);
  absl::Status Introduce();

  std::unique_ptr<Connection> connection_;
  std::set<absl::CivilMonth> months_;
  uint64_t tx_ = 0;
  // The chain of this writer's batches.
  std::string writer_;
  int64_t batches_ = 0;
  std::string last_hash_;
};

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_SESSION_H_
