// Reads the access log, for auditors: pages of a list, the check of the whole, and what leaves with an export.
#ifndef HOSO_COMMON_ACCESS_LOG_ACCESS_READER_H_
#define HOSO_COMMON_ACCESS_LOG_ACCESS_READER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/access_log/chain_check.h"

namespace hoso::access_log {

// Each that is given narrows.
struct Filter {
  std::string dossier;  // A code.
  std::string staff;
  std::string place;  // An office's id or an agency's key.
  std::optional<absl::Time> from;
  std::optional<absl::Time> until;  // Exclusive.
  int32_t deed = 0;
};

// The newest first, below number `before`. DATA_LOSS for an entry that cannot be read. Role hoso_staff or hoso_auditor.
struct Listed {
  int64_t sequence = 0;
  std::string writer;
  AccessEntry entry;
};
class Store {
 public:
  // Connects when first needed, with at most so many connections.
  Store(const std::string& conninfo, int connections);
  ~Store();
  absl::StatusOr<std::vector<Listed>> List(const Filter& filter, int64_t before, int limit, absl::Time deadline);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The others: role hoso_auditor.

struct CheckReport {
  int64_t entries = 0;
  Head head;  // At that moment.
  std::vector<Finding> findings;
};
// The log against itself, and staff.event against it. An error only when they cannot be read; what is wrong is in the
// report. `known` as for ChainCheck.
absl::StatusOr<CheckReport> CheckLog(const std::string& conninfo, std::map<std::string, Head> known = {});

// Writes every entry as access::v1::AccessRow to a file that is then there in full. Returns their number.
// FAILED_PRECONDITION naming the file.
absl::StatusOr<int64_t> ExportLog(const std::string& conninfo, const std::string& path);

}  // namespace hoso::access_log

#endif  // HOSO_COMMON_ACCESS_LOG_ACCESS_READER_H_
