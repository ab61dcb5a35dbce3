// Whether a file has changed since it was read.
#ifndef HOSO_COMMON_FILES_FILE_MARK_H_
#define HOSO_COMMON_FILES_FILE_MARK_H_

#include <string>

namespace hoso::files {

// Another text when the file is another or was written again; empty if it is not there.
std::string MarkOf(const std::string& path);

}  // namespace hoso::files

#endif  // HOSO_COMMON_FILES_FILE_MARK_H_
