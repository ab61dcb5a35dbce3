#include "services/intake/lease_book.h"

#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"
#include "common/log/log.h"

namespace hoso::intake {
namespace {

// Longer than a lease is remembered and a call may take.
constexpr absl::Duration kSettled = absl::Seconds(60);
constexpr size_t kMostKnown = 10000;

}  // namespace

void LeaseBook::Remember(const Lease& lease) {
  absl::MutexLock lock(&mutex_);
  if (known_.size() >= kMostKnown) known_.clear();
  known_[lease.id] = Known{lease, absl::Now() + kRemembered};
}

void LeaseBook::Open(IntakeStore::Wanted wanted, std::function<void(absl::StatusOr<Lease>)> done) {
  worker_.Run([this, wanted = std::move(wanted), done = std::move(done)] { done(store_.Open(wanted)); });
}

void LeaseBook::Close(IntakeStore::Closing closing, std::function<absl::Status(const Lease&)> may_close,
                      std::function<void(absl::StatusOr<ClosedLease>)> done) {
  worker_.Run([this, closing = std::move(closing), may_close = std::move(may_close), done = std::move(done)] {
    const absl::StatusOr<Lease> lease = store_.Find(closing.lease_id);
    if (!lease.ok()) return done(lease.status());
    if (absl::Status status = may_close(*lease); !status.ok()) return done(status);
    absl::StatusOr<ClosedLease> closed = store_.Close(closing);
    if (closed.ok()) {
      Remember(closed->lease);
      absl::MutexLock lock(&mutex_);
      closed_.emplace(closed->lease.id, absl::Now());
    }
    done(std::move(closed));
  });
}

void LeaseBook::Find(const std::string& lease_id, std::function<void(absl::StatusOr<Lease>)> done) {
  const std::string id = absl::AsciiStrToLower(lease_id);
  std::optional<Lease> lease;
  {
    absl::MutexLock lock(&mutex_);
    const auto known = known_.find(id);
    if (known != known_.end() && absl::Now() < known->second.until) lease = known->second.lease;
  }
  if (lease.has_value()) return done(*std::move(lease));
  worker_.Run([this, id, done = std::move(done)] {
    absl::StatusOr<Lease> found = store_.Find(id);
    if (found.ok()) Remember(*found);
    done(std::move(found));
  });
}

void LeaseBook::Check() {
  std::vector<std::string> settled;
  {
    absl::MutexLock lock(&mutex_);
    const absl::Time before = absl::Now() - kSettled;
    for (auto at = closed_.begin(); at != closed_.end();) {
      if (at->second < before) settled.push_back(at->first);
      at = at->second < before ? closed_.erase(at) : std::next(at);
    }
  }
  if (!settled.empty()) worker_.Run([this, settled] { CheckThose(settled); });
}

void LeaseBook::CheckNow() {
  std::vector<std::string> all;
  {
    absl::MutexLock lock(&mutex_);
    for (const auto& [id, at] : closed_) all.push_back(id);
    closed_.clear();
  }
  CheckThose(all);
}

void LeaseBook::CheckThose(const std::vector<std::string>& lease_ids) {
  const absl::StatusOr<int> changed = store_.CheckVoid(lease_ids);
  if (!changed.ok()) {
    log::Warn("void numbers not checked", {{"error", changed.status().ToString()}});
  } else if (*changed > 0) {
    log::Warn("codes were taken from leases while they were closed", {{"count", *changed}});
  }
}

}  // namespace hoso::intake
