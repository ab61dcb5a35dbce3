// How long after wrong attempts to sign in nobody may try again: as that person on that machine. It stays short, so that nobody
// is kept from work, and long enough that guessing takes for ever.
#ifndef HOSO_SERVICES_STAFF_LOCKOUT_H_
#define HOSO_SERVICES_STAFF_LOCKOUT_H_

#include <algorithm>

#include "absl/time/time.h"

namespace hoso::staff {

inline constexpr int kFreeFailures = 5;
inline constexpr absl::Duration kFirstPause = absl::Seconds(15);
inline constexpr absl::Duration kLongestPause = absl::Minutes(5);
inline constexpr absl::Duration kForgottenAfter = absl::Hours(1);

// Until when, after so many failures in a row of which the last was at `last_at`.
inline absl::Time LockedUntil(int failures, absl::Time last_at) {
  if (failures < kFreeFailures) return absl::InfinitePast();
  const int doublings = std::min(failures - kFreeFailures, 10);
  return last_at + std::min(kFirstPause * (1 << doublings), kLongestPause);
}

}  // namespace hoso::staff

#endif  // HOSO_SERVICES_STAFF_LOCKOUT_H_
