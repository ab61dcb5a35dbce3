#include "clients/counter/courier.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/clock/zone.h"
#include "common/journal/chain.h"
#include "common/log/log.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/rpc/status.h"

namespace hoso::counter {
namespace {

using journal::v1::EntryOutcome;

constexpr int kMostAtOnce = 2000;  // Read from the journal in one go.
constexpr int kHistoryDays = 30;
constexpr int kMostBookPages = 100;
constexpr char kSendAgain[] = "SEND_AGAIN";  // Some entries have no answer yet.

constexpr char kCash[] = "cash.";

std::string DoorOf(const Entry& entry) { return journal::DoorOf(entry.body.kind()); }

bool LacksToken(const EntryOutcome& outcome) {
  return outcome.outcome() == EntryOutcome::OUTCOME_REFUSED &&
         errors::Reason(rpc::FromGrpc(grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "", outcome.refusal()))) ==
             "SESSION_MISSING";
}

// Whether there is no network, or nobody behind it: not that a service refused.
bool IsAway(const absl::Status& status) { return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status); }

}  // namespace

Courier::Courier(Journal& journal, Numbers& numbers, Book& book, Doors& doors, Timekeeper& clock, People& people,
                 const Desk& desk, Options options)
    : journal_(journal),
      numbers_(numbers),
      book_(book),
      doors_(doors),
      clock_(clock),
      people_(people),
      desk_(desk),
      options_(options) {
  {
    absl::MutexLock lock(&mutex_);
    line_.drill = options_.drill;
  }
  if (options_.every > absl::ZeroDuration()) thread_ = std::thread([this] { Run(); });
}

Courier::~Courier() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

Courier::Line Courier::line() {
  absl::MutexLock lock(&mutex_);
  return line_;
}

void Courier::Drill(bool offline) {
  const absl::Time now = clock_.Now().now;
  absl::MutexLock lock(&mutex_);
  line_.drill = offline;
  if (offline && line_.online) line_.offline_since = now;
  if (offline) line_.online = false;
  nudged_ = !offline;
}

void Courier::Nudge() {
  absl::MutexLock lock(&mutex_);
  nudged_ = true;
}

void Courier::Run() {
  while (true) {
    (void)Turn(false);
    absl::MutexLock lock(&mutex_);
    const absl::Duration pause = std::min(options_.longest_pause, options_.every * (1 << std::min(failures_, 6)));
    const auto wake = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || nudged_; };
    mutex_.AwaitWithTimeout(absl::Condition(&wake), pause);
    if (stopping_) return;
    nudged_ = false;
  }
}

absl::Status Courier::Turn(bool asked) {
  absl::MutexLock turn(&turn_);
  {
    absl::MutexLock lock(&mutex_);
    if (line_.drill) return absl::UnavailableError("drill: the network is pulled out");
  }
  absl::Status status = doors_.Ping();
  if (status.ok()) {
    people_.Renew(absl::Now());
    status = SendAll();
    const absl::Status read = ReadBook(asked);
    if (!read.ok() && !IsAway(read)) log::Warn("book not read", {{"error", read.ToString()}});
    const absl::Status closed = CloseLeases();
    if (!closed.ok()) log::Warn("leases not closed", {{"error", closed.ToString()}});
    const absl::Status held = HoldCodes();
    if (!held.ok()) log::Warn("codes not held", {{"error", held.ToString()}});
    if (status.ok() && IsAway(held)) status = held;
  }
  Learned(status);
  return status;
}

void Courier::Learned(const absl::Status& status) {
  const absl::Time now = clock_.Now().now;
  absl::MutexLock lock(&mutex_);
  const bool online = !IsAway(status) && !line_.drill;
  if (!online && (line_.online || !line_.offline_since.has_value())) line_.offline_since = now;
  if (online) line_.offline_since.reset();
  line_.online = online;
  line_.trouble = status.ok() || IsAway(status) || errors::Reason(status) == kSendAgain ? "" : errors::Reason(status);
  failures_ = status.ok() ? 0 : failures_ + 1;
}

