// Reading the ledger for verification: one snapshot, seen by several
// connections. The SQL of verification stands here.
#ifndef HOSO_COMMON_LEDGER_VERIFY_ROWS_H_
#define HOSO_COMMON_LEDGER_VERIFY_ROWS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/ledger/batch_check.h"
#include "common/ledger/dossier_check.h"
#include "common/ledger/inventory.h"
#include "common/ledger/verify.h"

namespace hoso::ledger {

// Keys from `from` up to but not `until`.
struct KeyRange {
  int64_t from = 0;
  int64_t until = 0;
};

// A connection that looks at one moment of the ledger. One thread's. Except for
// Open its methods throw what libpqxx throws.
class Snapshot {
 public:
  // With `exported` the moment of another Snapshot, else a new one.
  static absl::StatusOr<std::unique_ptr<Snapshot>> Open(const std::string& conninfo, const std::string& exported = "");

  // The name under which others see the same moment, as long as this lives.
  std::string Export();

  // The ids in ledger.identity, 16 bytes each: there should be one.
  std::vector<std::string> LedgerIds();
  // By writer and number.
  void ForEachBatch(const std::function<void(const BatchRow&, const std::string& hash)>& visit);
  void ForEachAnswer(const std::function<void(const StoredAnswer&)>& visit);
  // Ranges of about `size` dossiers each, which cover all keys that there can be.
  std::vector<KeyRange> Ranges(int size);
  // Every key of the range that has a row anywhere.
  std::map<int64_t, StoredDossier> Read(const KeyRange& range);
  TableCheck::Rows Rows(const std::string& sql);

 private:
  explicit Snapshot(std::unique_ptr<pqxx::connection> connection) : connection_(std::move(connection)) {}

  pqxx::result Exec(const std::string& sql) { return pqxx::nontransaction(*connection_).exec(sql); }
  // A result that need not fit into memory.
  void ForEachRow(const std::string& sql, const std::function<void(const pqxx::row&)>& visit);

  std::unique_ptr<pqxx::connection> connection_;
};

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_VERIFY_ROWS_H_
