#include "clients/counter/journal.h"

#include <algorithm>
#include <functional>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/journal/chain.h"
#include "common/log/log.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::counter {
namespace {

using journal::v1::EntryOutcome;

constexpr char kColumns[] =
    "position, body, previous, dossier_code, told, state, answer, refusal, recorded_at, tries, printed";

std::string RowOfEntry(int64_t position, const char* column) { return absl::StrCat("entry ", position, " ", column); }

EntryState StateOf(EntryOutcome::Outcome outcome) {
  switch (outcome) {
    case EntryOutcome::OUTCOME_RECORDED:
      return v1::ENTRY_STATE_RECORDED;
    case EntryOutcome::OUTCOME_RECORDED_WITH_CHANGE:
      return v1::ENTRY_STATE_RECORDED_WITH_CHANGE;
    case EntryOutcome::OUTCOME_REFUSED:
      return v1::ENTRY_STATE_NEEDS_REVIEW;
    default:
      return v1::ENTRY_STATE_WAITING;
  }
}

std::set<std::string> SubjectsOf(const NewEntry& entry) {
  std::set<std::string> subjects(entry.subjects.begin(), entry.subjects.end());
  if (!entry.dossier_code.empty()) subjects.insert(entry.dossier_code);
  return subjects;
}

}  // namespace

absl::StatusOr<Entry> Journal::EntryOf(const Sqlite::Statement& row) const {
  Entry entry;
  entry.position = row.NumberAt(0);
  auto body = store_.Unseal(RowOfEntry(entry.position, "body"), row.BlobAt(1));
  if (!body.ok()) return body.status();
  auto told = store_.Unseal(RowOfEntry(entry.position, "told"), row.BlobAt(4));
  if (!told.ok()) return told.status();
  entry.wire.set_previous(row.BlobAt(2));
  if (!entry.body.ParseFromString(*body)) return absl::DataLossError(absl::StrCat("journal: entry ", entry.position));
  entry.wire.set_body(*std::move(body));
  entry.dossier_code = row.TextAt(3);
  entry.told = *std::move(told);
  entry.state = static_cast<EntryState>(row.NumberAt(5));
  if (const std::string sealed = row.BlobAt(6); !sealed.empty()) {
    auto answer = store_.Unseal(RowOfEntry(entry.position, "answer"), sealed);
    if (!answer.ok()) return answer.status();
    entry.answer = *std::move(answer);
  }
  entry.refusal = row.BlobAt(7);
  if (!row.NullAt(8)) entry.recorded_at = absl::FromUnixMicros(row.NumberAt(8));
  entry.tries = static_cast<int>(row.NumberAt(9));
  entry.printed = static_cast<int>(row.NumberAt(10));
  return entry;
}

