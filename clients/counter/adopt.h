// Work goes on after a journal was copied, forked or damaged: what was not sent is written into a new one.
#ifndef HOSO_CLIENTS_COUNTER_ADOPT_H_
#define HOSO_CLIENTS_COUNTER_ADOPT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/counter/store.h"
#include "common/vault/key.h"

namespace hoso::counter {

struct Adopted {
  int entries = 0;  // Written into the new journal, now or at an earlier attempt.
  int drafts = 0;
  std::vector<int64_t> unreadable;   // Positions of entries that are damaged: these are lost here, and named.
  std::vector<std::string> damaged;  // What else could not be read: "drafts", "tokens".
  bool operator==(const Adopted&) const = default;
};

// Takes over what the file `old_path`, sealed under `old_key`, holds and no service has recorded, in its order: each
// entry keeps its entry_id and with it its code, so that a service records it once, whoever else still has it. Tokens,
// drafts, clerks and running numbers come along. Free numbers of its leases do not: two copies might both use them.
// Done again, or after it was cut off, it changes nothing. The old file is copied first and stays as it was; `scratch`
// is an empty folder for that, which is removed.
//
// NOT_FOUND without the old file, FAILED_PRECONDITION when it is sealed under another key, DATA_LOSS when nothing of it
// can be read, UNAVAILABLE when the disk is full.
absl::StatusOr<Adopted> Adopt(const std::string& old_path, const vault::Key& old_key, const std::string& scratch,
                              Store& into);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_ADOPT_H_
