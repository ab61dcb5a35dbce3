// A fixed number of connections, opened when first needed and again after they
// broke.
#pragma once

#include <functional>
#include <memory>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace hoso::postgres {

struct ConnectOptions {
  std::string conninfo;          // libpq: key=value pairs or a URI.
  std::string application_name;  // Seen in pg_stat_activity.
  absl::Duration connect_timeout = absl::Seconds(5);
  absl::Duration statement_timeout = absl::Seconds(30);
  absl::Duration lock_timeout = absl::Seconds(5);
  // A transaction that forgets itself would stall the feed for everyone.
  absl::Duration idle_in_transaction_timeout = absl::Seconds(30);
};

// Connects, with TimeZone UTC, no JIT and no parallel workers. The connection
// does not reconnect by itself: what broke stays broken. One thread's.
absl::StatusOr<std::unique_ptr<pqxx::connection>> Connect(const ConnectOptions& options);

struct PoolOptions {
  ConnectOptions connect;
  int size = 4;
  absl::Duration acquire_timeout = absl::Seconds(5);
  // Called with the counts after each change, under the pool's lock: keep it
  // short. For metrics.
  std::function<void(int idle, int busy)> on_change;
  std::function<void()> on_retry;  // Transact ran again.
};

class Pool;

// A connection for as long as this lives.
class Lease {
 public:
  Lease(Pool* pool, std::unique_ptr<pqxx::connection> connection);
  Lease(Lease&& other) noexcept;
  Lease& operator=(Lease&&) = delete;
  ~Lease();

  pqxx::connection& operator*() { return *connection_; }
  pqxx::connection* operator->() { return connection_.get(); }

  // The connection goes to the bin instead of back to the pool.
  void Discard() { discard_ = true; }

 private:
  Pool* pool_;
  std::unique_ptr<pqxx::connection> connection_;
  bool discard_ = false;
};

// Thread-safe. Outlives its leases.
class Pool {
 public:
  explicit Pool(PoolOptions options) : options_(std::move(options)) {}
  ~Pool();

  // Waits for a free connection until acquire_timeout or `deadline`, whichever
  // comes first, then RESOURCE_EXHAUSTED; UNAVAILABLE if connecting fails.
  absl::StatusOr<Lease> Acquire(absl::Time deadline = absl::InfiniteFuture());

  // Closes the idle connections. When one broke because the server went away,
  // the others did too.
  void DiscardIdle();

  const PoolOptions& options() const { return options_; }

 private:
  friend class Lease;
  void Return(std::unique_ptr<pqxx::connection> connection, bool discard);
  void Changed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const PoolOptions options_;
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<pqxx::connection>> idle_ ABSL_GUARDED_BY(mutex_);
  int busy_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace hoso::postgres