absl::Status Courier::SendAll() {
  auto waiting = journal_.Waiting(kMostAtOnce);
  if (!waiting.ok()) return waiting.status();
  absl::Status worst;
  // What one door cannot take now does not hold up the others, except what comes later of the same dossier.
  std::set<std::string> doors_away, held_up;
  while (true) {
    const std::vector<Entry> batch = NextBatch(*waiting, doors_away, held_up);
    if (batch.empty()) return worst;
    std::set<int64_t> settled;
    const std::string door = DoorOf(batch[0]);
    const absl::Status status = Send(door, batch, settled);
    worst.Update(status);
    if (!status.ok() && errors::Reason(status) != kSendAgain) doors_away.insert(door);
    for (const Entry& entry : batch) {
      if (!settled.contains(entry.position)) held_up.insert(entry.subjects.begin(), entry.subjects.end());
    }
    std::erase_if(*waiting, [&](const Entry& entry) {
      return std::any_of(batch.begin(), batch.end(),
                         [&](const Entry& sent) { return sent.position == entry.position; });
    });
  }
}

// Of one door and no two about the same dossier or bag: only when a service has answered for the first may the second
// be sent.
std::vector<Entry> Courier::NextBatch(const std::vector<Entry>& waiting, const std::set<std::string>& doors_away,
                                      std::set<std::string>& held_up) const {
  std::vector<Entry> batch;
  std::set<std::string> passed = held_up;
  bool postponed = false;
  for (const Entry& entry : waiting) {
    const std::string door = DoorOf(entry);
    const bool behind = std::any_of(entry.subjects.begin(), entry.subjects.end(),
                                    [&](const std::string& subject) { return passed.contains(subject); });
    passed.insert(entry.subjects.begin(), entry.subjects.end());
    if (doors_away.contains(door)) held_up.insert(entry.subjects.begin(), entry.subjects.end());
    if (behind || doors_away.contains(door)) {
      postponed |= behind;
      continue;
    }
    // A sheet is compared with the payments before it: they go first.
    if (postponed && absl::StartsWith(entry.body.kind(), kCash)) break;
    if (!batch.empty() && door != DoorOf(batch[0])) continue;
    batch.push_back(entry);
    if (batch.size() == static_cast<size_t>(options_.batch)) break;
  }
  return batch;
}

absl::Status Courier::Send(const std::string& door, const std::vector<Entry>& entries, std::set<int64_t>& settled) {
  journal::v1::SyncJournalRequest request;
  for (const Entry& entry : entries) *request.add_entries() = entry.wire;
  const auto tokens = journal_.Tokens(entries);
  if (!tokens.ok()) return tokens.status();
  request.set_brief(true);
  bool left_out = false;
  for (const std::string& token : *tokens) {
    const bool heard = heard_[door].contains(journal::SessionOf(token));
    left_out |= heard;
    if (!heard) request.add_tokens(token);
  }
  const auto response = doors_.SyncJournal(door, request);
  if (!response.ok()) return OneByOne(door, entries, response.status(), settled);
  // It does not remember them any more, as after a restart.
  if (left_out && std::any_of(response->outcomes().begin(), response->outcomes().end(), LacksToken)) {
    heard_.erase(door);
    return Send(door, entries, settled);
  }
  for (const std::string& token : request.tokens()) heard_[door].insert(journal::SessionOf(token));
  const absl::Time now = clock_.Now().now;
  for (const EntryOutcome& outcome : response->outcomes()) {
    // A service answers for what it was asked and nothing else.
    const bool asked = std::any_of(entries.begin(), entries.end(),
                                   [&](const Entry& entry) { return entry.position == outcome.position(); });
    if (!asked) continue;
    if (absl::Status status = journal_.Settle(outcome, now); !status.ok()) return status;
    if (outcome.outcome() == EntryOutcome::OUTCOME_RECORDED) {
      if (absl::Status status = book_.Confirm(outcome.position(), now); !status.ok()) return status;
    }
    if (outcome.outcome() != EntryOutcome::OUTCOME_TRY_AGAIN) settled.insert(outcome.position());
    if (!outcome.has_recorded_at()) continue;
    clock_.Heard(FromProto(outcome.recorded_at()));
    absl::MutexLock lock(&mutex_);
    line_.recorded_last = FromProto(outcome.recorded_at());
  }
  if (settled.size() == entries.size()) return absl::OkStatus();
  return errors::WithReason(absl::AbortedError("some entries are to be sent again"), kSendAgain);
}

