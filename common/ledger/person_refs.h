// The personal-data records that a fact refers to.
#ifndef HOSO_COMMON_LEDGER_PERSON_REFS_H_
#define HOSO_COMMON_LEDGER_PERSON_REFS_H_

#include <vector>

#include "hoso/core/v1/fact.pb.h"
#include "hoso/core/v1/person.pb.h"

namespace hoso::ledger {

// Wherever they stand in it, also in kinds of fact yet to come. They live as
// long as `fact`.
std::vector<const core::v1::PersonRef*> PersonRefsOf(const core::v1::Fact& fact);

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_PERSON_REFS_H_
