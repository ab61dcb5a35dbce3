// Files that are asked after at every call, and seldom change.
#ifndef HOSO_COMMON_FILES_FILE_WATCH_H_
#define HOSO_COMMON_FILES_FILE_WATCH_H_

#include <string>
#include <vector>

#include "absl/time/time.h"

namespace hoso::files {

// To look at a file (file_mark.h) takes microseconds, and at each call adds up. The kernel tells when something
// happened in a folder, for a tenth of that, and before who did it goes on: whoever revokes a key and then calls meets
// the new list. What it does not tell of, as on a network's file system or when the folder itself is replaced, is seen
// a little later.
//
// Not thread-safe: one lock guards it together with what was read of the files.
class FileWatch {
 public:
  static constexpr absl::Duration kAtLeast = absl::Milliseconds(100);

  // `at_least`: how often it says so without being told.
  explicit FileWatch(const std::vector<std::string>& paths, absl::Duration at_least = kAtLeast);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  // Whether one of the files may have changed since this was last true; true at first.
  bool MayHaveChanged(absl::Time now);

 private:
  bool Told() const;

  const absl::Duration at_least_;
  int inotify_ = -1;  // -1: the kernel will not tell, and each look says yes.
  absl::Time said_ = absl::InfinitePast();
};

}  // namespace hoso::files

#endif  // HOSO_COMMON_FILES_FILE_WATCH_H_
