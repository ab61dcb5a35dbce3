#include "common/files/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"

namespace hoso::files {

absl::StatusOr<std::unique_ptr<FolderLock>> FolderLock::Take(const std::string& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return absl::FailedPreconditionError(absl::StrCat(folder, ": no folder that can be read"));
  std::unique_ptr<FolderLock> lock(new FolderLock(descriptor));
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
  return absl::AbortedError(absl::StrCat(folder, ": another process is at work there"));
}

FolderLock::~FolderLock() { close(folder_); }

}  // namespace hoso::files
