// Carries the journal to the services in the background, and what the counter needs for days without them back: codes.
//
// What waits is sent in order, again and again until a service has answered for it, however long that takes: nothing
// expires. One entry that is refused, or cannot be read, holds up no other.
#ifndef HOSO_CLIENTS_COUNTER_COURIER_H_
#define HOSO_CLIENTS_COUNTER_COURIER_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "clients/counter/book.h"
#include "clients/counter/desk.h"
#include "clients/counter/doors.h"
#include "clients/counter/journal.h"
#include "clients/counter/numbers.h"
#include "clients/counter/people.h"
#include "clients/counter/timekeeper.h"

namespace hoso::counter {

class Courier {
 public:
  struct Options {
    absl::Duration every = absl::Seconds(5);           // Between looks when there is nothing to do.
    absl::Duration longest_pause = absl::Seconds(60);  // After failures in a row.
    int batch = 16;        // Entries in one call: the next waits for its answer on a slow line.
    int days_ahead = 7;    // For which codes are held.
    int least_codes = 10;  // For each agency and day.
    absl::Duration book_every = absl::Seconds(60);  // The book is read, unless somebody asks for it.
    bool drill = false;                             // Begins as if the network were pulled out.
  };
  // All outlive this.
  Courier(Journal& journal, Numbers& numbers, Book& book, Doors& doors, Timekeeper& clock, People& people,
          const Desk& desk, Options options);
  ~Courier();
  Courier(const Courier&) = delete;
  Courier& operator=(const Courier&) = delete;

  struct Line {
    bool online = false;
    bool drill = false;
    std::optional<absl::Time> offline_since;
    std::optional<absl::Time> recorded_last;
    std::string trouble;  // Reason of the last refusal of a whole call, such as JOURNAL_FORKED; empty: none.
  };
  Line line();
  // As if the network were pulled out, until it is plugged in again.
  void Drill(bool offline);
  // Does not wait for the next turn.
  void Nudge();

  // One turn: sends what waits, reads the book, holds codes. Blocks. `asked`: by somebody who waits for it; else the
  // book is read now and then.
  absl::Status Turn(bool asked = true);

 private:
  void Run();
  absl::Status SendAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(turn_);
  std::vector<Entry> NextBatch(const std::vector<Entry>& waiting, const std::set<std::string>& doors_away,
                               std::set<std::string>& held_up) const;
  // `settled` gets the positions for which the service has answered.
  absl::Status Send(const std::string& door, const std::vector<Entry>& entries, std::set<int64_t>& settled)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(turn_);
  absl::Status OneByOne(const std::string& door, const std::vector<Entry>& entries, const absl::Status& why,
                        std::set<int64_t>& settled) ABSL_EXCLUSIVE_LOCKS_REQUIRED(turn_);
  absl::Status ReadBook(bool asked) ABSL_EXCLUSIVE_LOCKS_REQUIRED(turn_);
  // Numbers of days past are given back, to be recorded as void.
  absl::Status CloseLeases();
  absl::Status HoldCodes();
  absl::Status HoldCodesOf(const std::string& agency_key, absl::CivilDay day, int wanted, int held);
  void Learned(const absl::Status& status);

  Journal& journal_;
  Numbers& numbers_;
  Book& book_;
  Doors& doors_;
  Timekeeper& clock_;
  People& people_;
  const Desk& desk_;
  const Options options_;
  absl::Mutex turn_;  // One turn at a time.
  absl::Time book_read_ ABSL_GUARDED_BY(turn_) = absl::InfinitePast();
  std::string book_read_for_ ABSL_GUARDED_BY(turn_);  // The session in whose name.
  // Whose tokens each door has heard from this process: on a slow line they are not sent twice.
  std::map<std::string, std::set<std::string>> heard_ ABSL_GUARDED_BY(turn_);
  absl::Mutex mutex_;
  Line line_ ABSL_GUARDED_BY(mutex_);
  bool nudged_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int failures_ ABSL_GUARDED_BY(mutex_) = 0;  // In a row.
  std::thread thread_;                        // Last: it uses the others.
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_COURIER_H_
