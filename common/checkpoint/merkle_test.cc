#include "common/checkpoint/merkle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"

namespace hoso::checkpoint {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr uint64_t kMost = 130;  // Beyond two times a power of two.

// The eight leaves by which implementations of RFC 6962 are compared.
const std::vector<std::string> kKnown = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};

std::vector<std::string> KnownLeaves(size_t size) {
  std::vector<std::string> hashes;
  for (size_t i = 0; i < size; ++i) hashes.push_back(LeafHash(absl::HexStringToBytes(kKnown[i])));
  return hashes;
}

std::vector<std::string> Leaves(uint64_t size) {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> hashes;
    for (uint64_t i = 0; i <= kMost; ++i) hashes.push_back(LeafHash(absl::StrCat("leaf ", i)));
    return hashes;
  }();
  return {all.begin(), all.begin() + static_cast<long>(size)};
}

// The definition, word by word (RFC 9162, section 2.1.1).
std::string RootByDefinition(const std::vector<std::string>& hashes) {
  if (hashes.empty()) return Sha256("");
  if (hashes.size() == 1) return hashes[0];
  size_t left = 1;
  while (left * 2 < hashes.size()) left *= 2;
  return NodeHash(RootByDefinition({hashes.begin(), hashes.begin() + left}),
                  RootByDefinition({hashes.begin() + left, hashes.end()}));
}

std::string RootOf(const std::vector<std::string>& hashes) {
  Tree tree;
  for (const std::string& hash : hashes) tree.Add(hash);
  return tree.Root();
}

std::vector<std::string> Proof(const std::vector<Range>& ranges, const std::vector<std::string>& hashes) {
  RangeRoots roots(ranges);
  for (const std::string& hash : hashes) roots.Add(hash);
  return roots.Roots();
}

std::vector<std::string> Hex(const std::vector<std::string>& hashes) {
  std::vector<std::string> hex;
  for (const std::string& hash : hashes) hex.push_back(absl::BytesToHexString(hash));
  return hex;
}

TEST(TreeTest, HasTheRootsOfOtherImplementations) {
  const std::vector<std::string> roots = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  for (size_t size = 0; size < roots.size(); ++size) {
    EXPECT_EQ(absl::BytesToHexString(RootOf(KnownLeaves(size))), roots[size]) << size;
  }
}

TEST(ProofTest, AreThoseOfOtherImplementations) {
  EXPECT_THAT(Hex(Proof(InclusionRanges(0, 8), KnownLeaves(8))),
              ElementsAre("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                          "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                          "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"));
  EXPECT_THAT(Hex(Proof(ConsistencyRanges(6, 8), KnownLeaves(8))),
              ElementsAre("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                          "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
  EXPECT_THAT(InclusionRanges(0, 1), IsEmpty());
  EXPECT_THAT(ConsistencyRanges(0, 8), IsEmpty());
  EXPECT_THAT(ConsistencyRanges(8, 8), IsEmpty());
}

TEST(TreeTest, HasTheRootOfTheDefinitionAtEverySize) {
  Tree tree;
  for (uint64_t size = 0; size <= kMost; ++size) {
    EXPECT_EQ(tree.size(), size);
    EXPECT_EQ(tree.Root(), RootByDefinition(Leaves(size))) << size;
    tree.Add(LeafHash(absl::StrCat("leaf ", size)));
  }
}

TEST(ProofTest, EveryLeafOfEveryTreeIsIncludedAtItsPlaceOnly) {
  for (uint64_t size = 1; size <= kMost; ++size) {
    const std::vector<std::string> leaves = Leaves(size);
    const std::string root = RootOf(leaves);
    for (uint64_t index = 0; index < size; ++index) {
      const std::vector<std::string> proof = Proof(InclusionRanges(index, size), leaves);
      ASSERT_TRUE(IsIncluded(leaves[index], index, size, proof, root)) << index << " of " << size;
      ASSERT_FALSE(IsIncluded(leaves[(index + 1) % size], index, size, proof, root) && size > 1);
      ASSERT_FALSE(IsIncluded(leaves[index], index + 1, size, proof, root)) << index << " of " << size;
      ASSERT_FALSE(IsIncluded(LeafHash("other"), index, size, proof, root));
    }
  }
}

TEST(ProofTest, EveryTreeIsTheBeginningOfEveryLongerOne) {
  std::vector<std::string> roots;
  for (uint64_t until = 0; until <= kMost; ++until) {
    const std::vector<std::string> leaves = Leaves(until);
    roots.push_back(RootOf(leaves));
    const std::string& until_root = roots[until];
    for (uint64_t from = 0; from <= until; ++from) {
      const std::string& from_root = roots[from];
      const std::vector<std::string> proof = Proof(ConsistencyRanges(from, until), leaves);
      ASSERT_TRUE(IsConsistent(from, from_root, until, until_root, proof)) << from << " of " << until;
      ASSERT_FALSE(IsConsistent(from, LeafHash("other"), until, until_root, proof)) << from << " of " << until;
      if (from > 0) {
        ASSERT_FALSE(IsConsistent(from, from_root, until, LeafHash("other"), proof));
      }
      if (from < until) {
        ASSERT_FALSE(IsConsistent(until, until_root, from, from_root, proof));
      }
    }
  }
}

TEST(ProofTest, AnyChangeOfAProofIsNoticed) {
  const std::vector<std::string> leaves = Leaves(107);
  const std::string root = RootOf(leaves), older = RootOf(Leaves(75));
  for (const bool inclusion : {true, false}) {
    const auto proof = Proof(inclusion ? InclusionRanges(75, 107) : ConsistencyRanges(75, 107), leaves);
    const auto holds = [&](const std::vector<std::string>& changed) {
      return inclusion ? IsIncluded(leaves[75], 75, 107, changed, root) : IsConsistent(75, older, 107, root, changed);
    };
    ASSERT_TRUE(holds(proof));
    for (size_t i = 0; i < proof.size(); ++i) {
      auto changed = proof;
      changed[i][i % 32] = static_cast<char>(changed[i][i % 32] ^ 1);
      EXPECT_FALSE(holds(changed)) << i;
      changed = proof;
      changed.erase(changed.begin() + static_cast<long>(i));
      EXPECT_FALSE(holds(changed)) << i;
      changed = proof;
      changed.insert(changed.begin() + static_cast<long>(i), proof[i]);
      EXPECT_FALSE(holds(changed)) << i;
    }
  }
}

TEST(ProofTest, NothingIsIncludedInAnEmptyTree) { EXPECT_FALSE(IsIncluded(LeafHash("x"), 0, 0, {}, Tree().Root())); }

}  // namespace
}  // namespace hoso::checkpoint
