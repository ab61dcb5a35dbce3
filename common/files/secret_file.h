// Files whose content is a secret: keys, passwords of the database.
#ifndef HOSO_COMMON_FILES_SECRET_FILE_H_
#define HOSO_COMMON_FILES_SECRET_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace hoso::files {

// OK if `path` is a plain file that nobody but its owner may read or write, and its owner is this process's user or
// root. FAILED_PRECONDITION naming the file, and what to do, otherwise.
absl::Status CheckSecretFile(const std::string& path);

// The content, at most `max_bytes` of it, of a file that passes CheckSecretFile. Errors as above, never with the
// content.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path, size_t max_bytes = 64 << 10);

// Writes `content` as a file of mode 0600 that is there as a whole or not at all, in place of one that was there.
// UNKNOWN naming the file when it cannot.
absl::Status WriteSecretFile(const std::string& path, const std::string& content);

}  // namespace hoso::files

#endif  // HOSO_COMMON_FILES_SECRET_FILE_H_
