// A leaf of the tree: one fact.
//
// What is hashed is dossier (8 bytes, big-endian) || sequence (4 bytes, big-endian) || hash of the fact (32 bytes).
// That hash is the link of the dossier's chain, so a leaf stands for all facts of the dossier up to its own.
#ifndef HOSO_COMMON_CHECKPOINT_LEAF_H_
#define HOSO_COMMON_CHECKPOINT_LEAF_H_

#include <compare>
#include <cstdint>
#include <string>
#include <tuple>

#include "absl/status/statusor.h"

namespace hoso::checkpoint {

struct Leaf {
  uint64_t transaction = 0;  // That wrote it; gives the order and is not hashed.
  int64_t dossier = 0;
  int32_t sequence = 0;
  std::string hash;  // 32 bytes.

  bool operator==(const Leaf&) const = default;
};

// The order of the tree: transaction, dossier, sequence.
inline auto PlaceOf(const Leaf& leaf) { return std::tie(leaf.transaction, leaf.dossier, leaf.sequence); }

std::string LeafData(const Leaf& leaf);
// The rest of the leaf stays 0. INVALID_ARGUMENT for other than 44 bytes, or numbers that no fact has.
absl::StatusOr<Leaf> ParseLeafData(const std::string& data);
std::string HashOf(const Leaf& leaf);  // LeafHash of its data.

// A line of a list of leaves: "TRANSACTION DOSSIER SEQUENCE HASH\n", the numbers in decimal, the hash in small
// hexadecimal digits. The reader wants it without the newline, and exactly so: INVALID_ARGUMENT otherwise.
std::string FormatLeaf(const Leaf& leaf);
absl::StatusOr<Leaf> ParseLeaf(const std::string& line);

}  // namespace hoso::checkpoint

#endif  // HOSO_COMMON_CHECKPOINT_LEAF_H_
