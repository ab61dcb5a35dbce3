// One open WatchFacts stream. Part of watch_facts.cc.
#ifndef HOSO_SERVICES_ROUTING_WATCHER_H_
#define HOSO_SERVICES_ROUTING_WATCHER_H_

#include <grpcpp/support/server_callback.h>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "hoso/routing/v1/routing_service.pb.h"
#include "services/routing/feed_store.h"

namespace hoso::routing {

// gRPC's threads write to the client and end the stream; the feed's thread
// brings pages. Where it stands in the feed is the feed's thread's alone.
class Watcher : public grpc::ServerWriteReactor<v1::WatchFactsResponse> {
 public:
  struct Question {
    int agency = 0;  // 0: all.
    std::string cursor;
    bool until_now = false;
    std::string machine;  // Whose stream it is.
  };

  // `context` is the call's. `on_empty` is called when the client took the last fact of a page, and
  // `on_done` when the stream is over and nothing of this is used by gRPC any more.
  Watcher(Question question, rpc::CallContext call, grpc::CallbackServerContext* context,
          std::function<void()> on_empty, std::function<void(Watcher*)> on_done)
      : question_(std::move(question)),
        context_(context),
        on_empty_(std::move(on_empty)),
        on_done_(std::move(on_done)),
        call_(std::move(call)) {}

  const Question& question() const { return question_; }

  // Whether the client took all that it was given, and the stream goes on.
  bool WantsPage();
  // REQUIRES: WantsPage().
  void Deliver(std::deque<v1::WatchFactsResponse> page);
  // Ends the stream, after the write under way. Only the first call has an effect.
  void End(const absl::Status& status);
  // Ends the stream at once, also when a write is under way that the client does not take.
  void Drop(const absl::Status& status);
  // When the write under way began, in real time; the infinite future if there is none.
  absl::Time WriteBegan();

  // Where the feed's thread stands with this watcher.
  struct Progress {
    bool begun = false;
    FeedPosition position;
    uint64_t complete_below = 0;    // Everything below was looked at.
    std::optional<uint64_t> until;  // The stream ends when all below was sent.
    absl::Time behind_since = absl::InfiniteFuture();
  };
  Progress progress;

 private:
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  void WriteNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void FinishIfIdle() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Question question_;
  grpc::CallbackServerContext* const context_;
  const std::function<void()> on_empty_;
  const std::function<void(Watcher*)> on_done_;

  absl::Mutex mutex_;
  rpc::CallContext call_ ABSL_GUARDED_BY(mutex_);
  std::deque<v1::WatchFactsResponse> page_ ABSL_GUARDED_BY(mutex_);  // The first is being written.
  absl::Time write_began_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_WATCHER_H_