// A call that was refused as a whole, and not for want of a network: the entry that it is about must not hold up the
// others.
absl::Status Courier::OneByOne(const std::string& door, const std::vector<Entry>& entries, const absl::Status& why,
                               std::set<int64_t>& settled) {
  if (!absl::IsInvalidArgument(why)) return why;
  if (entries.size() > 1) {
    absl::Status worst;
    for (const Entry& entry : entries) {
      std::set<int64_t> alone;
      worst.Update(Send(door, {entry}, alone));
      settled.merge(alone);
    }
    return worst;
  }
  EntryOutcome refused;
  refused.set_position(entries[0].position);
  refused.set_outcome(EntryOutcome::OUTCOME_REFUSED);
  refused.set_refusal(rpc::ToGrpc(why).error_details());
  settled.insert(refused.position());
  return journal_.Settle(refused, clock_.Now().now);
}

// What the services know of this office's dossiers and bags, in the name of who is signed in.
absl::Status Courier::ReadBook(bool asked) {
  const auto who = people_.Current();
  if (!who.has_value()) return absl::OkStatus();
  const bool same = book_read_for_ == who->session.session_id();
  if (!asked && same && absl::Now() < book_read_ + options_.book_every) return absl::OkStatus();
  for (int page = 0; page < kMostBookPages; ++page) {
    auto known = book_.Known();
    if (!known.ok()) return known.status();
    known->set_office_id(desk_.place().office_id);
    const auto told = doors_.GetOfficeBook(who->token, *known);
    if (!told.ok()) return told.status();
    if (absl::Status status = book_.TakeOver(*told, clock_.Now().now); !status.ok()) return status;
    if (!told->more()) break;
  }
  book_read_ = absl::Now();
  book_read_for_ = who->session.session_id();
  return absl::OkStatus();
}

absl::Status Courier::CloseLeases() {
  const auto past = numbers_.Past(clock::LocalDay(clock_.Now().now));
  if (!past.ok()) return past.status();
  for (const CodeLease& lease : *past) {
    intake::v1::CloseLeaseRequest request;
    request.set_request_id(rpc::NewRequestId());
    request.set_lease_id(lease.id);
    request.set_reason("its day is over");
    const absl::Status status = doors_.CloseLease(request).status();
    // Closed before: the answer was lost, or intake closed it itself.
    const bool done = status.ok() || errors::Reason(status) == "LEASE_CLOSED" || absl::IsNotFound(status);
    if (!done) return status;
    if (absl::Status kept = numbers_.MarkClosed(lease.id); !kept.ok()) return kept;
  }
  return absl::OkStatus();
}

absl::Status Courier::HoldCodes() {
  const absl::CivilDay today = clock::LocalDay(clock_.Now().now);
  const catalogue::Catalogue& catalogue = desk_.catalogue();
  const auto office = catalogue.FindOffice(desk_.place().office_id);
  if (!office.ok()) return office.status();
  const auto free = numbers_.FreeCodes(today);
  if (!free.ok()) return free.status();
  for (int ahead = 0; ahead < options_.days_ahead; ++ahead) {
    const absl::CivilDay day = today + ahead;
    std::set<std::string> agencies;
    for (const std::string& key : catalogue.ProceduresOffered(**office, day)) {
      const auto procedure = catalogue.FindProcedure(key, day, catalogue::v1::CHANNEL_POST);
      if (procedure.ok()) agencies.insert(procedure->version->agency());
    }
    for (const std::string& agency : agencies) {
      const auto busiest = numbers_.BusiestDay(agency, today - kHistoryDays);
      if (!busiest.ok()) return busiest.status();
      const int wanted = std::max(options_.least_codes, 2 * *busiest);
      int held = 0;
      for (const Numbers::Free& one : *free) held += one.agency_key == agency && one.day == day ? one.codes : 0;
      if (held * 2 > wanted) continue;
      if (absl::Status status = HoldCodesOf(agency, day, wanted, held); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status Courier::HoldCodesOf(const std::string& agency_key, absl::CivilDay day, int wanted, int held) {
  intake::v1::LeaseCodesRequest request;
  request.set_request_id(rpc::NewRequestId());
  request.set_agency_key(agency_key);
  *request.mutable_day() = ToProto(day);
  request.set_count(std::min(wanted - held, 500));
  request.set_holder(desk_.place().device_id);
  const auto response = doors_.LeaseCodes(request);
  // The numbers of a day are all given out: provisional ones are.
  if (absl::IsResourceExhausted(response.status())) return absl::OkStatus();
  if (!response.ok()) return response.status();
  return numbers_.AddLease({.id = response->lease_id(),
                            .agency_key = agency_key,
                            .day = day,
                            .first = response->first_number(),
                            .last = response->last_number(),
                            .next = response->first_number(),
                            .first_code = response->first_code()});
}

}  // namespace hoso::counter
