// How long a call may take.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hoso::rpc {

inline constexpr absl::Duration kDefaultDeadlineCap = absl::Seconds(10);

// No command is done in less. gRPC rounds a timeout up to a full millisecond on
// its way, so that a deadline already past arrives as one just ahead.
inline constexpr absl::Duration kLeastTimeLeft = absl::Milliseconds(2);

// When a call that arrives at `now` has to be done: at `client_deadline`, but
// not later than `now + cap`; a client that named none (InfiniteFuture) gets
// the cap. Returns DEADLINE_EXCEEDED if less than kLeastTimeLeft is left, so
// that nothing is done that the caller no longer waits for.
absl::StatusOr<absl::Time> EffectiveDeadline(absl::Time client_deadline, absl::Time now,
                                             absl::Duration cap = kDefaultDeadlineCap);

}  // namespace hoso::rpc
