#include "common/checkpoint/leaf.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/checkpoint/merkle.h"
#include "common/digest/sha256.h"
#include "common/ledger/bytes.h"

namespace hoso::checkpoint {

std::string LeafData(const Leaf& leaf) {
  std::string data;
  data.reserve(12 + kDigestBytes);
  ledger::AppendInteger(data, static_cast<uint64_t>(leaf.dossier));
  ledger::AppendInteger(data, static_cast<uint32_t>(leaf.sequence));
  return data + leaf.hash;
}

absl::StatusOr<Leaf> ParseLeafData(const std::string& data) {
  ledger::ByteReader reader(data);
  Leaf leaf;
  leaf.dossier = static_cast<int64_t>(reader.Integer<uint64_t>());
  leaf.sequence = static_cast<int32_t>(reader.Integer<uint32_t>());
  leaf.hash = reader.Bytes(kDigestBytes);
  if (!reader.ok() || !reader.AtEnd() || leaf.dossier < 0 || leaf.sequence < 1) {
    return absl::InvalidArgumentError("leaf: want 44 bytes: dossier, sequence, hash");
  }
  return leaf;
}

std::string HashOf(const Leaf& leaf) { return LeafHash(LeafData(leaf)); }

std::string FormatLeaf(const Leaf& leaf) {
  return absl::StrCat(leaf.transaction, " ", leaf.dossier, " ", leaf.sequence, " ", absl::BytesToHexString(leaf.hash),
                      "\n");
}

absl::StatusOr<Leaf> ParseLeaf(const std::string& line) {
  const std::vector<absl::string_view> parts = absl::StrSplit(line, ' ');
  Leaf leaf;
  if (parts.size() == 4 && parts[3].size() == 2 * kDigestBytes && absl::SimpleAtoi(parts[0], &leaf.transaction) &&
      absl::SimpleAtoi(parts[1], &leaf.dossier) && absl::SimpleAtoi(parts[2], &leaf.sequence)) {
    leaf.hash = absl::HexStringToBytes(parts[3]);
    if (FormatLeaf(leaf) == line + "\n") return leaf;
  }
  return absl::InvalidArgumentError("no leaf, want 'TRANSACTION DOSSIER SEQUENCE HASH'");
}

}  // namespace hoso::checkpoint
