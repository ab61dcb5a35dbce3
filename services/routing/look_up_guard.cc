#include "services/routing/look_up_guard.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/rpc/errors.h"

namespace hoso::routing {

absl::Duration LookUpGuard::WaitAfter(int wrong) {
  if (wrong < kFreeTries) return absl::ZeroDuration();
  return std::min(kFirstWait * (int64_t{1} << std::min(wrong - kFreeTries, 20)), kLongestWait);
}

absl::Status LookUpGuard::MayTry(int64_t code, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  const auto found = tries_.find(code);
  if (found == tries_.end()) return absl::OkStatus();
  const absl::Duration wait = found->second.last + WaitAfter(found->second.wrong) - now;
  if (wait <= absl::ZeroDuration()) return absl::OkStatus();
  const absl::Duration rounded = absl::Ceil(wait, absl::Seconds(1));
  return errors::WithRetryAfter(
      errors::WithReason(absl::ResourceExhaustedError(absl::StrCat("too many wrong pairs for this code; try again in ",
                                                                   absl::ToInt64Seconds(rounded), " s")),
                         "TOO_MANY_TRIES"),
      rounded);
}

void LookUpGuard::WrongPair(int64_t code, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  if (tries_.size() >= kMostCodes) Forget(now);
  Tries& tries = tries_[code];
  if (now - tries.last > kForgottenAfter) tries.wrong = 0;
  ++tries.wrong;
  tries.last = now;
}

void LookUpGuard::RightPair(int64_t code) {
  absl::MutexLock lock(&mutex_);
  tries_.erase(code);
}

// Codes that were tried long ago; and when that is none, those that need not
// wait yet. Whoever sprays tries over many codes must not make us forget one
// that is under attack.
void LookUpGuard::Forget(absl::Time now) {
  std::erase_if(tries_, [&](const auto& entry) { return now - entry.second.last > kForgottenAfter; });
  if (tries_.size() >= kMostCodes) {
    std::erase_if(tries_, [](const auto& entry) { return entry.second.wrong < kFreeTries; });
  }
  if (tries_.size() >= kMostCodes) tries_.clear();
}

}  // namespace hoso::routing
