#include "services/intake/lease_keeper.h"

#include <utility>

#include "absl/time/clock.h"
#include "common/log/log.h"

namespace hoso::intake {

LeaseKeeper::LeaseKeeper(IntakeStore& store, LeaseBook& leases, Options options)
    : store_(store), leases_(leases), options_(std::move(options)), thread_([this] { Run(); }) {}

LeaseKeeper::~LeaseKeeper() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void LeaseKeeper::LookAround() {
  leases_.Check();
  const absl::CivilDay today = options_.today();
  if (today == absl::CivilDay::min() || today - kLeaseDays <= closed_before_) return;
  const auto closed = store_.CloseAllBefore(today - kLeaseDays, "nobody can use it any more", options_.now());
  if (!closed.ok()) {
    log::Warn("old leases not closed", {{"error", closed.status().ToString()}});
    return;
  }
  closed_before_ = today - kLeaseDays;
  if (*closed > 0) log::Info("old leases closed", {{"count", *closed}});
}

void LeaseKeeper::Run() {
  for (;;) {
    LookAround();
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), options_.every)) return;
  }
}

}  // namespace hoso::intake
