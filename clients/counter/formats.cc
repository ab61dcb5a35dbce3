// The tables of the counter's file, one step after the other. A step that was released is never changed.
#include "clients/counter/store.h"

namespace hoso::counter {
namespace {

// What an entry is (body, previous, digest) never changes; the rest is what became of it.
constexpr char kEntries[] = R"(
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

// What goes with a bag waits, too; and blocks of codes are closed when their day is over.
constexpr char kWithTheBag[] = R"(
  DROP INDEX entry_open;
  CREATE INDEX entry_open ON entry (position) WHERE state IN (1, 2, 4, 5, 6);
  ALTER TABLE lease ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
)";

// What each entry is about: dossiers by their codes, bags as "bag ID". And what the office has to do with, as far as
// this machine knows it.
constexpr char kBook[] = R"(
  CREATE TABLE subject (
    subject  TEXT    NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (subject, position)) WITHOUT ROWID;
  CREATE INDEX subject_position ON subject (position);
  INSERT INTO subject SELECT dossier_code, position FROM entry WHERE dossier_code <> '';
  CREATE TABLE dossier (
    code    TEXT    PRIMARY KEY,
    version INTEGER NOT NULL,      -- Of this state.
    changed INTEGER NOT NULL,      -- 1: something was done here that no service confirmed.
    sealed  BLOB    NOT NULL,      -- KeptDossier.
    as_of   INTEGER) WITHOUT ROWID;
  CREATE TABLE bag (
    bag_id  TEXT    PRIMARY KEY,
    version INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    sealed  BLOB    NOT NULL,      -- core.v1.Bag
    as_of   INTEGER) WITHOUT ROWID;
)";

// Scans are files beside this one, each sealed; here stands what is known of them.
constexpr char kScans[] = R"(
  CREATE TABLE scan (
    scan_id      TEXT    PRIMARY KEY,
    draft_id     TEXT    NOT NULL,            -- Also the id of the entry that it became; '': of a dossier taken in before.
    dossier_code TEXT    NOT NULL,            -- '': that of the draft's entry.
    component_id TEXT    NOT NULL,
    media_type   TEXT    NOT NULL,
    pages        INTEGER NOT NULL,
    bytes        INTEGER NOT NULL,
    digest       BLOB    NOT NULL,
    warnings     TEXT    NOT NULL,            -- Reasons, with blanks between.
    scanned_at   INTEGER NOT NULL,
    bytes_sent   INTEGER NOT NULL DEFAULT 0,
    state        INTEGER NOT NULL DEFAULT 1,  -- hoso.counter.v1.ScanState.
    refusal      TEXT    NOT NULL DEFAULT '',
    settled_at   INTEGER) WITHOUT ROWID;
  CREATE INDEX scan_draft ON scan (draft_id, component_id);
)";

}  // namespace

const std::vector<const char*>& Formats() {
  static const std::vector<const char*> formats = {kEntries, kWithTheBag, kBook, kScans};
  return formats;
}

}  // namespace hoso::counter
