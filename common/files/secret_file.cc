#include "common/files/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

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

absl::Status WriteSecretFile(const std::string& path, const std::string& content) {
  const auto failed = [&path] {
    return absl::UnknownError(absl::StrCat(path, ": cannot be written: ", strerror(errno)));
  };
  std::string fresh = path + ".XXXXXX";
  const int file = mkostemp(fresh.data(), O_CLOEXEC);  // Of mode 0600.
  if (file < 0) return failed();
  absl::Cleanup remove = [&] { unlink(fresh.c_str()); };
  absl::Cleanup close_file = [&] { close(file); };
  for (size_t at = 0; at < content.size();) {
    const ssize_t wrote = write(file, content.data() + at, content.size() - at);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return failed();
    at += static_cast<size_t>(wrote);
  }
  if (fsync(file) != 0 || rename(fresh.c_str(), path.c_str()) != 0) return failed();
  std::move(remove).Cancel();
  // The new name is on the disk, too.
  const size_t slash = path.rfind('/');
  const int folder = open(slash == std::string::npos ? "." : path.substr(0, slash + 1).c_str(), O_RDONLY | O_CLOEXEC);
  if (folder < 0) return failed();
  const absl::Cleanup close_folder = [&] { close(folder); };
  if (fsync(folder) != 0) return failed();
  return absl::OkStatus();
}

}  // namespace hoso::files
