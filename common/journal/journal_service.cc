#include "common/journal/journal_service.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "common/log/log.h"
#include "common/rpc/errors.h"
#include "common/rpc/status.h"
#include "hoso/journal/v1/journal_service.grpc.pb.h"

namespace hoso::journal {
namespace {

using v1::EntryOutcome;
using SyncCall = rpc::Call<v1::SyncJournalRequest, v1::SyncJournalResponse>;

// What is left of a call's time, so that its answer still arrives.
constexpr absl::Duration kTimeToAnswer = absl::Milliseconds(500);
constexpr int kConnections = 2;
constexpr size_t kMostTokens = 10'000;
constexpr int kThreads = 2;  // Each holds a connection of the book's while it waits.

// Whether the same entry, sent again, may well be recorded.
bool Passes(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kCancelled:
      return true;
    case absl::StatusCode::kAborted:
      return errors::Reason(status) != "STALE_VERSION";
    default:
      return false;
  }
}

absl::Status NoSession() {
  return errors::WithReason(
      absl::UnauthenticatedError("session: none of the tokens is the one that was good then, want it among `tokens`"),
      "SESSION_MISSING");
}

// The entries of one call on their way, one after the other.
struct Sync {
  std::shared_ptr<SyncCall> call;
  std::vector<Link> links;
  std::map<std::string, std::string> tokens;  // By how entries name them.
  std::vector<Book::Settled> settled;
};

class JournalService final : public v1::JournalService::CallbackService {
 public:
  explicit JournalService(JournalDependencies d)
      : book_(d.book),
        tokens_(d.tokens),
        runners_(std::move(d.runners)),
        door_(std::move(d.door)),
        calls_(std::move(d.calls)) {
    for (auto& [name, options] : d.beside) beside_.try_emplace(name, std::move(options));
  }

  grpc::ServerUnaryReactor* SyncJournal(grpc::CallbackServerContext* context, const v1::SyncJournalRequest* request,
                                        v1::SyncJournalResponse* response) override {
    context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
    return calls_.Serve(context, request, response, "SyncJournal", [this](auto call) { Begin(std::move(call)); });
  }

 private:
  void Begin(std::shared_ptr<SyncCall> call) {
    auto sync = std::make_shared<Sync>();
    auto links = ReadEntries(call->request());
    if (!links.ok()) return call->Finish(links.status());
    if (call->caller().device.empty()) {
      return call->Finish(errors::FieldError("hoso-device", "not given, want the name of the counter"));
    }
    for (const std::string& token : call->request().tokens()) sync->tokens[SessionOf(token)] = token;
    sync->links = *std::move(links);
    sync->call = std::move(call);
    const bool taken = workers_.Run([this, sync] {
      const absl::Status noted = book_.Note({.machine = sync->call->machine(), .device = sync->call->caller().device},
                                            sync->links, sync->call->now());
      if (!noted.ok()) return sync->call->Finish(noted);
      Next(sync, 0);
    });
    if (!taken) sync->call->Finish(absl::ResourceExhaustedError("too many journals wait; try again in a moment"));
  }

  void Next(const std::shared_ptr<Sync>& sync, size_t at) {
    if (at == sync->links.size() || absl::Now() > sync->call->deadline() - kTimeToAnswer) return End(sync);
    const Link& link = sync->links[at];
    auto done = [this, sync, at](Ran ran) {
      Settle(*sync, at, std::move(ran));
      Next(sync, at + 1);
    };
    const auto runner = runners_.find(link.body.kind());
    if (runner == runners_.end()) return done({.status = rpc::ToGrpc(WrongDoor(link.body.kind()))});
    auto context = ContextOf(*sync, link);
    if (!context.ok()) return done({.status = rpc::ToGrpc(context.status())});
    runner->second({.context = *std::move(context), .body = link.body, .done = std::move(done)});
  }

  absl::Status WrongDoor(const std::string& kind) const {
    return errors::WithReason(absl::InvalidArgumentError(absl::StrCat("kind: ", errors::Echo(kind),
                                                                      ", want a command of ", door_.options().service)),
                              "WRONG_DOOR");
  }

