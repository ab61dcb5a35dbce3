// Keeping the data keys of persons and of scans: wrapping them anew, and destroying them. Role hoso_keeper.
//
// Everything else goes on meanwhile. Each does its work in small transactions and may be run again after a failure.
#ifndef HOSO_COMMON_LEDGER_PERSON_KEYS_H_
#define HOSO_COMMON_LEDGER_PERSON_KEYS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/vault/key_ring.h"
#include "hoso/core/v1/dossier.pb.h"

namespace hoso::ledger {

// How many data keys are wrapped under each key, by key id.
absl::StatusOr<std::map<std::string, int64_t>> CountPersonKeys(const std::string& conninfo);

// Wraps under the active key of its class whatever is wrapped under another, and returns how many that were.
// FAILED_PRECONDITION, reason KEY_MISSING, or DATA_LOSS for one that does not open; those before it are done.
absl::StatusOr<int64_t> RewrapPersonKeys(const std::string& conninfo, const vault::KeyRing& ring);

struct Destroyed {
  std::string dossier_code;
  int records = 0;  // Persons and scans.
};
// Destroys the data keys, and the index entries, of all dossiers for which `passed` is true, and returns what that
// were, by key.
absl::StatusOr<std::vector<Destroyed>> DestroyPersonKeys(const std::string& conninfo,
                                                         const std::function<bool(const core::v1::Dossier&)>& passed);

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_PERSON_KEYS_H_
