// Keeps what a process has in memory, keys and persons, out of core dumps and from other processes of the same user.
#ifndef HOSO_COMMON_PROCESS_PRIVATE_MEMORY_H_
#define HOSO_COMMON_PROCESS_PRIVATE_MEMORY_H_

#include "absl/status/status.h"

namespace hoso::process {

// No core dump of this process, to a file or to a collector, and no debugger that is not root's. Call it before
// anything secret is read. INTERNAL naming the system call that fails. Builds with AddressSanitizer leave debuggers in,
// as its search for leaks is one.
absl::Status KeepMemoryPrivate();

}  // namespace hoso::process

#endif  // HOSO_COMMON_PROCESS_PRIVATE_MEMORY_H_
