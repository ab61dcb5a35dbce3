#include "services/routing/watcher.h"

#include <grpc/grpc.h>

#include <string>
#include <utility>

#include "absl/time/clock.h"

namespace hoso::routing {

bool Watcher::WantsPage() {
  absl::MutexLock lock(&mutex_);
  return page_.empty() && !end_.has_value();
}

void Watcher::Deliver(std::deque<v1::WatchFactsResponse> page) {
  absl::MutexLock lock(&mutex_);
  if (end_.has_value() || page.empty()) return;
  page_ = std::move(page);
  WriteNext();
}

void Watcher::End(const absl::Status& status) {
  absl::MutexLock lock(&mutex_);
  if (end_.has_value()) return;
  end_ = status;
  FinishIfIdle();
}

void Watcher::Drop(const absl::Status& status) {
  absl::MutexLock lock(&mutex_);
  if (finished_) return;
  if (!end_.has_value()) end_ = status;
  FinishIfIdle();
  if (finished_) return;
  // A status that is sent waits behind the write, and the client does not take that. Cancelling overtakes it; gRPC's
  // own way to cancel (TryCancel) would tell the client nothing.
  write_began_ = absl::InfiniteFuture();
  grpc_call_cancel_with_status(context_->c_call(), static_cast<grpc_status_code>(status.code()),
                               std::string(status.message()).c_str(), nullptr);
}

absl::Time Watcher::WriteBegan() {
  absl::MutexLock lock(&mutex_);
  return write_began_;
}

void Watcher::WriteNext() {
  write_began_ = absl::Now();
  StartWrite(&page_.front());
}

void Watcher::FinishIfIdle() {
  if (finished_ || !page_.empty()) return;
  finished_ = true;
  Finish(call_.End(*end_));
}

void Watcher::OnWriteDone(bool ok) {
  bool empty = false;
  {
    absl::MutexLock lock(&mutex_);
    page_.pop_front();
    write_began_ = absl::InfiniteFuture();
    if (!ok && !end_.has_value()) end_ = absl::CancelledError("the client went away");
    if (end_.has_value()) {
      page_.clear();
      FinishIfIdle();
    } else if (page_.empty()) {
      empty = true;
    } else {
      WriteNext();
    }
  }
  if (empty) on_empty_();
}

void Watcher::OnCancel() { End(absl::CancelledError("the client went away")); }

void Watcher::OnDone() {
  const std::function<void(Watcher*)> on_done = on_done_;  // It may end this object, and itself with it.
  on_done(this);
}

}  // namespace hoso::routing
