#include "common/rpc/deadline.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace hoso::rpc {

absl::StatusOr<absl::Time> EffectiveDeadline(absl::Time client_deadline, absl::Time now, absl::Duration cap) {
  if (client_deadline < now + kLeastTimeLeft) {
    return absl::DeadlineExceededError(absl::StrCat("deadline: ", absl::FormatDuration(client_deadline - now),
                                                    " left, want at least ", absl::FormatDuration(kLeastTimeLeft)));
  }
  return std::min(client_deadline, now + cap);
}

}  // namespace hoso::rpc
