// The counter's journal on this machine's disk: what the clerk did, in order, each entry durable before anyone is told
// that it is done; and what belongs to it: leased codes, drafts, who may sign in without the network.
//
// SQLite with a write-ahead log, synced in full at each commit. What is personal is sealed under the device's key and
// bound to its row. Entries are chained as hoso.journal.v1 says; nothing is ever taken out or renumbered.
//
// Errors: UNAVAILABLE when the disk is full or cannot be written (nothing was done), DATA_LOSS naming the table and row
// for what cannot be read.
#ifndef HOSO_CLIENTS_COUNTER_JOURNAL_H_
#define HOSO_CLIENTS_COUNTER_JOURNAL_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "clients/counter/sqlite.h"
#include "common/vault/key.h"
#include "hoso/counter/v1/page.pb.h"
#include "hoso/journal/v1/journal_service.pb.h"

namespace hoso::counter {

using v1::EntryState;

// A block of dossier codes that intake leased to this counter.
struct CodeLease {
  std::string id;  // UUID.
  std::string agency_key;
  absl::CivilDay day;
  int first = 0;
  int last = 0;  // Inclusive.
  int next = 0;  // The next that is free; last + 1: none.
  std::string first_code;
};

// What is to be written as an entry.
struct NewEntry {
  std::string entry_id;  // UUID: the request id of the command.
  std::string kind;      // Its name in the table of rights.
  std::string request;   // Serialised, without request_id and occurred_at.
  std::string dossier_code;
  absl::Time occurred_at;
  std::optional<absl::Time> written_at;  // Where another time is played.
  journal::v1::ClockDoubt doubt = journal::v1::CLOCK_DOUBT_UNSPECIFIED;
  std::string session;  // common/journal/chain.h, SessionOf.
  std::string told;     // What the clerk was told, for the same question again and for printing.
  // The number that it uses, taken in the same transaction.
  std::string lease_id;
  int number = 0;
  std::string draft_id;  // Discarded in the same transaction.
};

struct Entry {
  int64_t position = 0;
  journal::v1::JournalBody body;
  journal::v1::JournalEntry wire;  // As it is handed over.
  std::string dossier_code;
  std::string told;
  EntryState state = v1::ENTRY_STATE_WAITING;
  std::string answer;   // Of the service, once recorded.
  std::string refusal;  // google.rpc.Status, serialised; empty: was not refused.
  std::optional<absl::Time> recorded_at;
  int tries = 0;
  int printed = 0;
};

struct Counts {
  int waiting = 0;
  std::optional<absl::Time> waiting_since;
  int needs_review = 0;
  int unprinted = 0;
};

// Who may sign in on this machine without the network.
struct Clerk {
  std::string staff_id;
  std::string token_sealed;  // Under a key that follows from the PIN (people.h).
  int wrong_pins = 0;
};

struct SavedDraft {
  std::string draft_id;
  std::string json;
  absl::Time saved_at;
};

// Thread-safe.
class Journal {
 public:
  // Opens `path`, or makes a new journal there, sealed under `device_key`. FAILED_PRECONDITION, reason JOURNAL_COPIED,
  // when the file is not the one that was written last on this machine: it was copied or set back; FAILED_PRECONDITION
  // for a file of a later release or under another key.
  static absl::StatusOr<std::unique_ptr<Journal>> Open(const std::string& path, const vault::Key& device_key);
  ~Journal();

  const std::string& id() const { return id_; }

  // Durable when it returns. An entry_id that is there already returns that entry, whatever else was asked for.
  // ABORTED, reason CODE_TAKEN, when the number was used meanwhile.
  absl::StatusOr<Entry> Append(const NewEntry& entry);
  absl::StatusOr<std::optional<Entry>> Find(const std::string& entry_id);
  absl::StatusOr<std::optional<Entry>> At(int64_t position);
  // Those that wait, oldest first, at most `limit`.
  absl::StatusOr<std::vector<Entry>> Waiting(int limit);
  // Those that wait or need review, oldest first, then what was settled since `since`, newest first.
  absl::StatusOr<std::vector<Entry>> Outbox(absl::Time since, int limit);
  // Those of `kind` that occurred in [from, until), newest first.
  absl::StatusOr<std::vector<Entry>> Between(const std::string& kind, absl::Time from, absl::Time until);
  absl::StatusOr<Counts> CountEntries();
  // When the newest entry occurred.
  absl::StatusOr<std::optional<absl::Time>> Newest();

  // What a service said of an entry. TRY_AGAIN counts the attempt and no more. An entry that was recorded stays so.
  absl::Status Settle(const journal::v1::EntryOutcome& outcome, absl::Time now);
  absl::StatusOr<int> MarkPrinted(int64_t position);

  absl::Status AddLease(const CodeLease& lease);
  // Of an agency's day with free numbers, in the order in which they are used.
  absl::StatusOr<std::vector<CodeLease>> Leases(const std::string& agency_key, absl::CivilDay day);
  // How many codes are free for each agency and day from `day` on.
  struct Free {
    std::string agency_key;
    absl::CivilDay day;
    int codes = 0;
  };
  absl::StatusOr<std::vector<Free>> FreeCodes(absl::CivilDay day);
  // The most dossiers that one day saw of an agency since `since`.
  absl::StatusOr<int> BusiestDay(const std::string& agency_key, absl::CivilDay since);

  // A number of its own for this counter's receipts and the like: 1, 2, 3 … for each `series`. Never given twice, also
  // after a crash; a number may be left out.
  absl::StatusOr<int64_t> NextNumber(const std::string& series);

  absl::Status KeepToken(const std::string& token);
  // Tokens that entries which wait refer to.
  absl::StatusOr<std::vector<std::string>> Tokens(const std::vector<Entry>& entries);

  absl::Status PutClerk(const Clerk& clerk);
  absl::StatusOr<std::optional<Clerk>> FindClerk(const std::string& staff_id);
  absl::StatusOr<std::vector<std::string>> ClerksWithPin();

  absl::Status SaveDraft(const SavedDraft& draft);
  absl::StatusOr<std::vector<SavedDraft>> Drafts();
  absl::Status DiscardDraft(const std::string& draft_id);

 private:
  Journal(std::unique_ptr<Sqlite> database, const vault::Key& key, std::string id);
  absl::StatusOr<std::vector<Entry>> Read(const std::string& where, const std::vector<std::string>& texts,
                                          const std::vector<int64_t>& numbers) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Entry> EntryOf(const Sqlite::Statement& row) const;
  std::string Seal(const std::string& row, const std::string& plain) const;
  absl::StatusOr<std::string> Unseal(const std::string& row, const std::string& sealed) const;

  absl::Mutex mutex_;
  const std::unique_ptr<Sqlite> database_ ABSL_PT_GUARDED_BY(mutex_);
  const vault::Key key_;
  const std::string id_;
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_JOURNAL_H_
