#include "common/postgres/transact.h"

#include <algorithm>
#include <random>
#include <string>

#include "absl/time/clock.h"

namespace hoso::postgres::internal {

void DropIfBroken(Pool& pool, Lease& lease, const absl::Status& status) {
  const bool doubtful = status.code() == absl::StatusCode::kUnavailable || status.code() == absl::StatusCode::kUnknown;
  if (!doubtful && lease->is_open()) return;
  lease.Discard();
  pool.DiscardIdle();
}

bool RetryAfterPause(const absl::Status& status, int attempt, absl::Time deadline, const Pool& pool) {
  const std::string state = SqlState(status);
  if (state != "40001" && state != "40P01") return false;
  if (attempt >= kTransactAttempts) return false;
  // Two that collided should not meet again in step.
  thread_local std::minstd_rand random{std::random_device{}()};
  const absl::Duration longest = std::min(absl::Milliseconds(4) * (1 << attempt), absl::Milliseconds(100));
  const absl::Duration pause = longest * std::uniform_real_distribution<double>(0.25, 1.0)(random);
  if (absl::Now() + pause >= deadline) return false;
  absl::SleepFor(pause);
  if (pool.options().on_retry) pool.options().on_retry();
  return true;
}

}  // namespace hoso::postgres::internal
