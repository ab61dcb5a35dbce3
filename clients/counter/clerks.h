// Who may sign in here without the network, and how often they were wrong.
//
// Errors: UNAVAILABLE when the disk is full or cannot be written (nothing was done), DATA_LOSS naming the table and row
// for what cannot be read.
#ifndef HOSO_CLIENTS_COUNTER_CLERKS_H_
#define HOSO_CLIENTS_COUNTER_CLERKS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "clients/counter/store.h"

namespace hoso::counter {

// Who may sign in on this machine without the network.
struct Clerk {
  std::string staff_id;
  std::string token_sealed;  // Under a key that follows from the PIN (people.h).
  int wrong_pins = 0;
};

// Thread-safe.
class Clerks {
 public:
  // `store` outlives this.
  explicit Clerks(Store& store) : store_(store) {}

  absl::Status Put(const Clerk& clerk);
  absl::StatusOr<std::optional<Clerk>> Find(const std::string& staff_id);
  absl::StatusOr<std::vector<std::string>> WithPin();

 private:
  Store& store_;
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_CLERKS_H_
