#include "services/routing/advisory_lock.h"

#include <pqxx/pqxx>
#include <utility>

#include "absl/status/status.h"
#include "common/postgres/error.h"
#include "common/postgres/pool.h"

namespace hoso::routing {

struct AdvisoryLock::Session {
  std::unique_ptr<pqxx::connection> connection;
  bool locked = false;
};

AdvisoryLock::AdvisoryLock(const postgres::ConnectOptions& options, std::string name)
    : options_(std::make_unique<postgres::ConnectOptions>(options)), name_(std::move(name)) {}

AdvisoryLock::~AdvisoryLock() = default;

bool AdvisoryLock::Hold() {
  if (session_ == nullptr) {
    auto connection = postgres::Connect(*options_);
    if (!connection.ok()) return false;
    session_ = std::make_unique<Session>();
    session_->connection = *std::move(connection);
  }
  const absl::Status status = postgres::Guard([&]() -> absl::Status {
    pqxx::nontransaction tx(*session_->connection);
    if (session_->locked) {
      tx.exec("SELECT 1");  // Whether the session still lives, and with it the lock.
    } else {
      session_->locked = tx.exec_params1("SELECT pg_try_advisory_lock(hashtext($1))", name_)[0].as<bool>();
    }
    return absl::OkStatus();
  });
  if (!status.ok()) session_.reset();
  return session_ != nullptr && session_->locked;
}

}  // namespace hoso::routing
