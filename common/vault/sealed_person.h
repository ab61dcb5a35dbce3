// A person record at rest: each field encrypted for itself, so that what a reader does not show need not be opened.
//
// A record's data key seals each column once and is never used again: the nonce is the column, and no two ciphertexts
// share key and nonce. The row is bound by the key, which no other record has and which opens only in its row
// (key_ring.h). The salt of the digest that facts keep is sealed too: with it in clear a guess could be confirmed.
#ifndef HOSO_COMMON_VAULT_SEALED_PERSON_H_
#define HOSO_COMMON_VAULT_SEALED_PERSON_H_

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "common/vault/key.h"
#include "hoso/core/v1/person.pb.h"

namespace hoso::vault {

// `salt` and a serialised PersonRecord as bytes for ledger.person.sealed. INVALID_ARGUMENT if `record` is none.
// REQUIRES: `data_key` has sealed nothing before.
absl::StatusOr<std::string> SealPerson(const Key& data_key, const std::string& salt, const std::string& record);

struct OpenedPerson {
  std::string salt;
  std::string record;  // The bytes that were sealed.
};
// DATA_LOSS: changed, of another record, or of a format that this program does not know.
absl::StatusOr<OpenedPerson> OpenPerson(const Key& data_key, const std::string& sealed);

// Only the fields with these numbers; the others stay empty. DATA_LOSS as above, for these.
absl::StatusOr<core::v1::PersonRecord> OpenFields(const Key& data_key, const std::string& sealed,
                                                  const std::set<int>& fields);

}  // namespace hoso::vault

#endif  // HOSO_COMMON_VAULT_SEALED_PERSON_H_
