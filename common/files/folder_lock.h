// One process at a time in a folder.
#ifndef HOSO_COMMON_FILES_FOLDER_LOCK_H_
#define HOSO_COMMON_FILES_FOLDER_LOCK_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace hoso::files {

// Holds the folder for as long as it lives; ends with the process, however that ends.
class FolderLock {
 public:
  // Returns at once: ABORTED while another process holds it, FAILED_PRECONDITION if there is no such folder.
  static absl::StatusOr<std::unique_ptr<FolderLock>> Take(const std::string& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  explicit FolderLock(int folder) : folder_(folder) {}
  const int folder_;
};

}  // namespace hoso::files

#endif  // HOSO_COMMON_FILES_FOLDER_LOCK_H_
