// Writes the access log.
//
// Whatever entries wait are appended together, with one statement and one commit, so that recording costs little. An
// answer with data of persons is given only when its entry is durable; when that cannot be had, it is refused.
#ifndef HOSO_COMMON_ACCESS_LOG_ACCESS_LOG_H_
#define HOSO_COMMON_ACCESS_LOG_ACCESS_LOG_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/access_log/entry.h"

namespace hoso::access_log {

// Thread-safe. Destruction answers who waits with UNAVAILABLE, and writes what was taken over if it can.
class AccessLog {
 public:
  struct Options {
    std::string conninfo;  // A role that may append: hoso_routing, hoso_staff or hoso_auditor.
    int max_batch = 256;
    int max_queue = 4096;
    absl::Duration linger = absl::Milliseconds(20);       // For how long what nobody waits for is collected.
    absl::Duration statement_timeout = absl::Seconds(5);  // While another process holds the end of the chain.
    std::function<void(int entries)> on_batch;            // For metrics.
  };
  // UNAVAILABLE when the database is away.
  static absl::StatusOr<std::unique_ptr<AccessLog>> Open(Options options);
  virtual ~AccessLog() = default;

  // Calls `done` once: OK when the entry is durable, and only then; else UNAVAILABLE, reason ACCESS_LOG_AWAY. An entry
  // whose answer from the database was lost may be there, and then possibly twice, with one request_id. On a thread of
  // the log; `done` does not block.
  virtual void Record(AccessEntry entry, std::function<void(absl::Status)> done) = 0;

  // For what shows nobody's data: takes the entry over and calls `done` with OK at once, on this thread. It is durable
  // some moments later, unless the process is killed meanwhile. While entries cannot be written, this is Record; what
  // was taken over before is kept and written first.
  virtual void RecordSoon(AccessEntry entry, std::function<void(absl::Status)> done) = 0;

  // As Record, for who may block; not from `done`.
  absl::Status RecordAndWait(AccessEntry entry);
  // All of them; the first error if one could not be written.
  absl::Status RecordAndWait(std::vector<AccessEntry> entries);
};

// For a program that is soon over: appends entries in one transaction. Errors as Record, and PERMISSION_DENIED for a
// role that may not.
absl::Status AppendOnce(const std::string& conninfo, const std::vector<AccessEntry>& entries);

}  // namespace hoso::access_log

#endif  // HOSO_COMMON_ACCESS_LOG_ACCESS_LOG_H_
