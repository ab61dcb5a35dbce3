#include "common/files/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"

namespace hoso::files {
namespace {

absl::Status Unreadable(const std::string& path, int error) {
  return absl::FailedPreconditionError(absl::StrCat(path, ": cannot be read: ", strerror(error)));
}

absl::Status CheckStat(const std::string& path, const struct stat& found) {
  if (!S_ISREG(found.st_mode)) return absl::FailedPreconditionError(absl::StrCat(path, ": no plain file"));
  if ((found.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(path, ": others than its owner may read it, want mode 0600"));
  }
  if (found.st_uid != geteuid() && found.st_uid != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": belongs to another user, want it to be this process's or root's"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckSecretFile(const std::string& path) {
  struct stat found = {};
  if (stat(path.c_str(), &found) != 0) return Unreadable(path, errno);
  return CheckStat(path, found);
}

absl::StatusOr<std::string> ReadSecretFile(const std::string& path, size_t max_bytes) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return Unreadable(path, errno);
  const absl::Cleanup close_file = [file] { close(file); };
  struct stat found = {};  // Of what was opened, not of what the path names by now.
  if (fstat(file, &found) != 0) return Unreadable(path, errno);
  if (absl::Status status = CheckStat(path, found); !status.ok()) return status;
  std::string content(max_bytes + 1, '\0');
  size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = read(file, content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Unreadable(path, errno);
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  if (size > max_bytes) {
    return absl::FailedPreconditionError(absl::StrCat(path, ": too large, want at most ", max_bytes, " bytes"));
  }
  content.resize(size);
  return content;
}

}  // namespace hoso::files
