#include "services/intake/lease_keeper.h"

#include <utility>

#include "absl/time/clock.h"
#include "common/log/log.h"

namespace hoso::intake {
namespace {

constexpr int kLooksUntilDead = 3;

}  // namespace

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
  CloseOfTheDead();
  CloseByAge();
}

void LeaseKeeper::CloseOfTheDead() {
  // A database that restarted has forgotten who runs; each replica says so again at its next look.
  if (absl::Status kept = store_.KeepReplica(); !kept.ok()) {
    log::Warn("replica not held", {{"error", kept.ToString()}});
    return suspects_.clear();
  }
  const auto dead = store_.DeadReplicas();
  if (!dead.ok()) return suspects_.clear();
  std::map<std::string, int> suspects;
  for (const std::string& holder : *dead) suspects[holder] = suspects_[holder] + 1;
  suspects_ = std::move(suspects);
  for (const auto& [holder, looks] : suspects_) {
    if (looks < kLooksUntilDead) continue;
    const auto closed = store_.CloseAllOf(holder, "its replica ended without giving it back", options_.now());
    if (closed.ok()) log::Info("leases of a crash closed", {{"count", *closed}, {"replica", holder}});
  }
}

void LeaseKeeper::CloseByAge() {
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
