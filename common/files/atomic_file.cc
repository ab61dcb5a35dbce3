#include "common/files/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"

namespace hoso::files {
namespace {

constexpr size_t kBufferBytes = 1 << 20;

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

// So that the name, too, is on the disk.
bool SyncFolder(const std::string& path) {
  const int folder = open(FolderOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return false;
  const bool synced = fsync(folder) == 0;
  close(folder);
  return synced;
}

}  // namespace

absl::StatusOr<std::unique_ptr<AtomicFile>> AtomicFile::Create(const std::string& path, mode_t mode) {
  std::string beside = absl::StrCat(path, ".new.", getpid());
  unlink(beside.c_str());  // Of a process of the same number that died.
  const int file = open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (file < 0) return absl::FailedPreconditionError(absl::StrCat(path, ": cannot be written: ", strerror(errno)));
  return std::unique_ptr<AtomicFile>(new AtomicFile(path, std::move(beside), file));
}

AtomicFile::~AtomicFile() {
  if (file_ < 0) return;
  close(file_);
  unlink(beside_.c_str());
}

void AtomicFile::Write(std::string_view bytes) {
  buffer_ += bytes;
  if (buffer_.size() >= kBufferBytes) Flush();
}

void AtomicFile::Flush() {
  std::string_view left = buffer_;
  while (!left.empty() && error_ == 0) {
    const ssize_t written = write(file_, left.data(), left.size());
    if (written >= 0) {
      left.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
  buffer_.clear();
}

absl::Status AtomicFile::Failed(const char* what) const {
  return absl::FailedPreconditionError(absl::StrCat(path_, ": ", what, ": ", strerror(errno)));
}

absl::Status AtomicFile::Commit(Existing existing) {
  Flush();
  if (errno = error_; error_ != 0) return Failed("cannot be written");
  if (fsync(file_) != 0) return Failed("does not reach the disk");
  if (existing == Existing::kReplace) {
    if (rename(beside_.c_str(), path_.c_str()) != 0) return Failed("cannot be put in place");
  } else {
    if (link(beside_.c_str(), path_.c_str()) != 0) {
      if (errno == EEXIST) return absl::AlreadyExistsError(absl::StrCat(path_, ": is there already"));
      return Failed("cannot be put in place");
    }
    unlink(beside_.c_str());
  }
  close(std::exchange(file_, -1));
  return SyncFolder(path_) ? absl::OkStatus() : Failed("its folder does not reach the disk");
}

absl::Status WriteFile(const std::string& path, std::string_view bytes, Existing existing, mode_t mode) {
  const absl::StatusOr<std::unique_ptr<AtomicFile>> file = AtomicFile::Create(path, mode);
  if (!file.ok()) return file.status();
  (*file)->Write(bytes);
  return (*file)->Commit(existing);
}

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    const std::string message = absl::StrCat(path, ": cannot be read: ", strerror(errno));
    return errno == ENOENT ? absl::NotFoundError(message) : absl::FailedPreconditionError(message);
  }
  std::string bytes(max_bytes + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(file.gcount()));
  if (file.bad()) return absl::FailedPreconditionError(absl::StrCat(path, ": cannot be read"));
  if (bytes.size() > max_bytes) {
    return absl::FailedPreconditionError(absl::StrCat(path, ": too large, want at most ", max_bytes, " bytes"));
  }
  return bytes;
}

}  // namespace hoso::files
