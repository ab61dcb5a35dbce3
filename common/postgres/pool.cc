#include "common/postgres/pool.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/postgres/error.h"

namespace hoso::postgres {
namespace {

std::string Milliseconds(absl::Duration duration) { return absl::StrCat(absl::ToInt64Milliseconds(duration)); }

std::string SessionSettings(const ConnectOptions& options) {
  return absl::StrCat(
      "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET bytea_output = 'hex'; SET jit = off;",
      " SET max_parallel_workers_per_gather = 0; SET client_min_messages = warning;",
      " SET statement_timeout = ", Milliseconds(options.statement_timeout),
      "; SET lock_timeout = ", Milliseconds(options.lock_timeout),
      "; SET idle_in_transaction_session_timeout = ", Milliseconds(options.idle_in_transaction_timeout));
}

// libpq reads both keywords and URIs; parameters are added in the form that
// `conninfo` has.
std::string WithParameter(const std::string& conninfo, const std::string& key, const std::string& value) {
  const bool uri = absl::StartsWith(conninfo, "postgresql://") || absl::StartsWith(conninfo, "postgres://");
  if (!uri) return absl::StrCat(conninfo, " ", key, "='", value, "'");
  return absl::StrCat(conninfo, conninfo.find('?') == std::string::npos ? "?" : "&", key, "=", value);
}

}  // namespace

absl::StatusOr<std::unique_ptr<pqxx::connection>> Connect(const ConnectOptions& options) {
  const int seconds = std::max(2, static_cast<int>(absl::ToInt64Seconds(options.connect_timeout)));
  std::string conninfo = WithParameter(options.conninfo, "connect_timeout", absl::StrCat(seconds));
  if (!options.application_name.empty()) {
    conninfo = WithParameter(conninfo, "application_name", options.application_name);
  }
  return Guard([&]() -> absl::StatusOr<std::unique_ptr<pqxx::connection>> {
    auto connection = std::make_unique<pqxx::connection>(conninfo);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    connection->inhibit_reactivation(true);  // A silent new session would lose the settings below.
#pragma GCC diagnostic pop
    pqxx::nontransaction(*connection).exec(SessionSettings(options));
    return connection;
  });
}

Lease::Lease(Pool* pool, std::unique_ptr<pqxx::connection> connection)
    : pool_(pool), connection_(std::move(connection)) {}

Lease::Lease(Lease&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)), connection_(std::move(other.connection_)), discard_(other.discard_) {}

Lease::~Lease() {
  if (pool_ != nullptr) pool_->Return(std::move(connection_), discard_);
}

Pool::~Pool() = default;

absl::StatusOr<Lease> Pool::Acquire(absl::Time deadline) {
  deadline = std::min(deadline, absl::Now() + options_.acquire_timeout);
  std::unique_ptr<pqxx::connection> connection;
  {
    absl::MutexLock lock(&mutex_);
    const auto free = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return busy_ < options_.size; };
    if (!mutex_.AwaitWithDeadline(absl::Condition(&free), deadline)) {
      return absl::ResourceExhaustedError(
          absl::StrCat("database connections: all ", options_.size, " busy, want a free one"));
    }
    ++busy_;
    if (!idle_.empty()) {
      connection = std::move(idle_.back());
      idle_.pop_back();
    }
    Changed();
  }
  if (connection != nullptr) return Lease(this, std::move(connection));

  absl::StatusOr<std::unique_ptr<pqxx::connection>> fresh = Connect(options_.connect);
  if (!fresh.ok()) {
    Return(nullptr, /*discard=*/true);
    return fresh.status();
  }
  return Lease(this, *std::move(fresh));
}

void Pool::Return(std::unique_ptr<pqxx::connection> connection, bool discard) {
  if (discard) connection.reset();  // Closing may take a round trip: not under the lock.
  absl::MutexLock lock(&mutex_);
  --busy_;
  if (connection != nullptr) idle_.push_back(std::move(connection));
  Changed();
}

void Pool::DiscardIdle() {
  std::vector<std::unique_ptr<pqxx::connection>> stale;  // Outlives the lock: closing takes time.
  absl::MutexLock lock(&mutex_);
  stale.swap(idle_);
  Changed();
}

void Pool::Changed() {
  if (options_.on_change) options_.on_change(static_cast<int>(idle_.size()), busy_);
}

}  // namespace hoso::postgres
