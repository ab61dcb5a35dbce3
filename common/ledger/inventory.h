// What one transaction wrote, in a row of its own: ledger.batch. A chain of
// hashes per dossier shows what was changed, but not that its end, or all of a
// dossier, was taken away; the inventory says what must be there.
//
// The rows of one writer (a connection of a committer) are chained:
//
//   hash = SHA-256(previous hash || writer || number || tx || recorded_at || inventory)
//
// where the integers are big-endian, recorded_at is in microseconds since 1970,
// and before the first row stands GenesisHash of the ledger.
//
// Nothing here knows of SQL.
#ifndef HOSO_COMMON_LEDGER_INVENTORY_H_
#define HOSO_COMMON_LEDGER_INVENTORY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hoso::ledger {

// The facts last - count + 1 … last of a dossier; `head` is the hash of the last.
struct InventoryFacts {
  int64_t dossier = 0;
  int32_t last = 0;
  int32_t count = 0;
  std::string head;
  bool operator==(const InventoryFacts&) const = default;
};

// A remembered answer.
struct InventoryAnswer {
  std::string request_id;  // 16 bytes.
  std::string digest;      // AnswerDigest of the row.
  bool operator==(const InventoryAnswer&) const = default;
};

struct Inventory {
  std::vector<InventoryFacts> facts;
  std::vector<InventoryAnswer> answers;
  bool operator==(const Inventory&) const = default;
};

std::string EncodeInventory(const Inventory& inventory);
// INVALID_ARGUMENT for bytes that no EncodeInventory yields.
absl::StatusOr<Inventory> DecodeInventory(const std::string& bytes);

// A row of ledger.batch.
struct BatchRow {
  std::string writer;  // 16 bytes.
  int64_t number = 0;
  uint64_t tx = 0;
  absl::Time recorded_at;  // To the microsecond.
  std::string inventory;
};

// `ledger_id` has 16 bytes.
std::string GenesisHash(const std::string& ledger_id);
std::string BatchHash(const std::string& previous, const BatchRow& row);

// SHA-256 over a row of ledger.answer but for its time, which is the batch's.
std::string AnswerDigest(std::optional<int64_t> dossier, const std::string& request_digest, const std::string& answer);

// The 16 bytes of a UUID in its canonical form; empty if it is none.
std::string UuidBytes(const std::string& uuid);
std::string UuidText(const std::string& bytes);

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_INVENTORY_H_
