#include "common/ledger/inventory.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/ledger/bytes.h"

namespace hoso::ledger {
namespace {

constexpr char kFacts = 'F';
constexpr char kAnswer = 'A';
constexpr size_t kUuidBytes = 16;
constexpr size_t kUuidChars = 36;

bool DashBelongsAt(size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

std::string EncodeInventory(const Inventory& inventory) {
  std::string bytes;
  for (const InventoryFacts& facts : inventory.facts) {
    bytes += kFacts;
    AppendInteger(bytes, static_cast<uint64_t>(facts.dossier));
    AppendInteger(bytes, static_cast<uint32_t>(facts.last));
    AppendInteger(bytes, static_cast<uint32_t>(facts.count));
    bytes += facts.head;
  }
  for (const InventoryAnswer& answer : inventory.answers) {
    bytes += kAnswer;
    bytes += answer.request_id;
    bytes += answer.digest;
  }
  return bytes;
}

absl::StatusOr<Inventory> DecodeInventory(const std::string& bytes) {
  Inventory inventory;
  ByteReader reader(bytes);
  while (!reader.AtEnd()) {
    const std::string kind = reader.Bytes(1);
    if (kind[0] == kFacts) {
      InventoryFacts facts;
      facts.dossier = static_cast<int64_t>(reader.Integer<uint64_t>());
      facts.last = static_cast<int32_t>(reader.Integer<uint32_t>());
      facts.count = static_cast<int32_t>(reader.Integer<uint32_t>());
      facts.head = reader.Bytes(kDigestBytes);
      inventory.facts.push_back(std::move(facts));
    } else if (kind[0] == kAnswer) {
      InventoryAnswer answer;
      answer.request_id = reader.Bytes(kUuidBytes);
      answer.digest = reader.Bytes(kDigestBytes);
      inventory.answers.push_back(std::move(answer));
    } else {
      return absl::InvalidArgumentError(absl::StrCat("inventory: unknown entry '", absl::CHexEscape(kind), "'"));
    }
    if (!reader.ok()) return absl::InvalidArgumentError("inventory: ends within an entry");
  }
  return inventory;
}

std::string GenesisHash(const std::string& ledger_id) { return Sha256("hoso ledger batches v1\n" + ledger_id); }

std::string BatchHash(const std::string& previous, const BatchRow& row) {
  std::string bytes = previous + row.writer;
  AppendInteger(bytes, static_cast<uint64_t>(row.number));
  AppendInteger(bytes, row.tx);
  AppendInteger(bytes, static_cast<uint64_t>(absl::ToUnixMicros(row.recorded_at)));
  bytes += row.inventory;
  return Sha256(bytes);
}

std::string AnswerDigest(std::optional<int64_t> dossier, const std::string& request_digest, const std::string& answer) {
  std::string bytes;
  AppendInteger(bytes, static_cast<uint64_t>(dossier.value_or(0)));
  return Sha256(bytes + request_digest + answer);
}

std::string UuidBytes(const std::string& uuid) {
  if (uuid.size() != kUuidChars) return "";
  std::string hex;
  for (size_t i = 0; i < uuid.size(); ++i) {
    const bool dash = uuid[i] == '-';
    if (dash != DashBelongsAt(i)) return "";
    if (dash) continue;
    if (!absl::ascii_isxdigit(uuid[i])) return "";
    hex += uuid[i];
  }
  return absl::HexStringToBytes(hex);
}

std::string UuidText(const std::string& bytes) {
  const std::string hex = absl::BytesToHexString(bytes);
  std::string text;
  for (const char c : hex) {
    if (DashBelongsAt(text.size())) text += '-';
    text += c;
  }
  return text;
}

}  // namespace hoso::ledger
