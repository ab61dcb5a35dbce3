// One dossier, as stored, against what its facts amount to.
//
// Nothing here knows of SQL.
#ifndef HOSO_COMMON_LEDGER_DOSSIER_CHECK_H_
#define HOSO_COMMON_LEDGER_DOSSIER_CHECK_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/identity/dossier_code.h"
#include "common/ledger/inventory.h"
#include "common/ledger/ledger.h"
#include "common/ledger/projection.h"
#include "common/ledger/verify.h"
#include "common/ledger/writes.h"

namespace hoso::ledger {

struct StoredFactRow {
  FactRow row;
  uint64_t tx = 0;
};

struct StoredDossierRow {
  DossierRow row;
  std::string head;
};

// What a transaction says it wrote of the dossier.
struct Claim {
  uint64_t tx = 0;
  InventoryFacts facts;
};

// A row of ledger.person_index.
struct StoredIndexRow {
  std::vector<int64_t> tokens;
  std::vector<std::string> scopes;
};

// All rows of one key.
struct StoredDossier {
  int64_t key = 0;
  std::vector<StoredFactRow> facts;  // By sequence.
  std::optional<StoredDossierRow> dossier;
  std::vector<ItemRow> items;                                  // By number.
  std::vector<KeptPerson> persons;                             // By person and version; without their keys.
  std::map<std::pair<int, int>, vault::WrappedKey> data_keys;  // By person and version.
  std::map<std::pair<int, int>, StoredIndexRow> index;         // By person and version.
  std::vector<Claim> claims;                                   // By last.
};

using DossierHook =
    std::function<std::vector<std::string>(const core::v1::Dossier&, const std::vector<core::v1::Fact>&)>;

// How records of persons are checked.
struct PersonCheck {
  std::shared_ptr<const vault::KeyRing> ring;  // Without one they are not opened.
  // Whether the data keys of the dossier may be destroyed by now; without it none may.
  std::function<bool(const core::v1::Dossier&)> may_be_destroyed;
};

struct CheckedDossier {
  std::string code;  // "key 123" where there is none.
  std::vector<Finding> findings;
  std::vector<core::v1::Fact> facts;  // Those that could be read.
  int persons_destroyed = 0;          // Their term has passed, and their keys are gone.
  int persons_unopened = 0;           // For want of a ring.
};

CheckedDossier CheckDossier(const StoredDossier& stored, const identity::AgencyCodes& agencies, const DossierHook& hook,
                            const PersonCheck& persons = {});

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_DOSSIER_CHECK_H_
