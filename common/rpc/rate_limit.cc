#include "common/rpc/rate_limit.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"

namespace hoso::rpc {
namespace {

// What the public asks.
bool IsLookUp(const std::string& method) { return method == "LookUp" || method == "VerifySlip"; }

constexpr absl::Duration kForgetEvery = absl::Seconds(1);

absl::Status TooMany(const std::string& of_whom, absl::Duration wait) {
  const absl::Duration rounded = absl::Ceil(wait, absl::Milliseconds(100));
  return errors::WithRetryAfter(
      errors::WithReason(absl::ResourceExhaustedError(absl::StrCat("too many calls of this ", of_whom,
                                                                   "; try again in ", absl::FormatDuration(rounded))),
                         kTooManyCalls),
      rounded);
}

}  // namespace

void RateLimiter::Refill(Bucket& bucket, absl::Time now) const {
  if (now <= bucket.at) return;
  const double rested = absl::ToDoubleSeconds(now - bucket.at);  // Infinite for a bucket that is new.
  bucket.tokens = std::min(rate_.burst, bucket.tokens + rested * rate_.per_second);
  bucket.at = now;
}

absl::Duration RateLimiter::TakeFrom(Bucket& bucket, absl::Time now) const {
  Refill(bucket, now);
  if (bucket.tokens < 1) return absl::Seconds((1 - bucket.tokens) / rate_.per_second);
  bucket.tokens -= 1;
  return absl::ZeroDuration();
}

absl::Duration RateLimiter::Take(const std::string& key, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  if (const auto found = buckets_.find(key); found != buckets_.end()) return TakeFrom(found->second, now);
  if (buckets_.size() >= most_keys_) ForgetRested(now);
  if (buckets_.size() >= most_keys_) return TakeFrom(others_, now);
  return TakeFrom(buckets_.emplace(key, Bucket{.tokens = rate_.burst, .at = now}).first->second, now);
}

size_t RateLimiter::keys() const {
  absl::MutexLock lock(&mutex_);
  return buckets_.size();
}

void RateLimiter::ForgetRested(absl::Time now) {
  if (now - forgot_at_ < kForgetEvery) return;
  forgot_at_ = now;
  for (auto entry = buckets_.begin(); entry != buckets_.end();) {
    Refill(entry->second, now);
    entry = entry->second.tokens >= rate_.burst ? buckets_.erase(entry) : std::next(entry);
  }
}

absl::Status CallLimiter::Admit(const identity::MachineName& machine, const std::string& network,
                                const std::string& method, absl::Time now) {
  if (machine.kind != identity::MachineKind::kService) {
    const absl::Duration wait = machines_.Take(identity::FormatMachineName(machine), now);
    if (wait > absl::ZeroDuration()) return TooMany("machine", wait);
  }
  if (IsLookUp(method) && !network.empty()) {
    const absl::Duration wait = look_ups_.Take(network, now);
    if (wait > absl::ZeroDuration()) return TooMany("network", wait);
  }
  return absl::OkStatus();
}

}  // namespace hoso::rpc
