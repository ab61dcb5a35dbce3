// A few threads for what blocks, such as reads from the database, so that the
// threads that serve gRPC never do. As many as the pool has connections: more
// would only wait there.
//
// No gRPC in it.
#ifndef HOSO_COMMON_RPC_WORKERS_H_
#define HOSO_COMMON_RPC_WORKERS_H_

#include <deque>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace hoso::rpc {

// Thread-safe. Destruction runs what waits; no call may come after it began.
// With one thread tasks run in the order in which they came.
class Workers {
 public:
  static constexpr size_t kNoLimit = std::numeric_limits<size_t>::max();

  explicit Workers(int threads, size_t max_queue = 1024);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // False when too many wait already; `task` is then not run.
  bool Run(std::function<void()> task);

  // Answers `call`, a pointer to an rpc::Call, with what `read` returns: an absl::Status,
  // after it filled the response. A call whose deadline passed while it waited
  // is not begun.
  template <typename CallPtr, typename Read>
  void Answer(CallPtr call, Read read) {
    const bool taken = Run([call, read = std::move(read)] {
      if (absl::Now() >= call->deadline()) {
        return call->Finish(absl::DeadlineExceededError("waited too long for a connection to the database"));
      }
      try {
        call->Finish(read());
      } catch (const std::exception& thrown) {
        call->Finish(absl::InternalError(thrown.what()));
      }
    });
    if (!taken) call->Finish(absl::ResourceExhaustedError("too many reads wait; try again in a moment"));
  }

 private:
  void Loop();

  const size_t max_queue_;
  absl::Mutex mutex_;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace hoso::rpc

#endif  // HOSO_COMMON_RPC_WORKERS_H_
