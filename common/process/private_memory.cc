#include "common/process/private_memory.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace hoso::process {
namespace {

absl::Status Failed(const char* call) {
  return absl::InternalError(absl::StrCat(call, ": ", std::strerror(errno), ", want memory that nobody else reads"));
}

}  // namespace

absl::Status KeepMemoryPrivate() {
  const rlimit none = {.rlim_cur = 0, .rlim_max = 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0) return Failed("setrlimit(RLIMIT_CORE)");
#ifndef __SANITIZE_ADDRESS__
  // The limit does not bind a collector that the kernel pipes cores to (core_pattern).
  if (prctl(PR_SET_DUMPABLE, 0) != 0) return Failed("prctl(PR_SET_DUMPABLE)");
#endif
  return absl::OkStatus();
}

}  // namespace hoso::process
