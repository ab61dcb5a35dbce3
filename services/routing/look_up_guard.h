// Keeps strangers from trying secrets: after a few wrong pairs for one code,
// further tries for it have to wait.
//
// Counts stand in this process only, so replicas multiply the tries; the secret
// is long enough for that.
#ifndef HOSO_SERVICES_ROUTING_LOOK_UP_GUARD_H_
#define HOSO_SERVICES_ROUTING_LOOK_UP_GUARD_H_

#include <cstdint>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace hoso::routing {

// Thread-safe.
class LookUpGuard {
 public:
  static constexpr int kFreeTries = 5;
  static constexpr absl::Duration kFirstWait = absl::Seconds(10);  // Doubles with each further try.
  static constexpr absl::Duration kLongestWait = absl::Minutes(15);
  static constexpr absl::Duration kForgottenAfter = absl::Hours(1);
  static constexpr size_t kMostCodes = 10000;

  // RESOURCE_EXHAUSTED with reason TOO_MANY_TRIES, saying how long to wait, for a code that has to wait;
  // the same whether the code or the secret was wrong.
  absl::Status MayTry(int64_t code, absl::Time now);
  void WrongPair(int64_t code, absl::Time now);
  void RightPair(int64_t code);

 private:
  struct Tries {
    int wrong = 0;
    absl::Time last;
  };
  static absl::Duration WaitAfter(int wrong);
  void Forget(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  std::unordered_map<int64_t, Tries> tries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_LOOK_UP_GUARD_H_
