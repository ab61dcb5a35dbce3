// Looks after leases in the background: closes those that nobody can use any
// more, of counters by age and of replicas that crashed, and checks what was
// recorded as void.
#ifndef HOSO_SERVICES_INTAKE_LEASE_KEEPER_H_
#define HOSO_SERVICES_INTAKE_LEASE_KEEPER_H_

#include <functional>
#include <map>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/intake/intake_store.h"
#include "services/intake/lease_book.h"

namespace hoso::intake {

// After so many days no code of a lease can be used: what was captured offline may lie 30 days back.
inline constexpr int kLeaseDays = 32;

class LeaseKeeper {
 public:
  struct Options {
    std::function<absl::Time()> now;
    // The least CivilDay while it is not known, with a simulated clock.
    std::function<absl::CivilDay()> today;
    absl::Duration every = absl::Seconds(10);
  };
  // `store`, which holds a replica, and `leases` outlive this.
  LeaseKeeper(IntakeStore& store, LeaseBook& leases, Options options);
  ~LeaseKeeper();
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;

 private:
  void Run();
  void LookAround();
  void CloseOfTheDead();
  void CloseByAge();

  IntakeStore& store_;
  LeaseBook& leases_;
  const Options options_;
  // The thread's own.
  absl::CivilDay closed_before_ = absl::CivilDay::min();
  std::map<std::string, int> suspects_;  // Replicas that did not run, and at how many looks in a row.
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_LEASE_KEEPER_H_
