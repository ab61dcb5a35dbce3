#include "tests/support/eventually.h"

#include <algorithm>

#include "absl/time/clock.h"

namespace hoso::testing {

bool Eventually(absl::Duration limit, const std::function<bool()>& predicate) {
  const absl::Time end = absl::Now() + limit;
  for (absl::Duration pause = absl::Milliseconds(1);; pause = std::min(2 * pause, absl::Milliseconds(20))) {
    if (predicate()) return true;
    if (absl::Now() >= end) return false;
    absl::SleepFor(pause);
  }
}

}  // namespace hoso::testing
