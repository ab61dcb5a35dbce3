#include "services/returns/readers.h"

#include <utility>

namespace hoso::returns {

Readers::Readers(int threads, size_t max_waiting) : max_waiting_(max_waiting) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Loop(); });
}

Readers::~Readers() {
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
  }
  for (std::thread& thread : threads_) thread.join();
}

bool Readers::Run(std::function<void()> read) {
  absl::MutexLock lock(&mutex_);
  if (ending_ || waiting_.size() >= max_waiting_) return false;
  waiting_.push_back(std::move(read));
  return true;
}

void Readers::Loop() {
  while (true) {
    std::function<void()> read;
    {
      absl::MutexLock lock(&mutex_);
      const auto something = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return ending_ || !waiting_.empty(); };
      mutex_.Await(absl::Condition(&something));
      if (waiting_.empty()) return;
      read = std::move(waiting_.front());
      waiting_.pop_front();
    }
    read();
  }
}

}  // namespace hoso::returns
