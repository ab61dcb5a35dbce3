// What was typed and is not accepted yet, sealed.
//
// Errors: UNAVAILABLE when the disk is full or cannot be written (nothing was done), DATA_LOSS naming the table and row
// for what cannot be read.
#ifndef HOSO_CLIENTS_COUNTER_DRAFTS_H_
#define HOSO_CLIENTS_COUNTER_DRAFTS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "clients/counter/store.h"

namespace hoso::counter {

struct SavedDraft {
  std::string draft_id;
  std::string json;
  absl::Time saved_at;
};

// Thread-safe.
class Drafts {
 public:
  // `store` outlives this.
  explicit Drafts(Store& store) : store_(store) {}

  absl::Status Save(const SavedDraft& draft);
  // Newest first.
  absl::StatusOr<std::vector<SavedDraft>> List();
  absl::Status Discard(const std::string& draft_id);
  // In the transaction of the entry that it became.
  static Also Done(const std::string& draft_id);

 private:
  Store& store_;
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_DRAFTS_H_
