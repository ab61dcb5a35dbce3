// Merkle trees as in RFC 9162, section 2.1 (and RFC 6962 before it): one hash that stands for a list of leaves in their
// order, proofs that a leaf is in it, and proofs that a longer list begins with a shorter one.
//
//   leaf   SHA-256(0x00 || data)
//   node   SHA-256(0x01 || left || right), the left side being the largest power of two that is smaller than the whole
//
// Leaves are added one after another and none is kept: a tree takes some 2 KB, however many there are. Hashes are 32
// bytes.
#ifndef HOSO_COMMON_CHECKPOINT_MERKLE_H_
#define HOSO_COMMON_CHECKPOINT_MERKLE_H_

#include <cstdint>
#include <string>
#include <vector>

namespace hoso::checkpoint {

std::string LeafHash(const std::string& data);
std::string NodeHash(const std::string& left, const std::string& right);

class Tree {
 public:
  void Add(const std::string& leaf_hash);
  uint64_t size() const { return size_; }
  // SHA-256 of nothing while there is no leaf.
  std::string Root() const;

 private:
  std::vector<std::string> peaks_;  // Roots of the full trees that it is made of, the largest first.
  uint64_t size_ = 0;
};

// Leaves `from` up to but not `until`, counted from 0.
struct Range {
  uint64_t from = 0;
  uint64_t until = 0;
  bool operator==(const Range&) const = default;
};

// A proof is a list of roots of parts of the tree; these say which parts, in the order of the proof.
// REQUIRES: index < size.
std::vector<Range> InclusionRanges(uint64_t index, uint64_t size);
// REQUIRES: from <= until. Empty where there is nothing to prove: from is 0 or until.
std::vector<Range> ConsistencyRanges(uint64_t from, uint64_t until);

// The roots of such parts, computed while the leaves go by once.
class RangeRoots {
 public:
  // No two ranges overlap.
  explicit RangeRoots(const std::vector<Range>& ranges);
  // Every leaf of the tree, from the first.
  void Add(const std::string& leaf_hash);
  // In the order in which the ranges were given.
  std::vector<std::string> Roots() const;

 private:
  struct Part {
    Range range;
    size_t position;  // Among the ranges as given.
    Tree tree;
  };
  std::vector<Part> parts_;  // By range.
  size_t next_ = 0;          // The part that comes, or is under way.
  uint64_t index_ = 0;
};

// Whether `proof` shows that the leaf stands at `index` in the tree of `size` leaves with that root.
bool IsIncluded(const std::string& leaf_hash, uint64_t index, uint64_t size, const std::vector<std::string>& proof,
                const std::string& root);

// Whether `proof` shows that the tree of `until` leaves begins with the one of `from` leaves.
bool IsConsistent(uint64_t from, const std::string& from_root, uint64_t until, const std::string& until_root,
                  const std::vector<std::string>& proof);

}  // namespace hoso::checkpoint

#endif  // HOSO_COMMON_CHECKPOINT_MERKLE_H_
