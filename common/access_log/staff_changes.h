// Changes of credentials and roles: rows of staff.event that stand in the access log, too, and so in its chain and in
// the checkpoints.
//
// Pure: no SQL.
#ifndef HOSO_COMMON_ACCESS_LOG_STAFF_CHANGES_H_
#define HOSO_COMMON_ACCESS_LOG_STAFF_CHANGES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/access_log/chain_check.h"
#include "common/access_log/entry.h"

namespace hoso::access_log {

// A row of staff.event. No field but `detail` has blanks.
struct StaffChange {
  absl::Time at;
  std::string what;      // "ResetPassword".
  std::string staff_id;  // Whom it is about.
  std::string by_staff;  // Empty: nobody who had signed in.
  std::string machine;
  std::string detail;
};

// Its entry. Two changes that differ, from a microsecond on, have different entries.
AccessEntry EntryOfChange(const StaffChange& change);

// Compares staff.event with the access log, both of one moment.
class StaffChangesCheck {
 public:
  // An entry of any deed.
  void AddEntry(const EntryRow& row);
  // An event that says that it stands in the access log under this number.
  void AddEvent(int64_t sequence, const StaffChange& change);
  std::vector<Finding> Finish();

 private:
  std::map<int64_t, std::string> entries_;  // The bytes of those that no event told of yet.
  std::vector<Finding> findings_;
};

}  // namespace hoso::access_log

#endif  // HOSO_COMMON_ACCESS_LOG_STAFF_CHANGES_H_
