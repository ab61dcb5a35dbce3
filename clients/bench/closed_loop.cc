#include "clients/bench/closed_loop.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"

namespace hoso::bench {
namespace {

// One run. Callers write to slots of their own, so that measuring does not add a lock to each call.
class Run {
 public:
  Run(int callers, absl::Time until, int64_t calls, const StartCall& start_call)
      : start_call_(start_call), until_(until), left_(calls), slots_(callers), active_(callers) {}

  Outcome Go() {
    const absl::Time begin = absl::Now();
    for (size_t caller = 0; caller < slots_.size(); ++caller) Next(static_cast<int>(caller));
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Run::AllDone));
    }
    Outcome total;
    total.seconds = absl::ToDoubleSeconds(absl::Now() - begin);
    for (Slot& slot : slots_) {
      total.answered += static_cast<int64_t>(slot.latencies_ms.size());
      total.failed += slot.failed;
      if (total.first_failure.empty()) total.first_failure = slot.first_failure;
      total.latencies_ms.insert(total.latencies_ms.end(), slot.latencies_ms.begin(), slot.latencies_ms.end());
    }
    return total;
  }

 private:
  struct Slot {
    std::vector<double> latencies_ms;
    int64_t failed = 0;
    std::string first_failure;
  };

  bool AllDone() const { return active_ == 0; }

  bool TakeOne() {
    if (absl::Now() >= until_) return false;
    absl::MutexLock lock(&mutex_);
    if (left_ == 0) return false;
    if (left_ > 0) --left_;
    return true;
  }

  void Next(int caller) {
    if (!TakeOne()) {
      absl::MutexLock lock(&mutex_);
      --active_;
      return;
    }
    const absl::Time begin = absl::Now();
    start_call_(caller, [this, caller, begin](absl::Status status) {
      Slot& slot = slots_[static_cast<size_t>(caller)];
      if (status.ok()) {
        slot.latencies_ms.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
      } else {
        ++slot.failed;
        if (slot.first_failure.empty()) slot.first_failure = status.ToString();
      }
      Next(caller);
    });
  }

  const StartCall& start_call_;
  const absl::Time until_;
  absl::Mutex mutex_;
  int64_t left_;  // Negative: no limit.
  std::vector<Slot> slots_;
  int active_;
};

}  // namespace

Outcome RunClosedLoop(int callers, absl::Duration duration, const StartCall& start_call) {
  return Run(callers, absl::Now() + duration, -1, start_call).Go();
}

Outcome RunCalls(int callers, int64_t calls, const StartCall& start_call) {
  return Run(callers, absl::InfiniteFuture(), calls, start_call).Go();
}

double Quantile(std::vector<double> values, double q) {
  if (values.empty()) return 0;
  const size_t at = std::min(values.size() - 1, static_cast<size_t>(q * static_cast<double>(values.size())));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

}  // namespace hoso::bench
