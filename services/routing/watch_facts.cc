#include "services/routing/watch_facts.h"


#include <algorithm>
#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log/log.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/errors.h"
#include "common/rpc/status.h"
#include "services/routing/watcher.h"
#include "services/routing/worklist.h"

namespace hoso::routing {
namespace {

constexpr char kTooManyStreams[] = "TOO_MANY_STREAMS";
constexpr char kSlowReader[] = "SLOW_READER";

constexpr absl::Duration kPauseAfterError = absl::Milliseconds(500);

using Reactor = grpc::ServerWriteReactor<v1::WatchFactsResponse>;

// A stream that ends before it began.
class Refusal : public Reactor {
 public:
  explicit Refusal(const grpc::Status& status) { Finish(status); }
  void OnDone() override { delete this; }
};

absl::Status Draining() {
  return absl::UnavailableError("the service is shutting down; go on from the last cursor, here or at another replica");
}

absl::Status TooSlow(absl::Duration longest) {
  return errors::WithReason(
      absl::ResourceExhaustedError(absl::StrCat("what was sent was not taken for ", absl::FormatDuration(longest),
                                                "; go on from the last cursor when you can read faster")),
      kSlowReader);
}

// The name in the certificate; what the caller says in a test without any.
std::string MachineOf(const rpc::CallContext& call) {
  if (!call.machine().empty()) return call.machine();
  return absl::StrCat(call.caller().agency, "/", call.caller().office, "/", call.caller().device);
}

absl::StatusOr<Watcher::Question> QuestionOf(const catalogue::Catalogue& catalogue, const rights::Reach& reach,
                                             const v1::WatchFactsRequest& request) {
  Watcher::Question question{.agency = 0, .cursor = request.cursor(), .until_now = request.until_now()};
  if (request.agency_key().empty()) {
    if (reach.scope == rights::Scope::kProvince) return question;
    return rights::OutOfReach("agency_key", "");
  }
  if (absl::Status status = CheckMaySee(catalogue, reach, request.agency_key()); !status.ok()) return status;
  question.agency = (*catalogue.FindAgency(request.agency_key()))->number();
  return question;
}

absl::StatusOr<std::deque<v1::WatchFactsResponse>> ResponsesOf(const FeedPage& page, const std::string& ledger_id,
                                                               int agency) {
  std::deque<v1::WatchFactsResponse> responses;
  for (const FeedFact& fact : page.facts) {
    v1::WatchFactsResponse& response = responses.emplace_back();
    if (!response.mutable_fact()->mutable_fact()->ParseFromString(fact.body)) {
      return absl::DataLossError(absl::StrCat("dossier ", fact.position.dossier, ": fact ", fact.position.sequence,
                                              " cannot be read; run `hoso ledger verify`"));
    }
    response.mutable_fact()->set_hash(fact.hash);
    response.set_cursor(MakeFeedCursor(ledger_id, agency, fact.position));
  }
  return responses;
}

}  // namespace

FactFeed::FactFeed(const catalogue::Catalogue& catalogue, postgres::Pool& pool, metrics::Metrics& metrics,
                   FeedOptions options)
    : catalogue_(catalogue), metrics_(metrics), options_(options), store_(pool), pause_(options.look_every) {
  metrics_.FeedWatchers().Set(0);
  metrics_.FeedLag().Set(0);
  listener_ = std::thread([this] { store_.Listen(stop_, [this] { Wake(); }); });
  pump_ = std::thread([this] { Pump(); });
}

FactFeed::~FactFeed() {
  EndStreams();
  stop_ = true;
  Wake();
  pump_.join();
  listener_.join();
}

Reactor* FactFeed::Watch(const rpc::Calls& calls, grpc::CallbackServerContext* context,
                         const v1::WatchFactsRequest* request) {
  absl::StatusOr<rpc::CallContext> call = calls.Begin(context, "WatchFacts");
  if (!call.ok()) return new Refusal(rpc::ToGrpc(call.status()));
  absl::StatusOr<Watcher::Question> question = QuestionOf(catalogue_, call->reach(), *request);
  if (!question.ok()) return new Refusal(call->End(question.status()));

  question->machine = MachineOf(*call);
  const auto watcher = std::make_shared<Watcher>(
      *std::move(question), *call, context, [this] { Wake(); }, [this](Watcher* done) { Remove(done); });
  if (absl::Status status = Add(watcher); !status.ok()) return new Refusal(call->End(status));
  bool ended = false;
  {
    absl::MutexLock lock(&mutex_);
    woken_ = true;
    ended = ended_;
  }
  if (ended) watcher->End(Draining());
  return watcher.get();
}

absl::Status FactFeed::Add(const std::shared_ptr<Watcher>& watcher) {
  absl::MutexLock lock(&mutex_);
  const std::string& machine = watcher->question().machine;
  const auto of_machine = std::count_if(watchers_.begin(), watchers_.end(),
                                        [&](const auto& entry) { return entry.second->question().machine == machine; });
  if (of_machine >= options_.streams_per_caller || static_cast<int>(watchers_.size()) >= options_.streams) {
    return errors::WithReason(
        absl::ResourceExhaustedError(absl::StrCat("too many streams, want at most ", options_.streams_per_caller,
                                                  " of a machine and ", options_.streams, " in all: end one first")),
        kTooManyStreams);
  }
  watchers_[watcher.get()] = watcher;
  metrics_.FeedWatchers().Set(static_cast<double>(watchers_.size()));
  return absl::OkStatus();
}

void FactFeed::EndStreams() {
  {
    absl::MutexLock lock(&mutex_);
    ended_ = true;
  }
  for (const auto& watcher : Watchers()) watcher->End(Draining());
}

void FactFeed::Wake() {
  absl::MutexLock lock(&mutex_);
  woken_ = true;
}

void FactFeed::Remove(Watcher* watcher) {
  std::shared_ptr<Watcher> last;  // Let go of after the lock.
  absl::MutexLock lock(&mutex_);
  const auto found = watchers_.find(watcher);
  last = std::move(found->second);
  watchers_.erase(found);
  metrics_.FeedWatchers().Set(static_cast<double>(watchers_.size()));
}

std::vector<std::shared_ptr<Watcher>> FactFeed::Watchers() {
  absl::MutexLock lock(&mutex_);
  std::vector<std::shared_ptr<Watcher>> watchers;
  for (const auto& [key, watcher] : watchers_) watchers.push_back(watcher);
  return watchers;
}

void FactFeed::Pump() {
  while (!stop_.load()) {
    {
      absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithTimeout(absl::Condition(&woken_), pause_);
      woken_ = false;
    }
    if (stop_.load()) return;
    const absl::Status status = LookForAll();
    if (status.ok()) continue;
    // Watchers stay: they go on where they stand once the database is back.
    log::Warn("feed: cannot read", {{"error", std::string(status.message())}});
    absl::SleepFor(kPauseAfterError);
  }
}

absl::Status FactFeed::LookForAll() {
  const auto watchers = Watchers();
  pause_ = options_.look_every;
  if (watchers.empty()) {
    NoteLag(watchers, /*held_up=*/false);
    return absl::OkStatus();
  }
  if (ledger_id_.empty()) {
    auto id = store_.LedgerId();
    if (!id.ok()) return id.status();
    ledger_id_ = *std::move(id);
  }
  const auto horizon = store_.Horizon();
  if (!horizon.ok()) return horizon.status();
  if (horizon->held_up) pause_ = options_.look_again;
  for (const auto& watcher : watchers) {
    if (absl::Status status = Serve(*watcher, *horizon, ledger_id_); !status.ok()) return status;
  }
  NoteLag(watchers, horizon->held_up);
  return absl::OkStatus();
}

absl::Status FactFeed::Serve(Watcher& watcher, const FeedHorizon& horizon, const std::string& ledger_id) {
  // Real time, also under a simulated clock.
  if (watcher.WriteBegan() < absl::Now() - options_.longest_write) watcher.Drop(TooSlow(options_.longest_write));
  Watcher::Progress& progress = watcher.progress;
  const Watcher::Question& question = watcher.question();
  if (!progress.begun) {
    const auto position = ReadFeedCursor(ledger_id, question.agency, question.cursor);
    if (!position.ok()) {
      watcher.End(position.status());
      return absl::OkStatus();
    }
    if (position->tx >= horizon.begun_below) {
      watcher.End(errors::FieldError("cursor", "is ahead of this ledger, want one that it gave"));
      return absl::OkStatus();
    }
    progress.begun = true;
    progress.position = *position;
    if (question.until_now) progress.until = horizon.begun_below;
  }
  if (progress.until.has_value()) pause_ = std::min(pause_, options_.look_again);
  const uint64_t below = std::min(horizon.complete_below, progress.until.value_or(horizon.complete_below));
  if (!watcher.WantsPage()) {
    if (progress.complete_below < below) progress.behind_since = std::min(progress.behind_since, absl::Now());
    return absl::OkStatus();
  }
  if (progress.complete_below < below) {
    auto page = store_.Read(progress.position, below, question.agency, options_.page_facts);
    if (!page.ok()) return page.status();
    auto responses = ResponsesOf(*page, ledger_id, question.agency);
    if (!responses.ok()) {
      watcher.End(responses.status());
      return absl::OkStatus();
    }
    progress.position = page->scanned;
    progress.behind_since = absl::InfiniteFuture();
    if (page->complete) {
      progress.complete_below = below;
    } else {
      progress.behind_since = absl::Now();
      pause_ = absl::ZeroDuration();
    }
    watcher.Deliver(*std::move(responses));
  }
  if (progress.until.has_value() && progress.complete_below >= *progress.until && watcher.WantsPage()) {
    watcher.End(absl::OkStatus());
  }
  return absl::OkStatus();
}

// Real time, also under a simulated clock: since when something waits to be sent.
void FactFeed::NoteLag(const std::vector<std::shared_ptr<Watcher>>& watchers, bool held_up) {
  const absl::Time now = absl::Now();
  held_up_since_ = held_up ? std::min(held_up_since_, now) : absl::InfiniteFuture();
  absl::Time since = held_up_since_;
  for (const auto& watcher : watchers) since = std::min(since, watcher->progress.behind_since);
  metrics_.FeedLag().Set(since == absl::InfiniteFuture() ? 0 : absl::ToDoubleSeconds(now - since));
}

}  // namespace hoso::routing
