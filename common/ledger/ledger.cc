#include "common/ledger/ledger.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/digest/sha256.h"
#include "common/ledger/committer.h"
#include "common/ledger/queue.h"
#include "common/rpc/errors.h"

namespace hoso::ledger {
namespace {

// The queue of one lane with its committers.
class LaneWorkers {
 public:
  LaneWorkers(const Options& options, Lane lane, int committers, Answerer& answerer)
      : answerer_(answerer), queue_(options.max_queue, [&options, lane](int waiting) {
          if (options.hooks.on_queue) options.hooks.on_queue(lane, waiting);
        }) {
    for (int i = 0; i < committers; ++i) {
      committers_.push_back(std::make_unique<Committer>(options, lane, queue_, answerer));
      threads_.emplace_back([committer = committers_.back().get()] { committer->Run(); });
    }
  }

  ~LaneWorkers() {
    for (Pending& pending : queue_.Close()) {
      answerer_.Post(std::move(pending), absl::UnavailableError("the ledger is closing"));
    }
    for (std::thread& thread : threads_) thread.join();
  }

  void Push(Pending pending) {
    if (queue_.Push(pending)) return;
    answerer_.Post(std::move(pending),
                   queue_.closed() ? absl::UnavailableError("the ledger is closing")
                                   : absl::ResourceExhaustedError("too many commands wait, send it again later"));
  }

 private:
  Answerer& answerer_;
  CommandQueue queue_;
  std::vector<std::unique_ptr<Committer>> committers_;
  std::vector<std::thread> threads_;
};

absl::Status CheckOptions(const Options& options) {
  errors::FieldErrors errors;
  const auto in_range = [&](const char* field, int value, int least, int most) {
    if (value < least || value > most) errors.Add(field, absl::StrCat(value, ", want ", least, "..", most));
  };
  in_range("committers", options.committers, 1, 16);
  in_range("bulk_committers", options.bulk_committers, 1, 16);
  in_range("max_batch", options.max_batch, 1, 10000);
  in_range("max_queue", options.max_queue, 1, 1000000);
  if (!options.agencies.code_of || !options.agencies.number_of)
    errors.Add("agencies", "not given, want both functions");
  if ((options.vault == nullptr) != (options.class_of == nullptr))
    errors.Add("vault", "want it and class_of, or neither");
  return errors.ToStatus();
}

absl::Status CheckCommand(const Command& command, const std::string& request_id) {
  if (!command.request_id.empty() && request_id.empty()) {
    return errors::FieldError("request_id", absl::StrCat(errors::Echo(command.request_id), ", want a UUID"));
  }
  if (!request_id.empty() && command.digest.size() != kDigestBytes) {
    return absl::InternalError(absl::StrCat("digest: ", command.digest.size(), " bytes, want 32"));
  }
  if (!command.side_load.empty() && command.lane != Lane::kBulk) {
    return absl::InternalError("side_load: given in the usual lane, want the bulk lane");
  }
  return absl::OkStatus();
}

class CommittingLedger : public Ledger {
 public:
  explicit CommittingLedger(Options options)
      : options_(std::move(options)),
        usual_(options_, Lane::kUsual, options_.committers, answerer_),
        bulk_(options_, Lane::kBulk, options_.bulk_committers, answerer_) {}

  void Submit(Command command) override {
    std::string request_id = UuidBytes(command.request_id);
    const absl::Status status = CheckCommand(command, request_id);
    const Lane lane = command.lane;
    Pending pending{.command = std::move(command), .request_id = std::move(request_id), .submitted = absl::Now()};
    if (!status.ok()) return answerer_.Post(std::move(pending), status);
    (lane == Lane::kBulk ? bulk_ : usual_).Push(std::move(pending));
  }

 private:
  const Options options_;
  Answerer answerer_;  // Outlives the lanes, whose last outcomes it gives.
  LaneWorkers usual_;
  LaneWorkers bulk_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Ledger>> Ledger::Open(Options options) {
  if (absl::Status status = CheckOptions(options); !status.ok()) return status;
  const auto probe = Session::Open(
      {.conninfo = options.conninfo, .application_name = "hoso-committer", .lock_timeout = options.lock_timeout});
  if (!probe.ok()) return probe.status();
  return std::make_unique<CommittingLedger>(std::move(options));
}

absl::StatusOr<std::string> Ledger::SubmitAndWait(Command command) {
  absl::Notification finished;
  absl::StatusOr<std::string> outcome;
  command.done = [&](absl::StatusOr<std::string> answer) {
    outcome = std::move(answer);
    finished.Notify();
  };
  Submit(std::move(command));
  finished.WaitForNotification();
  return outcome;
}

}  // namespace hoso::ledger
