// Ctrl-C for commands that go on until it comes.
#ifndef HOSO_CLIENTS_HOSO_INTERRUPT_H_
#define HOSO_CLIENTS_HOSO_INTERRUPT_H_

#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace hoso::cli {

// While one of these lives, SIGINT and SIGTERM do not end the program but are noted here. At most one at a time, made
// before any other thread starts.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  bool came();
  // Waits until it comes or `limit` is over; whether it came.
  bool Wait(absl::Duration limit);
  // Runs `callback` when it comes (at once if it has), on another thread; replaces the one before. Empty: none.
  void OnCome(std::function<void()> callback);

 private:
  void Listen();

  absl::Mutex mutex_;
  bool came_ ABSL_GUARDED_BY(mutex_) = false;
  std::function<void()> callback_ ABSL_GUARDED_BY(mutex_);
  std::thread listener_;
};

}  // namespace hoso::cli

#endif  // HOSO_CLIENTS_HOSO_INTERRUPT_H_
