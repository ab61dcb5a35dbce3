// The counter's journal: what the clerk did, in order, each entry durable before anyone is told that it is done.
// Entries are chained as hoso.journal.v1 says; nothing is ever taken out or renumbered.
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
#include "absl/time/time.h"
#include "clients/counter/store.h"
#include "hoso/counter/v1/page.pb.h"
#include "hoso/journal/v1/journal_service.pb.h"

namespace hoso::counter {

using v1::EntryState;

// The kind of the entries of acceptances.
inline constexpr char kAcceptDossier[] = "intake.AcceptDossier";

// What is to be written as an entry.
struct NewEntry {
  std::string entry_id;  // UUID: the request id of the command.
  std::string kind;      // Its name in the table of rights.
  std::string request;   // Serialised, without request_id and occurred_at.
  std::string dossier_code;
  // What it is about, for the order in which entries are sent: codes, bags (book.h). Empty: the dossier_code alone.
  std::vector<std::string> subjects;
  absl::Time occurred_at;
  std::optional<absl::Time> written_at;  // Where another time is played.
  journal::v1::ClockDoubt doubt = journal::v1::CLOCK_DOUBT_UNSPECIFIED;
  std::string session;     // common/journal/chain.h, SessionOf.
  std::string told;        // What the clerk was told, for the same question again and for printing.
  std::vector<Also> also;  // In the same transaction.
};

struct Entry {
  int64_t position = 0;
  journal::v1::JournalBody body;
  journal::v1::JournalEntry wire;  // As it is handed over.
  std::string dossier_code;
  std::vector<std::string> subjects;
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

// Thread-safe.
class Journal {
 public:
  // `store` outlives this.
  explicit Journal(Store& store) : store_(store) {}

  const std::string& id() const { return store_.journal_id(); }

  // Durable when it returns. An entry_id that is there already returns that entry, whatever else was asked for.
  absl::StatusOr<Entry> Append(const NewEntry& entry);
  absl::StatusOr<std::optional<Entry>> Find(const std::string& entry_id);
  absl::StatusOr<std::optional<Entry>> At(int64_t position);
  // Those that wait, oldest first, at most `limit`.
  absl::StatusOr<std::vector<Entry>> Waiting(int limit);
  // Those that wait or need review, oldest first, then what was settled since `since`, newest first.
  absl::StatusOr<std::vector<Entry>> Outbox(absl::Time since, int limit);
  // Those of `kind` that occurred in [from, until), newest first.
  absl::StatusOr<std::vector<Entry>> Between(const std::string& kind, absl::Time from, absl::Time until);
  // Those of `kinds` after `position`, oldest first.
  absl::StatusOr<std::vector<Entry>> After(const std::vector<std::string>& kinds, int64_t position);
  absl::StatusOr<std::vector<Entry>> InState(const std::vector<std::string>& kinds, EntryState state);
  // The newest of `kind` that was not voided; of a dossier.
  absl::StatusOr<std::optional<Entry>> Last(const std::string& kind);
  absl::StatusOr<std::optional<Entry>> OfDossier(const std::string& kind, const std::string& dossier_code);
  absl::StatusOr<Counts> CountEntries();
  // When the newest entry occurred.
  absl::StatusOr<std::optional<absl::Time>> Newest();

  // What a service said of an entry. TRY_AGAIN counts the attempt and no more. An entry that was recorded stays so.
  absl::Status Settle(const journal::v1::EntryOutcome& outcome, absl::Time now);
  absl::StatusOr<int> MarkPrinted(int64_t position);
  // In the transaction of the entry that takes its place: the entry at `position`, which was refused, is given up, and
  // what was refused after it about the same is sent again.
  static Also Replace(int64_t position);

  absl::Status KeepToken(const std::string& token);
  // Tokens that entries which wait refer to.
  absl::StatusOr<std::vector<std::string>> Tokens(const std::vector<Entry>& entries);

 private:
  absl::StatusOr<std::vector<Entry>> Read(const std::string& where, const std::vector<std::string>& texts,
                                          const std::vector<int64_t>& numbers)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(store_.mutex());
  absl::StatusOr<Entry> EntryOf(const Sqlite::Statement& row) const;

  Store& store_;
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_JOURNAL_H_
