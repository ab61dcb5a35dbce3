// Files that are there in full or not at all, also after a power cut.
#ifndef HOSO_COMMON_FILES_ATOMIC_FILE_H_
#define HOSO_COMMON_FILES_ATOMIC_FILE_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace hoso::files {

enum class Existing { kReplace, kRefuse };

// Written beside its place, and put there by Commit. What is not committed leaves nothing behind.
class AtomicFile {
 public:
  // FAILED_PRECONDITION naming the file when none can be made there.
  static absl::StatusOr<std::unique_ptr<AtomicFile>> Create(const std::string& path, mode_t mode = 0644);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // Errors come at Commit.
  void Write(std::string_view bytes);
  // Once. On the disk when it returns. ALREADY_EXISTS with kRefuse when another file has that name.
  absl::Status Commit(Existing existing);

 private:
  AtomicFile(std::string path, std::string beside, int file)
      : path_(std::move(path)), beside_(std::move(beside)), file_(file) {}
  void Flush();
  absl::Status Failed(const char* what) const;

  const std::string path_;
  const std::string beside_;
  int file_;
  int error_ = 0;  // The first of Write.
  std::string buffer_;
};

// All of it in one go.
absl::Status WriteFile(const std::string& path, std::string_view bytes, Existing existing, mode_t mode = 0644);

// The content, at most `max_bytes` of it. FAILED_PRECONDITION naming the file otherwise; NOT_FOUND if there is none.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes);

}  // namespace hoso::files

#endif  // HOSO_COMMON_FILES_ATOMIC_FILE_H_
