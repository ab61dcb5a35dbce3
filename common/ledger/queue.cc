#include "common/ledger/queue.h"

#include <algorithm>
#include <iterator>

#include "absl/time/clock.h"

namespace hoso::ledger {

bool CommandQueue::Push(Pending& pending) {
  absl::MutexLock lock(&mutex_);
  if (closed_ || waiting_.size() + later_.size() >= capacity_) return false;
  waiting_.push_back(std::move(pending));
  Changed();
  return true;
}

bool CommandQueue::PushBack(Pending& pending, absl::Time at) {
  absl::MutexLock lock(&mutex_);
  if (closed_) return false;
  later_.push_back({.at = at, .pending = std::move(pending)});
  Changed();
  return true;
}

std::vector<Pending> CommandQueue::Take(size_t max) {
  absl::MutexLock lock(&mutex_);
  while (true) {
    Ripen(absl::Now());
    if (closed_ || !waiting_.empty()) break;
    came_.WaitWithDeadline(&mutex_, NextRipe());
  }
  const auto end = waiting_.begin() + std::min(max, waiting_.size());
  std::vector<Pending> taken(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  if (!waiting_.empty()) came_.Signal();
  on_depth_(static_cast<int>(waiting_.size() + later_.size()));
  return taken;
}

std::vector<Pending> CommandQueue::Close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
  Ripen(absl::InfiniteFuture());
  std::vector<Pending> left(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.end()));
  waiting_.clear();
  came_.SignalAll();
  return left;
}

bool CommandQueue::closed() const {
  absl::MutexLock lock(&mutex_);
  return closed_;
}

void CommandQueue::AwaitClose(absl::Duration limit) const {
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&closed_), limit);
}

void CommandQueue::Ripen(absl::Time now) {
  const auto ripe = std::stable_partition(later_.begin(), later_.end(), [&](const Later& l) { return l.at > now; });
  for (auto at = ripe; at != later_.end(); ++at) waiting_.push_back(std::move(at->pending));
  later_.erase(ripe, later_.end());
}

absl::Time CommandQueue::NextRipe() const {
  absl::Time next = absl::InfiniteFuture();
  for (const Later& later : later_) next = std::min(next, later.at);
  return next;
}

void CommandQueue::Changed() {
  on_depth_(static_cast<int>(waiting_.size() + later_.size()));
  came_.Signal();
}

Answerer::Answerer() : thread_([this] { Run(); }) {}

Answerer::~Answerer() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void Answerer::Post(std::vector<Answer> answers) {
  absl::MutexLock lock(&mutex_);
  if (waiting_.empty()) {
    waiting_ = std::move(answers);
  } else {
    std::move(answers.begin(), answers.end(), std::back_inserter(waiting_));
  }
}

void Answerer::Post(Pending pending, absl::StatusOr<std::string> outcome) {
  absl::MutexLock lock(&mutex_);
  waiting_.push_back({.done = std::move(pending.command.done), .outcome = std::move(outcome)});
}

void Answerer::Run() {
  while (true) {
    std::vector<Answer> answers;
    {
      absl::MutexLock lock(&mutex_);
      const auto wanted = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !waiting_.empty(); };
      mutex_.Await(absl::Condition(&wanted));
      if (waiting_.empty()) return;
      answers.swap(waiting_);
    }
    for (Answer& answer : answers) answer.done(std::move(answer.outcome));
  }
}

}  // namespace hoso::ledger
