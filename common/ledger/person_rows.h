// Records of persons: as a decision sees them, in clear, and as the ledger keeps them, sealed.
//
// Nothing here knows of SQL.
#ifndef HOSO_COMMON_LEDGER_PERSON_ROWS_H_
#define HOSO_COMMON_LEDGER_PERSON_ROWS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/identity/dossier_code.h"
#include "common/vault/key.h"
#include "common/vault/key_ring.h"
#include "hoso/core/v1/person.pb.h"

namespace hoso::ledger {

// A personal-data record that stands beside the facts. The database key is
// (dossier, person, version).
struct PersonRow {
  int32_t person = 0;
  int32_t version = 0;
  std::string salt;                    // 16 random bytes.
  std::string record;                  // A serialised core.v1.PersonRecord; PersonRef.digest = SHA-256(salt || record).
  std::string sealed;                  // Both, as they are kept.
  std::optional<vault::Key> data_key;  // Under which they are sealed. None: destroyed, salt and record are empty.
};

// As it is kept.
struct KeptPerson {
  int32_t person = 0;
  int32_t version = 0;
  std::string sealed;
  std::optional<vault::WrappedKey> key;  // None: destroyed.
  std::vector<int64_t> tokens;           // By which it is found. Not loaded.
};

// A record to be kept: draws salt and data key, and seals. Fields that this program does not know are left out.
PersonRow NewPerson(int32_t person, int32_t version, core::v1::PersonRecord record);

// PersonRef.digest.
std::string DigestOf(const PersonRow& row);

// The key bound to its row, and the tokens. Errors as KeyRing::Wrap and IndexOf; INTERNAL for a row that NewPerson did
// not make.
absl::StatusOr<KeptPerson> Keep(const vault::KeyRing& ring, vault::DataClass data_class, identity::DossierId dossier,
                                const PersonRow& row);
// FAILED_PRECONDITION, reason KEY_MISSING: the ring has no index key of the class.
absl::StatusOr<std::vector<int64_t>> IndexOf(const vault::KeyRing& ring, vault::DataClass data_class,
                                             const PersonRow& row);
// Errors as KeyRing::Unwrap and vault::OpenPerson. Without a key, a row without a record.
absl::StatusOr<PersonRow> Open(const vault::KeyRing& ring, int64_t dossier, const KeptPerson& stored);

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_PERSON_ROWS_H_
