// How long a call may take.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hoso::rpc {

inline constexpr absl::Duration kDefaultDeadlineCap = absl::Seconds(10);

// When a call that arrives at `now` has to be done: at `client_deadline`, but
// not later than `now + cap`; a client that named none (InfiniteFuture) gets
// the cap. Returns DEADLINE_EXCEEDED if that moment has passed.
absl::StatusOr<absl::Time> EffectiveDeadline(absl::Time client_deadline, absl::Time now,
                                             absl::Duration cap = kDefaultDeadlineCap);

}  // namespace hoso::rpc
