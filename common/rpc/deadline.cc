#include "common/rpc/deadline.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace hoso::rpc {

absl::StatusOr<absl::Time> EffectiveDeadline(absl::Time client_deadline, absl::Time now, absl::Duration cap) {
  if (client_deadline <= now) {
    return absl::DeadlineExceededError(
        absl::StrCat("deadline: passed ", absl::FormatDuration(now - client_deadline), " before the call arrived"));
  }
  return std::min(client_deadline, now + cap);
}

}  // namespace hoso::rpc
