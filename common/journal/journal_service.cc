#include "common/journal/journal_service.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "common/identity/text.h"
#include "common/log/log.h"
#include "common/packet/label.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/rpc/status.h"
#include "hoso/journal/v1/journal_service.grpc.pb.h"

namespace hoso::journal {
namespace {

using v1::EntryOutcome;

// What is left of a call's time, so that its answer still arrives.
constexpr absl::Duration kTimeToAnswer = absl::Milliseconds(500);
constexpr size_t kShortestGround = 10, kLongestGround = 500;  // Characters.
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

size_t Characters(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

bool Recorded(EntryOutcome::Outcome outcome) {
  return outcome == EntryOutcome::OUTCOME_RECORDED || outcome == EntryOutcome::OUTCOME_RECORDED_WITH_CHANGE;
}

absl::Status NoSession() {
  return errors::WithReason(
      absl::UnauthenticatedError("session: none of the tokens is the one that was good then, want it among `tokens`"),
      "SESSION_MISSING");
}

// Entries of one call on their way, one after the other.
struct Taking {
  const rpc::CallContext& outer;  // Good until `finish`.
  rpc::Calls::Behalf of;          // Whose they are.
  std::vector<Link> links;
  std::map<std::string, std::string> tokens;  // By how entries name them.
  google::protobuf::RepeatedPtrField<EntryOutcome>& outcomes;
  std::function<void(const absl::Status&)> finish;  // Holds the call.
  bool brief = false;                               // Answers that say nothing new are left out.
  Book::Outcomes before = {};
  std::vector<Book::Settled> settled = {};
};

class JournalService final : public v1::JournalService::CallbackService {
 public:
  explicit JournalService(JournalDependencies d)
      : book_(d.book),
        tokens_(d.tokens),
        keys_(d.keys),
        runners_(std::move(d.runners)),
        door_(std::move(d.door)),
        calls_(std::move(d.calls)) {
    for (auto& [name, options] : d.beside) beside_.try_emplace(name, std::move(options));
  }

  grpc::ServerUnaryReactor* SyncJournal(grpc::CallbackServerContext* context, const v1::SyncJournalRequest* request,
                                        v1::SyncJournalResponse* response) override {
    context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
    return calls_.Serve(context, request, response, "SyncJournal", [this](auto call) { Sync(std::move(call)); });
  }

  grpc::ServerUnaryReactor* ImportPacket(grpc::CallbackServerContext* context, const v1::ImportPacketRequest* request,
                                         v1::ImportPacketResponse* response) override {
    context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
    return calls_.Serve(context, request, response, "ImportPacket", [this](auto call) { Import(std::move(call)); });
  }

  grpc::ServerUnaryReactor* VoidEntry(grpc::CallbackServerContext* context, const v1::VoidEntryRequest* request,
                                      v1::VoidEntryResponse* response) override {
    return calls_.Serve(context, request, response, "VoidEntry", [this](auto call) { Void(std::move(call)); });
  }

 private:
  void Sync(std::shared_ptr<rpc::Call<v1::SyncJournalRequest, v1::SyncJournalResponse>> call) {
    auto links = ReadEntries(call->request());
    if (!links.ok()) return call->Finish(links.status());
    if (call->caller().device.empty()) {
      return call->Finish(errors::FieldError("hoso-device", "not given, want the name of the counter"));
    }
    Take(call, {.machine = call->machine(), .device = call->caller().device}, *std::move(links),
         call->request().tokens(), call->request().brief());
  }

  void Import(std::shared_ptr<rpc::Call<v1::ImportPacketRequest, v1::ImportPacketResponse>> call) {
    const v1::ImportPacketRequest& request = call->request();
    const absl::StatusOr<std::string> machine = MachineOf(request, call->caller().office);
    if (!machine.ok()) return call->Finish(machine.status());
    auto links = ReadEntries(request.contents());
    if (!links.ok()) return call->Finish(links.status());
    const std::string journal_id = links->front().body.journal_id();
    std::erase_if(*links, [&](const Link& link) {
      const int64_t position = link.body.position();
      return position < request.first_position() || position > request.last_position() ||
             !runners_.contains(link.body.kind());
    });
    if (journal_id != request.label().journal_id() || links->empty()) {
      return call->Finish(errors::FieldError(
          "first_position", absl::StrCat("want positions of entries of ", door_.options().service, " in the part")));
    }
    Take(call, {.machine = *machine, .device = request.label().device()}, *std::move(links),
         request.contents().tokens());
  }

  // Whose the entries are, when they are what that machine signed for the caller's office.
  absl::StatusOr<std::string> MachineOf(const v1::ImportPacketRequest& request, const std::string& office) const {
    const v1::PacketLabel& label = request.label();
    if (absl::Status status = packet::CheckLabel(label); !status.ok()) return status;
    if (label.to_office_id() != office) {
      return errors::Precondition(packet::kForAnotherOffice,
                                  absl::StrCat("packet: is for ", label.to_office_id(), ", not for ", office));
    }
    auto machine = packet::CheckSignature(label, request.signature(), *keys_.Current(), absl::Now());
    if (!machine.ok()) return machine;
    if (request.part() < 0 || request.part() >= label.part_digests_size()) {
      return errors::FieldError("part", absl::StrCat(request.part(), ", want 0 to ", label.part_digests_size() - 1));
    }
    if (packet::PartDigest(request.contents()) != label.part_digests(request.part())) {
      return errors::Precondition(packet::kChanged, "contents: are not what the counter signed");
    }
    return machine;
  }

  void Void(std::shared_ptr<rpc::Call<v1::VoidEntryRequest, v1::VoidEntryResponse>> call) {
    const auto entry = VoidingOf(call->request());
    if (!entry.ok()) return call->Finish(entry.status());
    const bool taken = workers_.Run([this, call, entry = *entry]() mutable {
      entry.by = call->caller().staff;
      call->Finish(book_.Void({.machine = call->machine(), .device = call->caller().device}, entry, call->now()));
    });
    if (!taken) call->Finish(absl::ResourceExhaustedError("too many journals wait; try again in a moment"));
  }

  absl::StatusOr<Book::Voiding> VoidingOf(const v1::VoidEntryRequest& request) const {
    errors::FieldErrors wrong;
    if (!rpc::IsUuid(request.journal_id())) wrong.Add("journal_id", "want a UUID");
    if (request.position() < 1) wrong.Add("position", absl::StrCat(request.position(), ", want at least 1"));
    if (request.digest().size() != NoDigest().size()) wrong.Add("digest", "want 32 bytes");
    if (request.previous().size() != NoDigest().size()) wrong.Add("previous", "want 32 bytes");
    if (!runners_.contains(request.kind())) {
      wrong.Add("kind", absl::StrCat("want a command of ", door_.options().service));
    }
    const auto occurred_at = FromProto(request.occurred_at(), "occurred_at");
    if (!occurred_at.ok()) wrong.Add("occurred_at", "want a time");
    const auto ground = identity::NormalizeText(request.ground(), {.field = "ground", .max_length = kLongestGround});
    if (!ground.ok() || Characters(*ground) < kShortestGround) {
      wrong.Add("ground", absl::StrCat("want ", kShortestGround, " to ", kLongestGround, " characters on one line"));
    }
    if (absl::Status status = wrong.ToStatus(); !status.ok()) return status;
    return Book::Voiding{.journal_id = request.journal_id(),
                         .position = request.position(),
                         .digest = request.digest(),
                         .previous = request.previous(),
                         .kind = request.kind(),
                         .occurred_at = *occurred_at,
                         .ground = *ground};
  }

  template <typename Call>
  void Take(std::shared_ptr<Call> call, rpc::Calls::Behalf of, std::vector<Link> links,
            const google::protobuf::RepeatedPtrField<std::string>& tokens, bool brief = false) {
    auto taking =
        std::make_shared<Taking>(Taking{.outer = call->context(),
                                        .of = std::move(of),
                                        .links = std::move(links),
                                        .tokens = {},
                                        .outcomes = *call->response()->mutable_outcomes(),
                                        .finish = [call](const absl::Status& status) { call->Finish(status); },
                                        .brief = brief});
    for (const std::string& token : tokens) taking->tokens[SessionOf(token)] = token;
    const bool taken = workers_.Run([this, taking] {
      auto before =
          book_.Note({.machine = taking->of.machine, .device = taking->of.device}, taking->links, taking->outer.now());
      if (!before.ok()) return taking->finish(before.status());
      taking->before = *std::move(before);
      Next(taking, 0);
    });
    if (!taken) taking->finish(absl::ResourceExhaustedError("too many journals wait; try again in a moment"));
  }

  void Next(const std::shared_ptr<Taking>& taking, size_t at) {
    if (at == taking->links.size() || absl::Now() > taking->outer.deadline() - kTimeToAnswer) return End(taking);
    const Link& link = taking->links[at];
    const auto before = taking->before.find(link.body.position());
    auto done = [this, taking, at](Ran ran) {
      Settle(*taking, at, std::move(ran));
      Next(taking, at + 1);
    };
    if (before != taking->before.end() && before->second == EntryOutcome::OUTCOME_VOIDED) {
      return done({.status = rpc::ToGrpc(errors::Precondition("ENTRY_VOIDED", "entry: was given up by a supervisor"))});
    }
    const auto runner = runners_.find(link.body.kind());
    if (runner == runners_.end()) return done({.status = rpc::ToGrpc(WrongDoor(link.body.kind()))});
    auto context = ContextOf(*taking, link);
    if (!context.ok()) return done({.status = rpc::ToGrpc(context.status())});
    runner->second({.context = *std::move(context), .body = link.body, .done = std::move(done)});
  }

  absl::Status WrongDoor(const std::string& kind) const {
    return errors::WithReason(absl::InvalidArgumentError(absl::StrCat("kind: ", errors::Echo(kind),
                                                                      ", want a command of ", door_.options().service)),
                              "WRONG_DOOR");
  }

  absl::StatusOr<rpc::CallContext> ContextOf(const Taking& taking, const Link& link) {
    const std::string token = TokenOf(taking, link.body.session());
    if (token.empty()) return NoSession();
    const auto then =
        FromProto(link.body.has_written_at() ? link.body.written_at() : link.body.occurred_at(), "written_at");
    if (!then.ok()) return then.status();
    const auto session = tokens_.CheckPast(token, taking.of.machine, *then, absl::Now());
    if (!session.ok()) return session.status();
    Remember(link.body.session(), token);
    const std::vector<std::string> name = absl::StrSplit(link.body.kind(), '.');
    const auto beside = beside_.find(name.front());
    const rpc::Calls& calls = beside == beside_.end() ? door_ : beside->second;
    return calls.BeginOnBehalf(taking.outer, taking.of, *session, name.back(), link.body.entry_id());
  }

  // Empty: it did not come with the call, nor with one before.
  std::string TokenOf(const Taking& taking, const std::string& session) {
    if (const auto sent = taking.tokens.find(session); sent != taking.tokens.end()) return sent->second;
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

  static void Settle(Taking& taking, size_t at, Ran ran) {
    EntryOutcome& outcome = *taking.outcomes.Add();
    outcome.set_position(taking.links[at].body.position());
    const auto before = taking.before.find(outcome.position());
    outcome.set_known_before(before != taking.before.end() && Recorded(before->second));
    std::string reason;
    if (ran.status.ok()) {
      outcome.set_outcome(ran.changed ? EntryOutcome::OUTCOME_RECORDED_WITH_CHANGE : EntryOutcome::OUTCOME_RECORDED);
      const bool as_told = ran.compared && !ran.changed;
      if (!taking.brief || !as_told) outcome.set_answer(std::move(ran.answer));
      *outcome.mutable_recorded_at() = ToProto(taking.outer.now());
    } else {
      const absl::Status status = rpc::FromGrpc(ran.status);
      outcome.set_outcome(Passes(status) ? EntryOutcome::OUTCOME_TRY_AGAIN : EntryOutcome::OUTCOME_REFUSED);
      outcome.set_refusal(ran.status.error_details());
      reason = errors::Reason(status).empty() ? absl::StatusCodeToString(status.code()) : errors::Reason(status);
    }
    taking.settled.push_back(
        {.position = outcome.position(), .outcome = outcome.outcome(), .reason = std::move(reason)});
  }

  void End(const std::shared_ptr<Taking>& taking) {
    if (taking->settled.empty()) {
      return taking->finish(absl::DeadlineExceededError("no time was left for the first entry"));
    }
    auto settle = [this, taking] {
      // The ledger has what was recorded; that the book does not say so is mended by the next attempt.
      const absl::Status status =
          book_.Settle(taking->links[0].body.journal_id(), taking->settled, taking->outer.now());
      if (!status.ok()) log::Warn("journal not settled", {{"error", status.ToString()}});
      taking->finish(absl::OkStatus());
    };
    if (!workers_.Run(settle)) taking->finish(absl::OkStatus());
  }

  Book& book_;
  session::TokenCheck& tokens_;
  signing::KeyListFile& keys_;
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

JournalDoor OpenJournalDoor(const std::string& conninfo, session::TokenCheck& tokens, signing::KeyListFile& keys,
                            std::map<std::string, Runner> runners, const rpc::CallsOptions& door,
                            std::map<std::string, rpc::CallsOptions> beside) {
  JournalDoor opened{.book = std::make_unique<Book>(conninfo, kConnections)};
  rpc::CallsOptions calls = door;
  calls.service = "journal";
  opened.service = MakeJournalService({.book = *opened.book,
                                       .tokens = tokens,
                                       .keys = keys,
                                       .runners = std::move(runners),
                                       .door = door,
                                       .beside = std::move(beside),
                                       .calls = std::move(calls)});
  return opened;
}

}  // namespace hoso::journal
