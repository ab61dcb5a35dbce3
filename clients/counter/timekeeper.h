// What time it is at the counter, and whether that can be believed.
//
// A computer at the end of a mountain road may lose its time with its battery. An entry is never dated before the one
// that stands before it: while the clock says so, time goes on from there by what has really passed, and the entry says
// that its time is in doubt.
#ifndef HOSO_CLIENTS_COUNTER_TIMEKEEPER_H_
#define HOSO_CLIENTS_COUNTER_TIMEKEEPER_H_

#include <functional>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "hoso/journal/v1/journal_service.pb.h"

namespace hoso::counter {

struct Moment {
  absl::Time now;                        // To the microsecond.
  std::optional<absl::Time> written_at;  // The machine's clock, where another time is played.
  journal::v1::ClockDoubt doubt = journal::v1::CLOCK_DOUBT_UNSPECIFIED;
};

// Thread-safe.
class Timekeeper {
 public:
  struct Options {
    std::function<absl::Time()> wall;         // The machine's clock.
    std::function<absl::Duration()> running;  // Since the machine started, asleep or awake.
    std::optional<absl::Time> newest;         // Of the journal.
    std::optional<absl::Time> played_from;    // For drills: what time it is when this is made.
  };
  // Clocks of this machine.
  static Options OfThisMachine();
  explicit Timekeeper(Options options);

  Moment Now();
  // An answer of a service said that it was `service_now` there. Beyond kMostApart from it the clock is in doubt.
  void Heard(absl::Time service_now);
  bool plays() const { return options_.played_from.has_value(); }

  static constexpr absl::Duration kMostApart = absl::Minutes(5);

 private:
  absl::Time Told() const;  // By wall clock, or as played.

  const Options options_;
  const absl::Time wall_at_start_;
  absl::Mutex mutex_;
  // The latest that was ever told, and how long the machine had run then.
  absl::Time latest_ ABSL_GUARDED_BY(mutex_);
  absl::Duration running_at_latest_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Duration> apart_ ABSL_GUARDED_BY(mutex_);  // The clock's lead over the services'.
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_TIMEKEEPER_H_
