#include "common/ledger/committer.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/postgres/error.h"

namespace hoso::ledger {
namespace {

constexpr int kMostContended = 8;  // Lost races for a batch before it is taken apart.
constexpr int kMostBlocked = 20;   // How often a command waits for locks of others.
constexpr int kMostRaces = 3;      // Constraint violations of a lone command: the winner is seen at the next look.
constexpr absl::Duration kFirstBackoff = absl::Milliseconds(10);
constexpr absl::Duration kLongestBackoff = absl::Seconds(1);
constexpr absl::Duration kBlockedStep = absl::Milliseconds(5);

// Moves those that `chosen` picks out of `batch`, in order.
template <typename Chosen>
std::vector<Pending> Extract(std::vector<Pending>& batch, Chosen chosen) {
  std::vector<Pending> extracted;
  const auto kept = std::stable_partition(batch.begin(), batch.end(), [&](const Pending& p) { return !chosen(p); });
  std::move(kept, batch.end(), std::back_inserter(extracted));
  batch.erase(kept, batch.end());
  return extracted;
}

absl::Status InDoubt(const absl::Status& status) {
  return absl::UnknownError(
      absl::StrCat("the database was lost in the commit, read first: ", std::string(status.message())));
}

// The months of new dossiers.
std::set<absl::CivilMonth> MonthsOf(const Writes& writes) {
  std::set<absl::CivilMonth> months;
  for (const DossierWrite& write : writes.dossiers) {
    if (write.creates) months.insert(absl::CivilMonth(write.id.day()));
  }
  return months;
}

}  // namespace

void Committer::Run() {
  const size_t max = lane_ == Lane::kBulk ? 1 : options_.max_batch;
  while (true) {
    std::vector<Pending> batch = queue_.Take(max);
    if (batch.empty()) return;
    Process(std::move(batch));
  }
}

void Committer::Process(std::vector<Pending> batch) {
  bool skip_locked =
      lane_ == Lane::kUsual && std::any_of(batch.begin(), batch.end(), [](const Pending& p) { return p.blocked > 0; });
  int contended = 0;
  int races = 0;
  while (true) {
    RefuseExpired(batch);
    if (batch.empty() || !Connect(batch)) return;
    const Attempt attempt = Try(batch, skip_locked);
    if (!attempt.status.ok()) Trouble(attempt.status);
    switch (attempt.next) {
      case Next::kDone:
        return;
      case Next::kAgain:
        break;
      case Next::kReconnect:
        session_.reset();
        break;
      case Next::kContended:
        skip_locked = lane_ == Lane::kUsual;
        if (++contended >= kMostContended) return Split(std::move(batch), attempt.status);
        break;
      case Next::kSplit: {
        const bool race = batch.size() == 1 && absl::IsAlreadyExists(attempt.status) && ++races < kMostRaces;
        if (!race) return Split(std::move(batch), attempt.status);
        break;
      }
    }
  }
}

Committer::Attempt Committer::Try(std::vector<Pending>& batch, bool skip_locked) {
  const absl::Time begun = absl::Now();
  std::set<int64_t> blocked;
  absl::StatusOr<LoadResult> loaded = session_->Load(batch, skip_locked, blocked);
  if (!loaded.ok()) return Failed(loaded.status());
  if (!blocked.empty()) PutOff(batch, blocked);
  Decided decided = DecideBatch(batch, *std::move(loaded), options_.agencies, KeysNow());
  if (decided.writes.empty()) {
    session_->Rollback();
    const int commands = static_cast<int>(batch.size());
    Answer(batch, std::move(decided.outcomes));
    if (commands > 0 && options_.hooks.on_batch) options_.hooks.on_batch(lane_, commands, absl::Now() - begun);
    return {Next::kDone, absl::OkStatus()};
  }
  const int commands = static_cast<int>(batch.size());
  Attempt attempt = Write(batch, std::move(decided));
  if (attempt.next == Next::kDone && options_.hooks.on_batch) {
    options_.hooks.on_batch(lane_, commands, absl::Now() - begun);
  }
  return attempt;
}

// After the load: a key under which anything was wrapped was in the ring's file before it.
PersonKeys Committer::KeysNow() const {
  if (options_.vault == nullptr) return {.plain_for_tests = options_.plain_for_tests};
  return {.ring = options_.vault->Current(), .class_of = options_.class_of};
}

Committer::Attempt Committer::Write(std::vector<Pending>& batch, Decided decided) {
  for (const absl::CivilMonth month : MonthsOf(decided.writes)) {
    if (session_->HasMonth(month)) continue;
    session_->Rollback();
    if (absl::Status status = session_->MakeMonth(month); !status.ok()) return Failed(status);
    return {Next::kAgain, absl::OkStatus()};
  }
  const absl::Status status = session_->Append(decided.writes);
  if (status.ok()) {
    Answer(batch, std::move(decided.outcomes));
    return {Next::kDone, status};
  }
  if (LostConnection(status)) MarkInDoubt(batch, decided.outcomes, status);
  return Failed(status);
}

Committer::Attempt Committer::Failed(absl::Status status) {
  if (LostConnection(status)) return {Next::kReconnect, std::move(status)};
  session_->Rollback();
  const Next next = absl::IsAborted(status) ? Next::kContended : Next::kSplit;
  return {next, std::move(status)};
}

void Committer::Split(std::vector<Pending> batch, const absl::Status& status) {
  if (batch.size() == 1) return Refuse(std::move(batch), status);
  if (options_.hooks.on_bisection) options_.hooks.on_bisection(lane_);
  const auto middle = batch.begin() + batch.size() / 2;
  std::vector<Pending> second(std::make_move_iterator(middle), std::make_move_iterator(batch.end()));
  batch.erase(middle, batch.end());
  Process(std::move(batch));
  Process(std::move(second));
}

bool Committer::Connect(std::vector<Pending>& batch) {
  absl::Duration backoff = kFirstBackoff;
  while (session_ == nullptr) {
    absl::StatusOr<std::unique_ptr<Session>> session =
        Session::Open({.conninfo = options_.conninfo,
                       .application_name = lane_ == Lane::kBulk ? "hoso-committer-bulk" : "hoso-committer",
                       .lock_timeout = options_.lock_timeout});
    if (session.ok()) {
      session_ = *std::move(session);
      break;
    }
    Trouble(session.status());
    RefuseImpatient(batch, session.status());
    if (batch.empty()) return false;
    queue_.AwaitClose(backoff);
    backoff = std::min(2 * backoff, kLongestBackoff);
  }
  return true;
}

void Committer::RefuseExpired(std::vector<Pending>& batch) {
  const absl::Time now = absl::Now();
  Refuse(Extract(batch, [&](const Pending& p) { return p.command.deadline <= now && !p.in_doubt; }),
         absl::DeadlineExceededError("the deadline passed before the command was begun"));
}

void Committer::RefuseImpatient(std::vector<Pending>& batch, const absl::Status& status) {
  const absl::Time now = absl::Now();
  const bool closing = queue_.closed();
  const auto impatient = [&](const Pending& p) {
    return closing || p.command.deadline <= now || p.submitted + options_.patience <= now;
  };
  Refuse(Extract(batch, impatient), absl::UnavailableError(status.message()));
}

void Committer::PutOff(std::vector<Pending>& batch, const std::set<int64_t>& blocked) {
  const auto waits = [&](const Pending& p) {
    return std::any_of(p.command.dossiers.begin(), p.command.dossiers.end(),
                       [&](identity::DossierId id) { return blocked.contains(id.value()); });
  };
  std::vector<Pending> refused;
  for (Pending& pending : Extract(batch, waits)) {
    const bool again = ++pending.blocked <= kMostBlocked;
    if (!again || !queue_.PushBack(pending, absl::Now() + pending.blocked * kBlockedStep)) {
      refused.push_back(std::move(pending));
    }
  }
  Refuse(std::move(refused), absl::AbortedError("a dossier of the command stays locked by another transaction"));
}

void Committer::MarkInDoubt(std::vector<Pending>& batch, const std::vector<Outcome>& outcomes,
                            const absl::Status& status) {
  for (size_t i = 0; i < batch.size(); ++i) {
    if (outcomes[i].writes) batch[i].in_doubt = true;
  }
  // Nothing remembers these: run again they might happen twice.
  Refuse(Extract(batch, [](const Pending& p) { return p.in_doubt && p.request_id.empty(); }), status);
}

void Committer::Answer(std::vector<Pending>& batch, std::vector<Outcome> outcomes) {
  std::vector<Answerer::Answer> answers;
  answers.reserve(batch.size());
  for (size_t i = 0; i < batch.size(); ++i) {
    answers.push_back({.done = std::move(batch[i].command.done), .outcome = std::move(outcomes[i].answer)});
  }
  batch.clear();
  answerer_.Post(std::move(answers));
}

void Committer::Refuse(std::vector<Pending> batch, const absl::Status& status) {
  for (Pending& pending : batch) {
    const absl::Status outcome = pending.in_doubt ? InDoubt(status) : status;
    answerer_.Post(std::move(pending), outcome);
  }
}

void Committer::Trouble(const absl::Status& status) const {
  if (options_.hooks.on_trouble) options_.hooks.on_trouble(status);
}

}  // namespace hoso::ledger
