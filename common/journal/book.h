// What was handed over of journals, in PostgreSQL: the only place that knows its SQL.
//
// Errors of the database are those of common/postgres/error.h.
#ifndef HOSO_COMMON_JOURNAL_BOOK_H_
#define HOSO_COMMON_JOURNAL_BOOK_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/journal/chain.h"

namespace hoso::journal {

// Thread-safe; each method blocks for a round trip or two.
class Book {
 public:
  // The migration in schema/ that this code was written for.
  static constexpr int kSchemaVersion = 2;

  Book(const std::string& conninfo, int connections);
  ~Book();

  struct From {
    std::string machine;  // Name in the certificate.
    std::string device;
  };
  // Notes that `links`, of one journal, were handed over; returns what had become of them before, by position.
  // FAILED_PRECONDITION, reason JOURNAL_FORKED, when the journal said otherwise before, and JOURNAL_OF_ANOTHER when it is
  // another machine's: then nothing is noted but the fork.
  using Outcomes = std::map<int64_t, v1::EntryOutcome::Outcome>;
  absl::StatusOr<Outcomes> Note(const From& from, const std::vector<Link>& links, absl::Time now);

  struct Voiding {
    std::string journal_id;
    int64_t position = 0;
    std::string digest;
    std::string previous;
    std::string kind;
    absl::Time occurred_at;
    std::string by;  // Staff id.
    std::string ground;
  };
  // Gives an entry up, noted or not. FAILED_PRECONDITION with reason ENTRY_RECORDED, JOURNAL_FORKED, JOURNAL_OF_ANOTHER.
  absl::Status Void(const From& from, const Voiding& entry, absl::Time now);

  struct Settled {
    int64_t position = 0;
    v1::EntryOutcome::Outcome outcome = v1::EntryOutcome::OUTCOME_UNSPECIFIED;
    std::string reason;
  };
  // What became of entries that were noted. What was recorded stays so, whatever a later attempt says.
  absl::Status Settle(const std::string& journal_id, const std::vector<Settled>& settled, absl::Time now);

 private:
  struct Database;
  std::unique_ptr<Database> database_;
};

}  // namespace hoso::journal

#endif  // HOSO_COMMON_JOURNAL_BOOK_H_
