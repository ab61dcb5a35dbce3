// Finding persons by keyed tokens.
#ifndef HOSO_COMMON_LEDGER_PERSON_SEARCH_H_
#define HOSO_COMMON_LEDGER_PERSON_SEARCH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/ledger/person_rows.h"

namespace pqxx {
class transaction_base;
}

namespace hoso::ledger {

// Whose dossiers may be seen: those taken in at or going back to one of the offices, and those of one of the agencies.
struct DossierScope {
  std::vector<std::string> offices;
  std::vector<int> agencies;  // By number.
};

struct PersonQuery {
  // Tokens of common/vault/person_index.h; who has all of a group is found. Earlier groups come first.
  std::vector<std::vector<int64_t>> groups;
  int most = 0;
  bool current_only = true;           // Owners and submitters as they stand now; else every record there ever was.
  std::optional<DossierScope> scope;  // None: all. What is not in it is left out before anything is counted.
};

struct PersonHit {
  int group = 0;  // Index in PersonQuery::groups: the first that found it.
  int64_t dossier = 0;
  KeptPerson person;
  std::string state;  // A serialised core.v1.Dossier.
};

// By group, then newest dossiers first. Throws what libpqxx throws. Role hoso_routing or hoso_auditor.
std::vector<PersonHit> FindPersons(pqxx::transaction_base& tx, const PersonQuery& query);

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_PERSON_SEARCH_H_
