#include "clients/counter/journal.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/counter/sqlite.h"
#include "common/digest/sha256.h"
#include "common/journal/chain.h"
#include "common/log/log.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"

namespace hoso::counter {
namespace {

using journal::v1::EntryOutcome;

constexpr int kSchema = 1;  // Of the file; see Upgrade.

// What an entry is (body, previous, digest) never changes; the rest is what became of it.
constexpr char kSchemaSql[] = R"(
  CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE entry (
    position     INTEGER PRIMARY KEY CHECK (position >= 1),
    entry_id     TEXT    NOT NULL UNIQUE,
    kind         TEXT    NOT NULL,
    dossier_code TEXT    NOT NULL,
    occurred_at  INTEGER NOT NULL,            -- Microseconds of the epoch, as all times here.
    session      BLOB    NOT NULL,
    body         BLOB    NOT NULL,            -- A JournalBody, sealed.
    previous     BLOB    NOT NULL,
    digest       BLOB    NOT NULL,            -- SHA-256(previous || body in clear).
    told         BLOB    NOT NULL,            -- Sealed.
    state        INTEGER NOT NULL DEFAULT 1,  -- hoso.counter.v1.EntryState.
    answer       BLOB    NOT NULL DEFAULT x'',  -- Sealed, unless empty.
    refusal      BLOB    NOT NULL DEFAULT x'',
    recorded_at  INTEGER,
    settled_at   INTEGER,
    tries        INTEGER NOT NULL DEFAULT 0,
    printed      INTEGER NOT NULL DEFAULT 0);
  CREATE INDEX entry_open ON entry (position) WHERE state IN (1, 2, 4, 5);
  CREATE INDEX entry_kind ON entry (kind, occurred_at);
  CREATE TABLE lease (
    lease_id   TEXT    PRIMARY KEY,
    agency_key TEXT    NOT NULL,
    day        INTEGER NOT NULL,              -- Days of the epoch.
    first      INTEGER NOT NULL,
    last       INTEGER NOT NULL,
    next       INTEGER NOT NULL CHECK (next BETWEEN first AND last + 1),
    first_code TEXT    NOT NULL);
  CREATE INDEX lease_day ON lease (agency_key, day, first);
  CREATE TABLE series (name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE token (session BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE clerk (
    staff_id TEXT PRIMARY KEY, token_sealed BLOB NOT NULL, wrong_pins INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE draft (draft_id TEXT PRIMARY KEY, sealed BLOB NOT NULL, saved_at INTEGER NOT NULL) WITHOUT ROWID;
)";

constexpr char kColumns[] =
    "position, body, previous, dossier_code, told, state, answer, refusal, recorded_at, tries, printed";

// Which file this is, on which machine: another after it was copied or put back from a backup.
std::string PlaceOf(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) return "";
  std::ifstream machine("/etc/machine-id");
  std::string id;
  machine >> id;
  return Sha256Hex(absl::StrCat(id, " ", file.st_ino));
}

int64_t DayOf(absl::CivilDay day) { return day - absl::CivilDay(1970, 1, 1); }
absl::CivilDay ToDay(int64_t number) { return absl::CivilDay(1970, 1, 1) + number; }

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

// The only row's values, read by `read`.
absl::Status One(Sqlite::Statement& statement, const std::function<void()>& read) {
  const auto row = statement.Step();
  if (!row.ok()) return row.status();
  if (!*row) return absl::NotFoundError("journal: no such row");
  read();
  return absl::OkStatus();
}

absl::Status All(Sqlite::Statement& statement, const std::function<absl::Status()>& each) {
  while (true) {
    const auto row = statement.Step();
    if (!row.ok()) return row.status();
    if (!*row) return absl::OkStatus();
    if (absl::Status status = each(); !status.ok()) return status;
  }
}

absl::Status Do(absl::StatusOr<std::unique_ptr<Sqlite::Statement>> statement,
                const std::function<void(Sqlite::Statement&)>& bind) {
  if (!statement.ok()) return statement.status();
  bind(**statement);
  return (*statement)->Step().status();
}

absl::StatusOr<std::string> Meta(Sqlite& database, const std::string& name) {
  auto statement = database.Prepare("SELECT value FROM meta WHERE name = ?");
  if (!statement.ok()) return statement.status();
  std::string value;
  absl::Status status = One((*statement)->Text(name), [&] { value = (*statement)->BlobAt(0); });
  if (!status.ok()) return status;
  return value;
}

absl::Status SetMeta(Sqlite& database, const std::string& name, const std::string& value) {
  return Do(
      database.Prepare("INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"),
      [&](auto& s) { s.Text(name).Blob(value); });
}

absl::Status Make(Sqlite& database, const std::string& path, const vault::Key& key) {
  return database.Transact([&]() -> absl::Status {
    if (absl::Status status = database.Run(kSchemaSql); !status.ok()) return status;
    if (absl::Status s = SetMeta(database, "journal_id", rpc::NewRequestId()); !s.ok()) return s;
    if (absl::Status s = SetMeta(database, "key_id", key.Id()); !s.ok()) return s;
    if (absl::Status s = SetMeta(database, "place", PlaceOf(path)); !s.ok()) return s;
    return database.Run(absl::StrCat("PRAGMA user_version = ", kSchema));
  });
}

absl::StatusOr<int64_t> FileSchema(Sqlite& database) {
  auto statement = database.Prepare("PRAGMA user_version");
  if (!statement.ok()) return statement.status();
  int64_t version = 0;
  absl::Status status = One(**statement, [&] { version = (*statement)->NumberAt(0); });
  if (!status.ok()) return status;
  return version;
}

absl::Status CheckFile(Sqlite& database, const std::string& path, const vault::Key& key) {
  const auto key_id = Meta(database, "key_id");
  if (!key_id.ok()) return key_id.status();
  if (*key_id != key.Id()) {
    return absl::FailedPreconditionError(absl::StrCat(path, ": sealed under another device's key, ", *key_id));
  }
  const auto place = Meta(database, "place");
  if (!place.ok()) return place.status();
  if (*place != PlaceOf(path)) {
    return errors::WithReason(
        absl::FailedPreconditionError(
            absl::StrCat(path,
                         ": is not the file that was written here last: it was copied, or put back from a backup. Keep "
                         "both, and tell the supervisor: what was not sent is still in them")),
        "JOURNAL_COPIED");
  }
  return absl::OkStatus();
}

}  // namespace

Journal::Journal(std::unique_ptr<Sqlite> database, const vault::Key& key, std::string id)
    : database_(std::move(database)), key_(key), id_(std::move(id)) {}

Journal::~Journal() = default;

absl::StatusOr<std::unique_ptr<Journal>> Journal::Open(const std::string& path, const vault::Key& device_key) {
  auto database = Sqlite::Open(path);
  if (!database.ok()) return database.status();
  const auto schema = FileSchema(**database);
  if (!schema.ok()) return schema.status();
  if (*schema > kSchema) {
    return absl::FailedPreconditionError(absl::StrCat(path, ": written by a later release, format ", *schema));
  }
  absl::Status status = *schema == 0 ? Make(**database, path, device_key) : CheckFile(**database, path, device_key);
  if (!status.ok()) return status;
  auto id = Meta(**database, "journal_id");
  if (!id.ok()) return id.status();
  return std::unique_ptr<Journal>(new Journal(*std::move(database), device_key, *std::move(id)));
}

std::string Journal::Seal(const std::string& row, const std::string& plain) const {
  const std::string nonce = vault::RandomBytes(vault::kNonceBytes);
  return nonce + vault::Encrypt(key_, nonce, row, plain);
}

absl::StatusOr<std::string> Journal::Unseal(const std::string& row, const std::string& sealed) const {
  if (sealed.size() < vault::kNonceBytes) return absl::DataLossError(absl::StrCat("journal: ", row, " is damaged"));
  auto plain = vault::Decrypt(key_, sealed.substr(0, vault::kNonceBytes), row, sealed.substr(vault::kNonceBytes));
  if (!plain.ok()) return absl::DataLossError(absl::StrCat("journal: ", row, " is damaged"));
  return plain;
}

absl::StatusOr<Entry> Journal::EntryOf(const Sqlite::Statement& row) const {
  Entry entry;
  entry.position = row.NumberAt(0);
  auto body = Unseal(RowOfEntry(entry.position, "body"), row.BlobAt(1));
  if (!body.ok()) return body.status();
  auto told = Unseal(RowOfEntry(entry.position, "told"), row.BlobAt(4));
  if (!told.ok()) return told.status();
  entry.wire.set_previous(row.BlobAt(2));
  if (!entry.body.ParseFromString(*body)) return absl::DataLossError(absl::StrCat("journal: entry ", entry.position));
  entry.wire.set_body(*std::move(body));
  entry.dossier_code = row.TextAt(3);
  entry.told = *std::move(told);
  entry.state = static_cast<EntryState>(row.NumberAt(5));
  if (const std::string sealed = row.BlobAt(6); !sealed.empty()) {
    auto answer = Unseal(RowOfEntry(entry.position, "answer"), sealed);
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
  auto statement = database_->Prepare(absl::StrCat("SELECT ", kColumns, " FROM entry ", where));
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
  return entries;
}

absl::StatusOr<Entry> Journal::Append(const NewEntry& entry) {
  absl::MutexLock lock(&mutex_);
  Sqlite& database = *database_;
  absl::Status status = database.Transact([&]() -> absl::Status {
    auto known = database.Prepare("SELECT 1 FROM entry WHERE entry_id = ?");
    if (!known.ok()) return known.status();
    const auto there = (*known)->Text(entry.entry_id).Step();
    if (!there.ok() || *there) return there.status();

    if (!entry.lease_id.empty()) {
      absl::Status taken =
          Do(database.Prepare("UPDATE lease SET next = ?2 + 1 WHERE lease_id = ?1 AND next <= ?2 AND last >= ?2"),
             [&](auto& s) { s.Text(entry.lease_id).Number(entry.number); });
      if (!taken.ok()) return taken;
      if (database.changed() != 1) {
        return errors::WithReason(absl::AbortedError("journal: the number was used meanwhile"), "CODE_TAKEN");
      }
    }
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
    body.set_journal_id(id_);
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
        Do(database.Prepare(
               "INSERT INTO entry (position, entry_id, kind, dossier_code, occurred_at, session, body, previous, "
               "digest, told) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
           [&](auto& s) {
             s.Number(position).Text(entry.entry_id).Text(entry.kind).Text(entry.dossier_code);
             s.Number(absl::ToUnixMicros(entry.occurred_at)).Blob(entry.session);
             s.Blob(Seal(RowOfEntry(position, "body"), bytes)).Blob(previous).Blob(journal::DigestOf(previous, bytes));
             s.Blob(Seal(RowOfEntry(position, "told"), entry.told));
           });
    if (!put.ok() || entry.draft_id.empty()) return put;
    return Do(database.Prepare("DELETE FROM draft WHERE draft_id = ?"), [&](auto& s) { s.Text(entry.draft_id); });
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
  absl::MutexLock lock(&mutex_);
  return FirstOf(Read("WHERE entry_id = ?", {entry_id}, {}));
}

absl::StatusOr<std::optional<Entry>> Journal::At(int64_t position) {
  absl::MutexLock lock(&mutex_);
  return FirstOf(Read("WHERE position = ?", {}, {position}));
}

absl::StatusOr<std::vector<Entry>> Journal::Waiting(int limit) {
  absl::MutexLock lock(&mutex_);
  return Read("WHERE state = 1 AND kind NOT LIKE 'counter.%' ORDER BY position LIMIT ?", {}, {limit});
}

absl::StatusOr<std::vector<Entry>> Journal::Outbox(absl::Time since, int limit) {
  absl::MutexLock lock(&mutex_);
  auto open = Read("WHERE state IN (1, 2, 4, 5) AND kind NOT LIKE 'counter.%' ORDER BY position", {}, {});
  if (!open.ok()) return open;
  auto settled = Read(
      "WHERE state NOT IN (1, 2, 4, 5) AND kind NOT LIKE 'counter.%' AND settled_at >= ? "
      "ORDER BY position DESC LIMIT ?",
      {}, {absl::ToUnixMicros(since), limit});
  if (!settled.ok()) return settled;
  std::move(settled->begin(), settled->end(), std::back_inserter(*open));
  return open;
}

absl::StatusOr<std::vector<Entry>> Journal::Between(const std::string& kind, absl::Time from, absl::Time until) {
  absl::MutexLock lock(&mutex_);
  return Read("WHERE kind = ? AND occurred_at >= ? AND occurred_at < ? ORDER BY position DESC", {kind},
              {absl::ToUnixMicros(from), absl::ToUnixMicros(until)});
}

absl::StatusOr<Counts> Journal::CountEntries() {
  absl::MutexLock lock(&mutex_);
  auto statement = database_->Prepare(
      "SELECT count(*) FILTER (WHERE state IN (1, 2)), min(occurred_at) FILTER (WHERE state IN (1, 2)), "
      "count(*) FILTER (WHERE state IN (4, 5)), "
      "(SELECT count(*) FROM entry WHERE kind = 'intake.AcceptDossier' AND printed = 0 AND state <> 7) "
      "FROM entry WHERE state IN (1, 2, 4, 5) AND kind NOT LIKE 'counter.%'");
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
  absl::MutexLock lock(&mutex_);
  auto statement = database_->Prepare("SELECT occurred_at FROM entry ORDER BY position DESC LIMIT 1");
  if (!statement.ok()) return statement.status();
  const auto row = (*statement)->Step();
  if (!row.ok()) return row.status();
  if (!*row) return std::nullopt;
  return absl::FromUnixMicros((*statement)->NumberAt(0));
}

absl::Status Journal::Settle(const EntryOutcome& outcome, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  const EntryState state = StateOf(outcome.outcome());
  const std::string answer =
      outcome.answer().empty() ? "" : Seal(RowOfEntry(outcome.position(), "answer"), outcome.answer());
  return Do(
      database_->Prepare("UPDATE entry SET state = ?2, answer = ?3, refusal = ?4, recorded_at = ?5, settled_at = ?6, "
                         "tries = tries + 1 WHERE position = ?1 AND state NOT IN (3, 4, 7)"),
      [&](auto& s) {
        s.Number(outcome.position()).Number(state).Blob(answer).Blob(outcome.refusal());
        s.NumberOrNull(outcome.has_recorded_at()
                           ? std::optional<int64_t>(absl::ToUnixMicros(FromProto(outcome.recorded_at())))
                           : std::nullopt);
        s.Number(absl::ToUnixMicros(now));
      });
}

absl::StatusOr<int> Journal::MarkPrinted(int64_t position) {
  absl::MutexLock lock(&mutex_);
  auto statement = database_->Prepare("UPDATE entry SET printed = printed + 1 WHERE position = ? RETURNING printed");
  if (!statement.ok()) return statement.status();
  int printed = 0;
  absl::Status status =
      One((*statement)->Number(position), [&] { printed = static_cast<int>((*statement)->NumberAt(0)); });
  if (!status.ok()) return status;
  if (absl::Status done = (*statement)->Step().status(); !done.ok()) return done;
  return printed;
}

absl::Status Journal::AddLease(const CodeLease& lease) {
  absl::MutexLock lock(&mutex_);
  return Do(database_->Prepare("INSERT INTO lease (lease_id, agency_key, day, first, last, next, first_code) "
                               "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"),
            [&](auto& s) {
              s.Text(lease.id).Text(lease.agency_key).Number(DayOf(lease.day));
              s.Number(lease.first).Number(lease.last).Number(lease.first).Text(lease.first_code);
            });
}

absl::StatusOr<std::vector<CodeLease>> Journal::Leases(const std::string& agency_key, absl::CivilDay day) {
  absl::MutexLock lock(&mutex_);
  auto statement = database_->Prepare(
      "SELECT lease_id, first, last, next, first_code FROM lease WHERE agency_key = ? AND day = ? AND next <= last "
      "ORDER BY first");
  if (!statement.ok()) return statement.status();
  Sqlite::Statement& row = (*statement)->Text(agency_key).Number(DayOf(day));
  std::vector<CodeLease> leases;
  absl::Status status = All(row, [&] {
    leases.push_back({.id = row.TextAt(0),
                      .agency_key = agency_key,
                      .day = day,
                      .first = static_cast<int>(row.NumberAt(1)),
                      .last = static_cast<int>(row.NumberAt(2)),
                      .next = static_cast<int>(row.NumberAt(3)),
                      .first_code = row.TextAt(4)});
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return leases;
}

absl::StatusOr<std::vector<Journal::Free>> Journal::FreeCodes(absl::CivilDay day) {
  absl::MutexLock lock(&mutex_);
  auto statement = database_->Prepare(
      "SELECT agency_key, day, sum(last + 1 - next) FROM lease WHERE day >= ? GROUP BY 1, 2 ORDER BY 2, 1");
  if (!statement.ok()) return statement.status();
  Sqlite::Statement& row = (*statement)->Number(DayOf(day));
  std::vector<Free> free;
  absl::Status status = All(row, [&] {
    free.push_back(
        {.agency_key = row.TextAt(0), .day = ToDay(row.NumberAt(1)), .codes = static_cast<int>(row.NumberAt(2))});
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return free;
}

absl::StatusOr<int> Journal::BusiestDay(const std::string& agency_key, absl::CivilDay since) {
  absl::MutexLock lock(&mutex_);
  auto statement = database_->Prepare(
      "SELECT coalesce(max(used), 0) FROM (SELECT sum(next - first) AS used FROM lease WHERE agency_key = ? AND day >= "
      "? "
      "GROUP BY day)");
  if (!statement.ok()) return statement.status();
  int most = 0;
  absl::Status status = One((*statement)->Text(agency_key).Number(DayOf(since)),
                            [&] { most = static_cast<int>((*statement)->NumberAt(0)); });
  if (!status.ok()) return status;
  return most;
}

absl::StatusOr<int64_t> Journal::NextNumber(const std::string& series) {
  absl::MutexLock lock(&mutex_);
  auto statement = database_->Prepare(
      "INSERT INTO series (name, last) VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last");
  if (!statement.ok()) return statement.status();
  int64_t number = 0;
  absl::Status status = One((*statement)->Text(series), [&] { number = (*statement)->NumberAt(0); });
  if (!status.ok()) return status;
  if (absl::Status done = (*statement)->Step().status(); !done.ok()) return done;
  return number;
}

absl::Status Journal::KeepToken(const std::string& token) {
  absl::MutexLock lock(&mutex_);
  return Do(database_->Prepare("INSERT INTO token (session, sealed) VALUES (?, ?) ON CONFLICT DO NOTHING"),
            [&](auto& s) { s.Blob(journal::SessionOf(token)).Blob(Seal("token", token)); });
}

absl::StatusOr<std::vector<std::string>> Journal::Tokens(const std::vector<Entry>& entries) {
  absl::MutexLock lock(&mutex_);
  std::vector<std::string> sessions, tokens;
  for (const Entry& entry : entries) sessions.push_back(entry.body.session());
  std::sort(sessions.begin(), sessions.end());
  sessions.erase(std::unique(sessions.begin(), sessions.end()), sessions.end());
  for (const std::string& session : sessions) {
    auto statement = database_->Prepare("SELECT sealed FROM token WHERE session = ?");
    if (!statement.ok()) return statement.status();
    const auto row = (*statement)->Blob(session).Step();
    if (!row.ok()) return row.status();
    if (!*row) continue;
    auto token = Unseal("token", (*statement)->BlobAt(0));
    if (!token.ok()) return token.status();
    tokens.push_back(*std::move(token));
  }
  return tokens;
}

absl::Status Journal::PutClerk(const Clerk& clerk) {
  absl::MutexLock lock(&mutex_);
  return Do(database_->Prepare(
                "INSERT INTO clerk (staff_id, token_sealed, wrong_pins) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
                "token_sealed = excluded.token_sealed, wrong_pins = excluded.wrong_pins"),
            [&](auto& s) { s.Text(clerk.staff_id).Blob(clerk.token_sealed).Number(clerk.wrong_pins); });
}

absl::StatusOr<std::optional<Clerk>> Journal::FindClerk(const std::string& staff_id) {
  absl::MutexLock lock(&mutex_);
  auto statement = database_->Prepare("SELECT token_sealed, wrong_pins FROM clerk WHERE staff_id = ?");
  if (!statement.ok()) return statement.status();
  const auto row = (*statement)->Text(staff_id).Step();
  if (!row.ok()) return row.status();
  if (!*row) return std::nullopt;
  return Clerk{.staff_id = staff_id,
               .token_sealed = (*statement)->BlobAt(0),
               .wrong_pins = static_cast<int>((*statement)->NumberAt(1))};
}

absl::StatusOr<std::vector<std::string>> Journal::ClerksWithPin() {
  absl::MutexLock lock(&mutex_);
  auto statement = database_->Prepare("SELECT staff_id FROM clerk ORDER BY 1");
  if (!statement.ok()) return statement.status();
  std::vector<std::string> clerks;
  absl::Status status = All(**statement, [&] {
    clerks.push_back((*statement)->TextAt(0));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return clerks;
}

absl::Status Journal::SaveDraft(const SavedDraft& draft) {
  absl::MutexLock lock(&mutex_);
  return Do(
      database_->Prepare("INSERT INTO draft (draft_id, sealed, saved_at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
                         "sealed = excluded.sealed, saved_at = excluded.saved_at"),
      [&](auto& s) {
        s.Text(draft.draft_id).Blob(Seal("draft " + draft.draft_id, draft.json));
        s.Number(absl::ToUnixMicros(draft.saved_at));
      });
}

absl::StatusOr<std::vector<SavedDraft>> Journal::Drafts() {
  absl::MutexLock lock(&mutex_);
  auto statement = database_->Prepare("SELECT draft_id, sealed, saved_at FROM draft ORDER BY saved_at DESC");
  if (!statement.ok()) return statement.status();
  std::vector<SavedDraft> drafts;
  absl::Status status = All(**statement, [&]() -> absl::Status {
    SavedDraft draft{.draft_id = (*statement)->TextAt(0), .saved_at = absl::FromUnixMicros((*statement)->NumberAt(2))};
    auto json = Unseal("draft " + draft.draft_id, (*statement)->BlobAt(1));
    if (!json.ok()) return json.status();
    draft.json = *std::move(json);
    drafts.push_back(std::move(draft));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return drafts;
}

absl::Status Journal::DiscardDraft(const std::string& draft_id) {
  absl::MutexLock lock(&mutex_);
  return Do(database_->Prepare("DELETE FROM draft WHERE draft_id = ?"), [&](auto& s) { s.Text(draft_id); });
}

}  // namespace hoso::counter
