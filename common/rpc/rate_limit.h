// How many calls a machine may make, and how many look-ups may come from one network: token buckets, which refill
// evenly and hold what may come at once.
//
// Counts stand in this process only, so replicas multiply what is allowed. Services of ours are not limited as
// machines: they act for others, whose networks they pass on (metadata hoso-network).
//
// Pure but for its memory: no gRPC, no clock of its own.
#ifndef HOSO_COMMON_RPC_RATE_LIMIT_H_
#define HOSO_COMMON_RPC_RATE_LIMIT_H_

#include <cstddef>
#include <string>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/identity/machine_name.h"

namespace hoso::rpc {

// Reason of refusals.
inline constexpr char kTooManyCalls[] = "TOO_MANY_CALLS";

struct Rate {
  double per_second = 0;
  double burst = 1;  // At least 1: what may come at once after a rest.
};

// A bucket for each key. Thread-safe.
class RateLimiter {
 public:
  // Keys beyond `most_keys` that have not rested long enough to be forgotten share one bucket, so that whoever uses
  // many keys neither fills the memory nor gets more.
  explicit RateLimiter(Rate rate, size_t most_keys = 10'000) : rate_(rate), most_keys_(most_keys) {}

  // Takes one token: zero. Else how long to wait for the next, and takes none. A `now` before an earlier one counts as
  // that.
  absl::Duration Take(const std::string& key, absl::Time now);

  size_t keys() const;

 private:
  struct Bucket {
    double tokens = 0;
    absl::Time at;
  };
  absl::Duration TakeFrom(Bucket& bucket, absl::Time now) const;
  void Refill(Bucket& bucket, absl::Time now) const;
  // Whole buckets say nothing more than absent ones.
  void ForgetRested(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Rate rate_;
  const size_t most_keys_;
  mutable absl::Mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_ ABSL_GUARDED_BY(mutex_);
  Bucket others_ ABSL_GUARDED_BY(mutex_) = {.tokens = 0, .at = absl::InfinitePast()};
  absl::Time forgot_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

struct CallLimits {
  Rate machine = {.per_second = 200, .burst = 400};       // All calls of a machine.
  Rate look_up = {.per_second = 30.0 / 60, .burst = 30};  // LookUp and VerifySlip from a network.
};

// Thread-safe.
class CallLimiter {
 public:
  explicit CallLimiter(CallLimits limits) : machines_(limits.machine), look_ups_(limits.look_up) {}

  // OK, or RESOURCE_EXHAUSTED with reason TOO_MANY_CALLS and how long to wait (RetryInfo). `network` as NetworkOf gives
  // it (peer.h); none if empty. `now` in real time, whatever the call's own time is.
  absl::Status Admit(const identity::MachineName& machine, const std::string& network, const std::string& method,
                     absl::Time now);

 private:
  RateLimiter machines_;
  RateLimiter look_ups_;
};

}  // namespace hoso::rpc

#endif  // HOSO_COMMON_RPC_RATE_LIMIT_H_
