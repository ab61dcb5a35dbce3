// Hands out running numbers of dossier codes from blocks that this replica has
// leased, so that taking in a dossier waits for no lock on a counter.
//
// Blocks are fetched ahead by a thread of the allocator's own: a call that finds
// a number gets it at once, one that finds none is parked until a block comes
// and holds up nobody. Blocks grow with demand. What is not used of a block is
// recorded as void when its lease is closed: of days past once they are idle,
// of all others by Drain.
//
// Nothing here knows of gRPC or SQL.
#ifndef HOSO_SERVICES_INTAKE_CODE_ALLOCATOR_H_
#define HOSO_SERVICES_INTAKE_CODE_ALLOCATOR_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/intake/lease.h"

namespace hoso::intake {

// A number handed out. It is to be settled once.
struct Draw {
  int agency = 0;
  absl::CivilDay day;
  int number = 0;
  std::string lease_id;
};

// What became of a drawn number.
enum class Used {
  kYes,
  kNo,       // Certainly by no dossier: it is handed out again.
  kUnknown,  // Nobody can tell. It is not handed out again, and looked at when its lease is closed.
};

class CodeAllocator {
 public:
  struct Options {
    // Leases a block of about `count` numbers; may block. Called on the allocator's thread only.
    std::function<absl::StatusOr<Lease>(int agency, absl::CivilDay day, int count)> open;
    // Closes leases, recording what they leave unused. As above, and by Drain.
    std::function<absl::Status(const std::vector<std::string>& lease_ids)> close;
    int first_block = 50;
    int largest_block = 500;
    absl::Duration idle = absl::Seconds(5);  // After which blocks of days past are given up.
  };
  explicit CodeAllocator(Options options);
  // REQUIRES: Drain.
  ~CodeAllocator();
  CodeAllocator(const CodeAllocator&) = delete;
  CodeAllocator& operator=(const CodeAllocator&) = delete;

  // Calls `done` once with a number of the agency's day, at once or on the allocator's thread; or with the error of
  // `open`, RESOURCE_EXHAUSTED when the day has no numbers left. `today` is the day on which it is asked for.
  void Take(int agency, absl::CivilDay day, absl::CivilDay today, std::function<void(absl::StatusOr<Draw>)> done);
  void Settle(const Draw& draw, Used used);

  // The latest day on which a number was asked for; the least CivilDay before the first.
  absl::CivilDay today();

  // Closes all leases; parked calls get UNAVAILABLE, as do later ones. Numbers not settled by then count as they
  // stand in the ledger. Returns the error of `close`, if it failed.
  absl::Status Drain();

 private:
  struct Block {
    int next = 0;
    int last = 0;
    int unsettled = 0;
    std::vector<int> returned;
    int left() const { return last - next + 1 + static_cast<int>(returned.size()); }
  };
  // The blocks of one agency's day.
  struct Shelf {
    std::map<std::string, Block> blocks;  // By lease.
    std::deque<std::function<void(absl::StatusOr<Draw>)>> waiting;
    bool wanted = false;     // A block is being fetched, or about to be.
    bool exhausted = false;  // No more can be had.
    int next_size = 0;
    absl::Time touched;
    int left() const;
  };
  using Key = std::pair<int, absl::CivilDay>;
  using Answer = std::pair<std::function<void(absl::StatusOr<Draw>)>, absl::StatusOr<Draw>>;

  void Run();
  void Fetch(const Key& key);
  void CloseIdle();
  // Takes a number if there is one, and asks for more in time.
  bool TakeFrom(const Key& key, Shelf& shelf, Draw& draw) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Want(const Key& key, Shelf& shelf) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Answers for the calls parked at `shelf`, as far as they can be given.
  std::vector<Answer> Serve(const Key& key, Shelf& shelf) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Options options_;
  absl::Mutex mutex_;
  std::map<Key, Shelf> shelves_ ABSL_GUARDED_BY(mutex_);
  std::deque<Key> to_fetch_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> to_close_ ABSL_GUARDED_BY(mutex_);
  absl::CivilDay today_ ABSL_GUARDED_BY(mutex_) = absl::CivilDay::min();
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_CODE_ALLOCATOR_H_
