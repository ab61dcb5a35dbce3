// Running SQL: exceptions end here, and what deserves another attempt gets it.
#pragma once

#include <pqxx/pqxx>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/postgres/error.h"
#include "common/postgres/pool.h"

namespace hoso::postgres {

inline constexpr int kTransactAttempts = 5;

namespace internal {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// Whether attempt number `attempt` (from 1) that ended in `status` should be
// followed by another before `deadline`. Pauses for a moment if so.
bool RetryAfterPause(const absl::Status& status, int attempt, absl::Time deadline, const Pool& pool);

// Discards a connection that cannot be trusted after `status`, and with it the
// idle ones, which the server's end has broken too.
void DropIfBroken(Pool& pool, Lease& lease, const absl::Status& status);

}  // namespace internal

// Runs `body(pqxx::work&)`, which returns an absl::Status or absl::StatusOr, in
// a transaction: commits if it returned OK, rolls back otherwise. Serialization
// failures and deadlocks (40001, 40P01) run it again, up to 5 times, so it
// keeps no state between runs. Errors as in error.h.
template <typename Body>
auto Transact(Pool& pool, Body body, absl::Time deadline = absl::InfiniteFuture())
    -> decltype(body(std::declval<pqxx::work&>())) {
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<Lease> lease = pool.Acquire(deadline);
    if (!lease.ok()) return lease.status();
    auto result = Guard([&]() -> decltype(body(std::declval<pqxx::work&>())) {
      pqxx::work tx(**lease);
      auto inner = body(tx);
      if (inner.ok()) tx.commit();
      return inner;
    });
    if (result.ok()) return result;
    const absl::Status& status = internal::StatusOf(result);
    internal::DropIfBroken(pool, *lease, status);
    if (!internal::RetryAfterPause(status, attempt, deadline, pool)) return result;
  }
}

// Runs `body(pqxx::nontransaction&)` once, each statement in a transaction of
// its own: for reads, where BEGIN and COMMIT would cost two round trips. Do not
// write with it: a connection lost on the way says UNAVAILABLE, not UNKNOWN.
template <typename Body>
auto Read(Pool& pool, Body body, absl::Time deadline = absl::InfiniteFuture())
    -> decltype(body(std::declval<pqxx::nontransaction&>())) {
  absl::StatusOr<Lease> lease = pool.Acquire(deadline);
  if (!lease.ok()) return lease.status();
  auto result = Guard([&]() -> decltype(body(std::declval<pqxx::nontransaction&>())) {
    pqxx::nontransaction tx(**lease);
    return body(tx);
  });
  if (!result.ok()) internal::DropIfBroken(pool, *lease, internal::StatusOf(result));
  return result;
}

}  // namespace hoso::postgres
