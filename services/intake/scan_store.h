// Scans in PostgreSQL: what was announced, their sealed chunks and wrapped keys (common/ledger/schema/0008_scans.sql).
//
// Errors of the database are those of common/postgres/error.h.
#ifndef HOSO_SERVICES_INTAKE_SCAN_STORE_H_
#define HOSO_SERVICES_INTAKE_SCAN_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/vault/key_ring.h"

namespace hoso::intake {

struct KeptScan {
  int64_t dossier = 0;
  std::string said;  // A serialised NewScan.
  int64_t bytes_kept = 0;
  bool recorded = false;
  std::optional<vault::WrappedKey> key;  // None: destroyed.
};

struct SealedChunk {
  int64_t first = 0;
  std::string sealed;
};

// Thread-safe; each method blocks.
class ScanStore {
 public:
  ScanStore(const std::string& conninfo, int connections);
  ~ScanStore();

  absl::StatusOr<std::optional<KeptScan>> Find(const std::string& scan_id);
  // OK, too, if it is there already, as it was then. RESOURCE_EXHAUSTED, reason DOSSIER_FULL, when the dossier's scans
  // would be larger than kLargestDossier together.
  absl::Status Begin(const std::string& scan_id, int64_t dossier, const std::string& said, int64_t bytes,
                     const vault::WrappedKey& key, absl::Time now);
  // ABORTED when something else was added since the scan was looked at.
  absl::Status Add(const std::string& scan_id, const SealedChunk& chunk, int64_t length);
  // In their order.
  absl::StatusOr<std::vector<SealedChunk>> Read(const std::string& scan_id);
  absl::Status MarkRecorded(const std::string& scan_id, absl::Time now);
  // Takes away what was not recorded; nothing else.
  absl::Status Drop(const std::string& scan_id);

 private:
  struct Database;
  std::unique_ptr<Database> database_;
};

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_SCAN_STORE_H_
