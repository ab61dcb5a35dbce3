#include "common/checkpoint/merkle.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "common/digest/sha256.h"

namespace hoso::checkpoint {
namespace {

// The size of the left side of a tree. REQUIRES: size >= 2.
uint64_t LeftSize(uint64_t size) { return std::bit_floor(size - 1); }

}  // namespace

std::string LeafHash(const std::string& data) { return Sha256(std::string(1, '\0') + data); }

std::string NodeHash(const std::string& left, const std::string& right) {
  std::string bytes;
  bytes.reserve(1 + left.size() + right.size());
  bytes += '\x01';
  bytes += left;
  bytes += right;
  return Sha256(bytes);
}

void Tree::Add(const std::string& leaf_hash) {
  std::string hash = leaf_hash;
  for (uint64_t rest = size_; rest & 1; rest >>= 1) {
    hash = NodeHash(peaks_.back(), hash);
    peaks_.pop_back();
  }
  peaks_.push_back(std::move(hash));
  ++size_;
}

std::string Tree::Root() const {
  if (peaks_.empty()) return Sha256("");
  std::string root = peaks_.back();
  for (auto peak = peaks_.rbegin() + 1; peak != peaks_.rend(); ++peak) root = NodeHash(*peak, root);
  return root;
}

std::vector<Range> InclusionRanges(uint64_t index, uint64_t size) {
  std::vector<Range> ranges;
  for (Range whole = {0, size}; whole.until - whole.from > 1;) {
    const uint64_t middle = whole.from + LeftSize(whole.until - whole.from);
    if (index < middle) {
      ranges.push_back({middle, whole.until});
      whole.until = middle;
    } else {
      ranges.push_back({whole.from, middle});
      whole.from = middle;
    }
  }
  std::reverse(ranges.begin(), ranges.end());
  return ranges;
}

std::vector<Range> ConsistencyRanges(uint64_t from, uint64_t until) {
  std::vector<Range> ranges;
  if (from == 0 || from == until) return ranges;
  Range whole = {0, until};
  while (whole.until != from) {
    const uint64_t middle = whole.from + LeftSize(whole.until - whole.from);
    if (from <= middle) {
      ranges.push_back({middle, whole.until});
      whole.until = middle;
    } else {
      ranges.push_back({whole.from, middle});
      whole.from = middle;
    }
  }
  if (whole.from > 0) ranges.push_back(whole);  // Else it is the older tree itself, whose root is known.
  std::reverse(ranges.begin(), ranges.end());
  return ranges;
}

RangeRoots::RangeRoots(const std::vector<Range>& ranges) {
  for (size_t i = 0; i < ranges.size(); ++i) parts_.push_back({.range = ranges[i], .position = i});
  std::sort(parts_.begin(), parts_.end(), [](const Part& a, const Part& b) { return a.range.from < b.range.from; });
}

void RangeRoots::Add(const std::string& leaf_hash) {
  if (next_ < parts_.size() && index_ >= parts_[next_].range.from) {
    parts_[next_].tree.Add(leaf_hash);
    if (index_ + 1 == parts_[next_].range.until) ++next_;
  }
  ++index_;
}

std::vector<std::string> RangeRoots::Roots() const {
  std::vector<std::string> roots(parts_.size());
  for (const Part& part : parts_) roots[part.position] = part.tree.Root();
  return roots;
}

// RFC 9162, section 2.1.3.2.
bool IsIncluded(const std::string& leaf_hash, uint64_t index, uint64_t size, const std::vector<std::string>& proof,
                const std::string& root) {
  if (index >= size) return false;
  uint64_t node = index, last = size - 1;
  std::string hash = leaf_hash;
  for (const std::string& other : proof) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      hash = NodeHash(other, hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = NodeHash(hash, other);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

// RFC 9162, section 2.1.4.2.
bool IsConsistent(uint64_t from, const std::string& from_root, uint64_t until, const std::string& until_root,
                  const std::vector<std::string>& proof) {
  if (from > until) return false;
  if (from == 0) return proof.empty() && from_root == Tree().Root();
  if (from == until) return proof.empty() && from_root == until_root;
  if (proof.empty()) return false;
  uint64_t node = from - 1, last = until - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  // A full older tree stands in the newer one as it is, and its root is left out of the proof.
  const bool full = std::has_single_bit(from);
  std::string from_hash = full ? from_root : proof[0];
  std::string until_hash = from_hash;
  for (size_t i = full ? 0 : 1; i < proof.size(); ++i) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      from_hash = NodeHash(proof[i], from_hash);
      until_hash = NodeHash(proof[i], until_hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      until_hash = NodeHash(until_hash, proof[i]);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && from_hash == from_root && until_hash == until_root;
}

}  // namespace hoso::checkpoint
