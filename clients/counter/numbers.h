// Numbers that are given out here: dossier codes that intake leased to this counter, and running numbers of its own.
//
// Errors: UNAVAILABLE when the disk is full or cannot be written (nothing was done), DATA_LOSS naming the table and row
// for what cannot be read.
#ifndef HOSO_CLIENTS_COUNTER_NUMBERS_H_
#define HOSO_CLIENTS_COUNTER_NUMBERS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "clients/counter/store.h"

namespace hoso::counter {

// A block of dossier codes that intake leased to this counter.
struct CodeLease {
  std::string id;  // UUID.
  std::string agency_key;
  absl::CivilDay day;
  int first = 0;
  int last = 0;  // Inclusive.
  int next = 0;  // The next that is free; last + 1: none.
  std::string first_code;
};

// Thread-safe.
class Numbers {
 public:
  // `store` outlives this.
  explicit Numbers(Store& store) : store_(store) {}

  absl::Status AddLease(const CodeLease& lease);
  // Uses a number of a lease; ABORTED, reason CODE_TAKEN, when it was used meanwhile.
  static Also Take(const CodeLease& lease, int number);
  // Of an agency's day with free numbers, in the order in which they are used.
  absl::StatusOr<std::vector<CodeLease>> Leases(const std::string& agency_key, absl::CivilDay day);
  // Leases whose day is before `today` and that nothing unsent may still need: to be closed, so that their unused numbers
  // are recorded as void.
  absl::StatusOr<std::vector<CodeLease>> Past(absl::CivilDay today);
  absl::Status MarkClosed(const std::string& lease_id);
  // How many codes are free for each agency and day from `day` on.
  struct Free {
    std::string agency_key;
    absl::CivilDay day;
    int codes = 0;
  };
  absl::StatusOr<std::vector<Free>> FreeCodes(absl::CivilDay day);
  // The most dossiers that one day saw of an agency since `since`.
  absl::StatusOr<int> BusiestDay(const std::string& agency_key, absl::CivilDay since);

  // A number of its own for this counter's receipts and the like: 1, 2, 3 … for each `series`. Never given twice, also
  // after a crash; a number may be left out.
  absl::StatusOr<int64_t> NextNumber(const std::string& series);
  // The next number of a fee receipt: BL-YB-CP-04378-Q1-000017.
  absl::StatusOr<std::string> NextReceipt(const std::string& device_id);

 private:
  Store& store_;
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_NUMBERS_H_
