// A thread of its own for what blocks, such as SQL, so that no thread of the
// gRPC server waits for it.
#ifndef HOSO_SERVICES_INTAKE_WORKER_H_
#define HOSO_SERVICES_INTAKE_WORKER_H_

#include <deque>
#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace hoso::intake {

// Runs tasks one after another, in order. Thread-safe.
class Worker {
 public:
  Worker();
  // Finishes the tasks that wait.
  ~Worker();
  void Run(std::function<void()> task);

 private:
  void Loop();

  absl::Mutex mutex_;
  std::deque<std::function<void()>> tasks_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_WORKER_H_
