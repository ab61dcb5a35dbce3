// Everything that one transaction of the ledger writes, as plain values in the
// order in which it is written: ascending by key, so that all committers insert
// in the same order and never wait for each other in a circle.
#ifndef HOSO_COMMON_LEDGER_WRITES_H_
#define HOSO_COMMON_LEDGER_WRITES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/identity/dossier_code.h"
#include "common/ledger/inventory.h"
#include "common/ledger/ledger.h"
#include "common/ledger/projection.h"
#include "common/postgres/parameters.h"

namespace hoso::ledger {

struct FactRow {
  int32_t sequence = 0;
  int32_t kind = 0;
  absl::Time recorded_at;
  std::string hash;
  std::string body;
};

struct ItemWrite {
  ItemRow row;
  bool creates = false;  // Else it changes hands.
};

// One dossier that the transaction changes.
struct DossierWrite {
  identity::DossierId id;
  bool creates = false;  // Else it is updated.
  DossierRow row;
  std::string head;
  std::vector<FactRow> facts;      // By sequence, without gaps.
  std::vector<ItemWrite> items;    // By number.
  std::vector<KeptPerson> persons;  // By person and version.
};

struct AnswerWrite {
  std::string request_id;  // 16 bytes.
  std::optional<int64_t> dossier;
  std::string digest;
  std::string answer;
};

struct Writes {
  std::vector<DossierWrite> dossiers;  // By id.
  std::vector<AnswerWrite> answers;    // By request id.
  std::string side_write;

  bool empty() const { return dossiers.empty() && answers.empty() && side_write.empty(); }
};

Inventory InventoryOf(const Writes& writes);

// Executes what the session prepared (kPrepareLoadSql). REQUIRES: `keys` and `person_keys` ascending; `requests` are UUIDs
// as text.
std::string LoadSql(const std::vector<int64_t>& keys, const std::vector<int64_t>& person_keys,
                    const std::vector<std::string>& requests, bool skip_locked);

struct Statement {
  std::string sql;  // One of few: what to write decides which functions are called, not the rows.
  postgres::Parameters parameters;
};

// Writes all but the side write, and leaves the transaction open. Throws std::invalid_argument for text that PostgreSQL
// cannot store.
Statement AppendStatement(const Writes& writes, const BatchRow& batch, const std::string& hash);

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_WRITES_H_
