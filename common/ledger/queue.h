// Commands that wait for a committer of their lane, and outcomes that wait for
// the answering thread.
#ifndef HOSO_COMMON_LEDGER_QUEUE_H_
#define HOSO_COMMON_LEDGER_QUEUE_H_

#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/ledger/batch.h"

namespace hoso::ledger {

// Thread-safe.
class CommandQueue {
 public:
  // `on_depth` is called with the number that waits, under the lock.
  CommandQueue(size_t capacity, std::function<void(int)> on_depth)
      : capacity_(capacity), on_depth_(std::move(on_depth)) {}

  // False, and `pending` untouched, when it is full or closed.
  bool Push(Pending& pending);
  // Back into the queue, not to be taken before `at`. Not bounded: it was let in
  // before. False, and `pending` untouched, when the queue is closed.
  bool PushBack(Pending& pending, absl::Time at);

  // Waits for something to be there; takes all of it, at most `max`. Empty: closed.
  std::vector<Pending> Take(size_t max);

  // Lets nobody in any more and returns what waits.
  std::vector<Pending> Close();
  bool closed() const;
  // Waits until Close() or for `limit`.
  void AwaitClose(absl::Duration limit) const;

 private:
  struct Later {
    absl::Time at;
    Pending pending;
  };

  void Ripen(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Time NextRipe() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Changed() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const size_t capacity_;
  const std::function<void(int)> on_depth_;
  mutable absl::Mutex mutex_;
  absl::CondVar came_;
  std::deque<Pending> waiting_ ABSL_GUARDED_BY(mutex_);
  std::vector<Later> later_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

// Gives outcomes to their callers, one after another, on a thread of its own:
// the committer goes on meanwhile.
class Answerer {
 public:
  struct Answer {
    std::function<void(absl::StatusOr<std::string>)> done;
    absl::StatusOr<std::string> outcome;
  };

  Answerer();
  // Gives what is left before it returns.
  ~Answerer();

  void Post(std::vector<Answer> answers);
  void Post(Pending pending, absl::StatusOr<std::string> outcome);

 private:
  void Run();

  absl::Mutex mutex_;
  std::vector<Answer> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_QUEUE_H_
