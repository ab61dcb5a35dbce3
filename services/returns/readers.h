// Threads for reads that block, so that none of gRPC's own waits for the
// database.
#ifndef HOSO_SERVICES_RETURNS_READERS_H_
#define HOSO_SERVICES_RETURNS_READERS_H_

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace hoso::returns {

// Thread-safe. Destruction runs what waits, then ends.
class Readers {
 public:
  explicit Readers(int threads, size_t max_waiting = 1024);
  ~Readers();
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  // Runs `read` soon, on one of the threads. False, and `read` is not run, when too many wait.
  bool Run(std::function<void()> read);

 private:
  void Loop();

  const size_t max_waiting_;
  absl::Mutex mutex_;
  std::deque<std::function<void()>> waiting_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace hoso::returns

#endif  // HOSO_SERVICES_RETURNS_READERS_H_