absl::StatusOr<std::vector<Entry>> Journal::Read(const std::string& where, const std::vector<std::string>& texts,
                                                 const std::vector<int64_t>& numbers) {
  auto statement = store_.database().Prepare(absl::StrCat("SELECT ", kColumns, " FROM entry ", where));
  if (!statement.ok()) return statement.status();
  Sqlite::Statement& row = **statement;
  for (const std::string& text : texts) row.Text(text);
  for (const int64_t number : numbers) row.Number(number);
  std::vector<Entry> entries;
  absl::Status status = All(row, [&] {
    auto entry = EntryOf(row);
    if (entry.ok()) {
      entries.push_back(*std::move(entry));
    } else {
      // What is readable is saved, the rest named; it stays counted as what it was.
      log::Error("journal entry cannot be read", {{"position", row.NumberAt(0)}, {"error", entry.status().ToString()}});
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  for (Entry& entry : entries) {
    auto subjects = store_.database().Prepare("SELECT subject FROM subject WHERE position = ? ORDER BY subject");
    if (!subjects.ok()) return subjects.status();
    status = All((*subjects)->Number(entry.position), [&] {
      entry.subjects.push_back((*subjects)->TextAt(0));
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  return entries;
}

absl::StatusOr<Entry> Journal::Append(const NewEntry& entry) {
  absl::MutexLock lock(&store_.mutex());
  Sqlite& database = store_.database();
  absl::Status status = database.Transact([&]() -> absl::Status {
    auto known = database.Prepare("SELECT 1 FROM entry WHERE entry_id = ?");
    if (!known.ok()) return known.status();
    const auto there = (*known)->Text(entry.entry_id).Step();
    if (!there.ok() || *there) return there.status();

    int64_t position = 1;
    std::string previous = journal::NoDigest();
    auto last = database.Prepare("SELECT position, digest FROM entry ORDER BY position DESC LIMIT 1");
    if (!last.ok()) return last.status();
    const auto any = (*last)->Step();
    if (!any.ok()) return any.status();
    if (*any) {
      position = (*last)->NumberAt(0) + 1;
      previous = (*last)->BlobAt(1);
    }
    journal::v1::JournalBody body;
    body.set_format(journal::kFormat);
    body.set_journal_id(store_.journal_id());
    body.set_position(position);
    body.set_entry_id(entry.entry_id);
    body.set_kind(entry.kind);
    body.set_request(entry.request);
    *body.mutable_occurred_at() = ToProto(entry.occurred_at);
    body.set_session(entry.session);
    body.set_clock_doubt(entry.doubt);
    if (entry.written_at.has_value()) *body.mutable_written_at() = ToProto(*entry.written_at);
    const std::string bytes = body.SerializeAsString();
    absl::Status put =
        Execute(database.Prepare(
                    "INSERT INTO entry (position, entry_id, kind, dossier_code, occurred_at, session, body, previous, "
                    "digest, told) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
                [&](auto& s) {
                  s.Number(position).Text(entry.entry_id).Text(entry.kind).Text(entry.dossier_code);
                  s.Number(absl::ToUnixMicros(entry.occurred_at)).Blob(entry.session);
                  s.Blob(store_.Seal(RowOfEntry(position, "body"), bytes))
                      .Blob(previous)
                      .Blob(journal::DigestOf(previous, bytes));
                  s.Blob(store_.Seal(RowOfEntry(position, "told"), entry.told));
                });
    if (!put.ok()) return put;
    for (const std::string& subject : SubjectsOf(entry)) {
      put = Execute(database.Prepare("INSERT INTO subject (subject, position) VALUES (?, ?)"),
                    [&](auto& s) { s.Text(subject).Number(position); });
      if (!put.ok()) return put;
    }
    for (const Also& also : entry.also) {
      if (absl::Status done = also(database, position); !done.ok()) return done;
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  auto read = Read("WHERE entry_id = ?", {entry.entry_id}, {});
  if (!read.ok()) return read.status();
  return std::move(read->front());
}

namespace {
absl::StatusOr<std::optional<Entry>> FirstOf(absl::StatusOr<std::vector<Entry>> entries) {
  if (!entries.ok()) return entries.status();
  if (entries->empty()) return std::nullopt;
  return std::move(entries->front());
}
}  // namespace

absl::StatusOr<std::optional<Entry>> Journal::Find(const std::string& entry_id) {
  absl::MutexLock lock(&store_.mutex());
  return FirstOf(Read("WHERE entry_id = ?", {entry_id}, {}));
}

absl::StatusOr<std::optional<Entry>> Journal::At(int64_t position) {
  absl::MutexLock lock(&store_.mutex());
  return FirstOf(Read("WHERE position = ?", {}, {position}));
}

absl::StatusOr<std::vector<Entry>> Journal::Waiting(int limit) {
  absl::MutexLock lock(&store_.mutex());
  return Read(
      "WHERE state IN (1, 2, 4, 5, 6) AND state IN (1, 6) AND kind NOT LIKE 'counter.%' ORDER BY position LIMIT ?", {},
      {limit});
}

absl::StatusOr<std::vector<Entry>> Journal::Outbox(absl::Time since, int limit) {
  absl::MutexLock lock(&store_.mutex());
  auto open = Read("WHERE state IN (1, 2, 4, 5, 6) AND kind NOT LIKE 'counter.%' ORDER BY position", {}, {});
  if (!open.ok()) return open;
  auto settled = Read(
      "WHERE state NOT IN (1, 2, 4, 5, 6) AND kind NOT LIKE 'counter.%' AND settled_at >= ? "
      "ORDER BY position DESC LIMIT ?",
      {}, {absl::ToUnixMicros(since), limit});
  if (!settled.ok()) return settled;
  std::move(settled->begin(), settled->end(), std::back_inserter(*open));
  return open;
}

absl::StatusOr<std::vector<Entry>> Journal::Between(const std::string& kind, absl::Time from, absl::Time until) {
  absl::MutexLock lock(&store_.mutex());
  return Read("WHERE kind = ? AND occurred_at >= ? AND occurred_at < ? ORDER BY position DESC", {kind},
              {absl::ToUnixMicros(from), absl::ToUnixMicros(until)});
}

namespace {
std::string AnyOf(const std::vector<std::string>& kinds) {
  return absl::StrCat("kind IN (", absl::StrJoin(std::vector<std::string>(kinds.size(), "?"), ", "), ")");
}
}  // namespace

absl::StatusOr<std::vector<Entry>> Journal::After(const std::vector<std::string>& kinds, int64_t position) {
  absl::MutexLock lock(&store_.mutex());
  return Read(absl::StrCat("WHERE ", AnyOf(kinds), " AND position > ? ORDER BY position"), kinds, {position});
}

absl::StatusOr<std::vector<Entry>> Journal::InState(const std::vector<std::string>& kinds, EntryState state) {
  absl::MutexLock lock(&store_.mutex());
  return Read(absl::StrCat("WHERE ", AnyOf(kinds), " AND state = ? ORDER BY position"), kinds, {state});
}

absl::StatusOr<std::optional<Entry>> Journal::Last(const std::string& kind) {
  absl::MutexLock lock(&store_.mutex());
  return FirstOf(Read("WHERE kind = ? AND state <> 7 ORDER BY position DESC LIMIT 1", {kind}, {}));
}

absl::StatusOr<std::optional<Entry>> Journal::OfDossier(const std::string& kind, const std::string& dossier_code) {
  absl::MutexLock lock(&store_.mutex());
  return FirstOf(Read("WHERE kind = ? AND dossier_code = ? AND state <> 7 ORDER BY position DESC LIMIT 1",
                      {kind, dossier_code}, {}));
}

absl::StatusOr<Counts> Journal::CountEntries() {
  absl::MutexLock lock(&store_.mutex());
  auto statement = store_.database().Prepare(
      "SELECT count(*) FILTER (WHERE state IN (1, 2, 6)), min(occurred_at) FILTER (WHERE state IN (1, 2, 6)), "
      "count(*) FILTER (WHERE state IN (4, 5)), "
      "(SELECT count(*) FROM entry WHERE kind = 'intake.AcceptDossier' AND printed = 0 AND state <> 7) "
      "FROM entry WHERE state IN (1, 2, 4, 5, 6) AND kind NOT LIKE 'counter.%'");
  if (!statement.ok()) return statement.status();
  Counts counts;
  absl::Status status = One(**statement, [&] {
    counts.waiting = static_cast<int>((*statement)->NumberAt(0));
    if (!(*statement)->NullAt(1)) counts.waiting_since = absl::FromUnixMicros((*statement)->NumberAt(1));
    counts.needs_review = static_cast<int>((*statement)->NumberAt(2));
    counts.unprinted = static_cast<int>((*statement)->NumberAt(3));
  });
  if (!status.ok()) return status;
  return counts;
}

absl::StatusOr<std::optional<absl::Time>> Journal::Newest() {
  absl::MutexLock lock(&store_.mutex());
  auto statement = store_.database().Prepare("SELECT occurred_at FROM entry ORDER BY position DESC LIMIT 1");
  if (!statement.ok()) return statement.status();
  const auto row = (*statement)->Step();
  if (!row.ok()) return row.status();
  if (!*row) return std::nullopt;
  return absl::FromUnixMicros((*statement)->NumberAt(0));
}

absl::Status Journal::Settle(const EntryOutcome& outcome, absl::Time now) {
  absl::MutexLock lock(&store_.mutex());
  const EntryState state = StateOf(outcome.outcome());
  const std::string answer =
      outcome.answer().empty() ? "" : store_.Seal(RowOfEntry(outcome.position(), "answer"), outcome.answer());
  return Execute(store_.database().Prepare("UPDATE entry SET state = iif(?2 = 1, state, ?2), answer = ?3, refusal = "
                                           "?4, recorded_at = ?5, settled_at = ?6, "
                                           "tries = tries + 1 WHERE position = ?1 AND state NOT IN (3, 4, 7)"),
                 [&](auto& s) {
                   s.Number(outcome.position()).Number(state).Blob(answer).Blob(outcome.refusal());
                   s.NumberOrNull(outcome.has_recorded_at()
                                      ? std::optional<int64_t>(absl::ToUnixMicros(FromProto(outcome.recorded_at())))
                                      : std::nullopt);
                   s.Number(absl::ToUnixMicros(now));
                 });
}

Also Journal::Replace(int64_t position) {
  return [position](Sqlite& database, int64_t successor) -> absl::Status {
    absl::Status status = Execute(database.Prepare("UPDATE entry SET state = 7 WHERE position = ? AND state = 5"),
                                  [&](auto& s) { s.Number(position); });
    if (!status.ok()) return status;
    if (database.changed() != 1) {
      return errors::WithReason(absl::FailedPreconditionError("position: was not refused"), "NOT_REFUSED");
    }
    // Scans find their dossier by the entry's id.
    status = Execute(database.Prepare("UPDATE scan SET draft_id = (SELECT entry_id FROM entry WHERE position = ?2) "
                                      "WHERE draft_id = (SELECT entry_id FROM entry WHERE position = ?1)"),
                     [&](auto& s) { s.Number(position).Number(successor); });
    if (!status.ok()) return status;
    return Execute(database.Prepare("UPDATE entry SET state = 1 WHERE state = 5 AND position > ?1 AND position IN "
                                    "(SELECT later.position FROM subject later JOIN subject mended USING (subject) "
                                    "WHERE mended.position = ?1)"),
                   [&](auto& s) { s.Number(position); });
  };
}

absl::StatusOr<int> Journal::MarkPrinted(int64_t position) {
  absl::MutexLock lock(&store_.mutex());
  auto statement =
      store_.database().Prepare("UPDATE entry SET printed = printed + 1 WHERE position = ? RETURNING printed");
  if (!statement.ok()) return statement.status();
  int printed = 0;
  absl::Status status =
      One((*statement)->Number(position), [&] { printed = static_cast<int>((*statement)->NumberAt(0)); });
  if (!status.ok()) return status;
  if (absl::Status done = (*statement)->Step().status(); !done.ok()) return done;
  return printed;
}

absl::Status Journal::KeepToken(const std::string& token) {
  absl::MutexLock lock(&store_.mutex());
  return Execute(store_.database().Prepare("INSERT INTO token (session, sealed) VALUES (?, ?) ON CONFLICT DO NOTHING"),
                 [&](auto& s) { s.Blob(journal::SessionOf(token)).Blob(store_.Seal("token", token)); });
}

absl::StatusOr<std::vector<std::string>> Journal::Tokens(const std::vector<Entry>& entries) {
  absl::MutexLock lock(&store_.mutex());
  std::vector<std::string> sessions, tokens;
  for (const Entry& entry : entries) sessions.push_back(entry.body.session());
  std::sort(sessions.begin(), sessions.end());
  sessions.erase(std::unique(sessions.begin(), sessions.end()), sessions.end());
  for (const std::string& session : sessions) {
    auto statement = store_.database().Prepare("SELECT sealed FROM token WHERE session = ?");
    if (!statement.ok()) return statement.status();
    const auto row = (*statement)->Blob(session).Step();
    if (!row.ok()) return row.status();
    if (!*row) continue;
    auto token = store_.Unseal("token", (*statement)->BlobAt(0));
    if (!token.ok()) return token.status();
    tokens.push_back(*std::move(token));
  }
  return tokens;
}

}  // namespace hoso::counter
