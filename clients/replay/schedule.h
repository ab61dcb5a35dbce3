// In which order the acts of a plan may be played: which must be over before
// another may begin. Thread-safe.
#ifndef HOSO_CLIENTS_REPLAY_SCHEDULE_H_
#define HOSO_CLIENTS_REPLAY_SCHEDULE_H_

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "clients/replay/plan.h"

namespace hoso::replay {

class Schedule {
 public:
  explicit Schedule(const std::vector<Act>& acts);

  // The first act that may begin now; waits for one. Nothing when all have been given out, or after Stop.
  std::optional<size_t> Next();
  // An act given out by Next is over.
  void Done(size_t act);
  // No further act is given out.
  void Stop();

  size_t done() const;

 private:
  bool CanGive() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  std::vector<std::vector<size_t>> followers_;
  std::vector<size_t> day_ends_;  // Of each act: the first act of the next day.

  mutable absl::Mutex mutex_;
  std::vector<int> waits_for_ ABSL_GUARDED_BY(mutex_);  // How many acts must be over first.
  std::set<size_t> ready_ ABSL_GUARDED_BY(mutex_);
  std::vector<bool> over_ ABSL_GUARDED_BY(mutex_);
  size_t first_not_over_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t given_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t done_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_SCHEDULE_H_
