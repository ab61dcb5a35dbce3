#include "common/files/file_mark.h"

#include <sys/stat.h>

#include "absl/strings/str_cat.h"

namespace hoso::files {

std::string MarkOf(const std::string& path) {
  struct stat found = {};
  if (stat(path.c_str(), &found) != 0) return "";
  return absl::StrCat(found.st_ino, " ", found.st_size, " ", found.st_mtim.tv_sec, ".", found.st_mtim.tv_nsec);
}

}  // namespace hoso::files