  absl::StatusOr<rpc::CallContext> ContextOf(const Sync& sync, const Link& link) {
    const std::string token = TokenOf(sync, link.body.session());
    if (token.empty()) return NoSession();
    const auto then =
        FromProto(link.body.has_written_at() ? link.body.written_at() : link.body.occurred_at(), "written_at");
    if (!then.ok()) return then.status();
    const auto session = tokens_.CheckPast(token, sync.call->machine(), *then, absl::Now());
    if (!session.ok()) return session.status();
    Remember(link.body.session(), token);
    const std::vector<std::string> name = absl::StrSplit(link.body.kind(), '.');
    const auto beside = beside_.find(name.front());
    const rpc::Calls& calls = beside == beside_.end() ? door_ : beside->second;
    return calls.BeginWithin(sync.call->context(), *session, name.back(), link.body.entry_id());
  }

  // Empty: it did not come with the call, nor with one before.
  std::string TokenOf(const Sync& sync, const std::string& session) {
    if (const auto sent = sync.tokens.find(session); sent != sync.tokens.end()) return sent->second;
    absl::MutexLock lock(&mutex_);
    const auto known = known_.find(session);
    return known == known_.end() ? "" : known->second;
  }

  // So that a counter on a slow line need not send it with every call. It is good for its own machine alone.
  void Remember(const std::string& session, const std::string& token) {
    absl::MutexLock lock(&mutex_);
    if (known_.size() >= kMostTokens) known_.clear();
    known_.emplace(session, token);
  }

  static void Settle(Sync& sync, size_t at, Ran ran) {
    EntryOutcome& outcome = *sync.call->response()->add_outcomes();
    outcome.set_position(sync.links[at].body.position());
    std::string reason;
    if (ran.status.ok()) {
      outcome.set_outcome(ran.changed ? EntryOutcome::OUTCOME_RECORDED_WITH_CHANGE : EntryOutcome::OUTCOME_RECORDED);
      const bool as_told = ran.compared && !ran.changed;
      if (!sync.call->request().brief() || !as_told) outcome.set_answer(std::move(ran.answer));
      *outcome.mutable_recorded_at() = ToProto(sync.call->now());
    } else {
      const absl::Status status = rpc::FromGrpc(ran.status);
      outcome.set_outcome(Passes(status) ? EntryOutcome::OUTCOME_TRY_AGAIN : EntryOutcome::OUTCOME_REFUSED);
      outcome.set_refusal(ran.status.error_details());
      reason = errors::Reason(status).empty() ? absl::StatusCodeToString(status.code()) : errors::Reason(status);
    }
    sync.settled.push_back({.position = outcome.position(), .outcome = outcome.outcome(), .reason = std::move(reason)});
  }

  void End(const std::shared_ptr<Sync>& sync) {
    if (sync->settled.empty()) {
      return sync->call->Finish(absl::DeadlineExceededError("no time was left for the first entry"));
    }
    auto settle = [this, sync] {
      // The ledger has what was recorded; that the book does not say so is mended by the next attempt.
      const absl::Status status = book_.Settle(sync->links[0].body.journal_id(), sync->settled, sync->call->now());
      if (!status.ok()) log::Warn("journal not settled", {{"error", status.ToString()}});
      sync->call->Finish(absl::OkStatus());
    };
    if (!workers_.Run(settle)) sync->call->Finish(absl::OkStatus());
  }

  Book& book_;
  session::TokenCheck& tokens_;
  const std::map<std::string, Runner> runners_;
  rpc::Calls door_;
  std::map<std::string, rpc::Calls> beside_;
  rpc::Calls calls_;
  absl::Mutex mutex_;
  std::map<std::string, std::string> known_ ABSL_GUARDED_BY(mutex_);  // Tokens that were good once, by SessionOf.
  rpc::Workers workers_{kThreads, rpc::Workers::kNoLimit};            // Last: its tasks use the rest.
};

}  // namespace

std::unique_ptr<grpc::Service> MakeJournalService(JournalDependencies dependencies) {
  return std::make_unique<JournalService>(std::move(dependencies));
}

JournalDoor OpenJournalDoor(const std::string& conninfo, session::TokenCheck& tokens,
                            std::map<std::string, Runner> runners, const rpc::CallsOptions& door,
                            std::map<std::string, rpc::CallsOptions> beside) {
  JournalDoor opened{.book = std::make_unique<Book>(conninfo, kConnections)};
  rpc::CallsOptions calls = door;
  calls.service = "journal";
  opened.service = MakeJournalService(
      {.book = *opened.book, .tokens = tokens, .runners = std::move(runners), .door = door, .beside = std::move(beside), .calls = std::move(calls)});
  return opened;
}

}  // namespace hoso::journal
