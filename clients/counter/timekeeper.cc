#include "clients/counter/timekeeper.h"

#include <time.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "common/proto_time/proto_time.h"

namespace hoso::counter {
namespace {

// Two readings of a clock that nobody set differ by less.
constexpr absl::Duration kJitter = absl::Seconds(2);

}  // namespace

Timekeeper::Options Timekeeper::OfThisMachine() {
  return {.wall = [] { return absl::Now(); },
          .running =
              [] {
                timespec since_start{};
                clock_gettime(CLOCK_BOOTTIME, &since_start);
                return absl::DurationFromTimespec(since_start);
              }};
}

Timekeeper::Timekeeper(Options options)
    : options_(std::move(options)),
      wall_at_start_(options_.wall()),
      latest_(options_.newest.value_or(absl::InfinitePast())),
      running_at_latest_(options_.running()) {}

absl::Time Timekeeper::Told() const {
  if (!options_.played_from.has_value()) return options_.wall();
  return *options_.played_from + (options_.wall() - wall_at_start_);
}

Moment Timekeeper::Now() {
  absl::MutexLock lock(&mutex_);
  Moment moment;
  const absl::Time told = Told();
  const absl::Duration running = options_.running();
  absl::Time least = latest_ + (running - running_at_latest_);
  if (latest_ == absl::InfinitePast()) least = latest_;
  if (told + kJitter < least) {
    moment.now = least;
    moment.doubt = journal::v1::CLOCK_DOUBT_WENT_BACK;
  } else {
    moment.now = std::max(told, latest_);
    if (apart_.has_value() && absl::AbsDuration(*apart_) > kMostApart) moment.doubt = journal::v1::CLOCK_DOUBT_JUMPED;
  }
  moment.now = ToMicros(moment.now);
  latest_ = moment.now;
  running_at_latest_ = running;
  if (options_.played_from.has_value()) moment.written_at = ToMicros(options_.wall());
  return moment;
}

void Timekeeper::Heard(absl::Time service_now) {
  absl::MutexLock lock(&mutex_);
  apart_ = Told() - service_now;
}

}  // namespace hoso::counter
