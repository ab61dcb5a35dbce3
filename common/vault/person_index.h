// The search index of persons: keyed tokens, which say nothing without the index key. Equal texts have equal tokens, so
// who holds the database sees that two records agree in something, not in what.
#ifndef HOSO_COMMON_VAULT_PERSON_INDEX_H_
#define HOSO_COMMON_VAULT_PERSON_INDEX_H_

#include <cstdint>
#include <string>
#include <vector>

#include "common/identity/folded_name.h"
#include "common/vault/key.h"
#include "hoso/core/v1/person.pb.h"

namespace hoso::vault {

// Ascending, no two the same.
std::vector<int64_t> IndexTokens(const Key& index_key, const core::v1::PersonRecord& record);

// What a record must have all of to be found. Texts in their normal form (services/intake/persons.h).
int64_t IdentityNumberToken(const Key& index_key, const std::string& number);  // Present or former.
int64_t PhoneToken(const Key& index_key, const std::string& phone);
int64_t CommuneToken(const Key& index_key, const std::string& commune_code);

// What a name of that fit, or a better one, has all of. Empty when nothing can be found by it: the words are too short.
std::vector<int64_t> NameTokens(const Key& index_key, const std::vector<identity::NameWord>& typed,
                                identity::NameFit fit);

}  // namespace hoso::vault

#endif  // HOSO_COMMON_VAULT_PERSON_INDEX_H_
