#include "clients/hoso/interrupt.h"

#include <csignal>
#include <utility>

namespace hoso::cli {
namespace {

// The destructor's own signal to the listener.
constexpr int kEnd = SIGUSR2;

sigset_t Awaited() {
  sigset_t signals;
  sigemptyset(&signals);
  for (int signal : {SIGINT, SIGTERM, kEnd}) sigaddset(&signals, signal);
  return signals;
}

}  // namespace

Interrupt::Interrupt() {
  const sigset_t signals = Awaited();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  listener_ = std::thread([this] { Listen(); });
}

Interrupt::~Interrupt() {
  pthread_kill(listener_.native_handle(), kEnd);
  listener_.join();
}

void Interrupt::Listen() {
  const sigset_t signals = Awaited();
  int signal = 0;
  sigwait(&signals, &signal);
  if (signal == kEnd) return;
  absl::MutexLock lock(&mutex_);
  came_ = true;
  if (callback_) callback_();
}

bool Interrupt::came() {
  absl::MutexLock lock(&mutex_);
  return came_;
}

bool Interrupt::Wait(absl::Duration limit) {
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&came_), limit);
}

void Interrupt::OnCome(std::function<void()> callback) {
  absl::MutexLock lock(&mutex_);
  callback_ = std::move(callback);
  if (came_ && callback_) callback_();
}

}  // namespace hoso::cli
