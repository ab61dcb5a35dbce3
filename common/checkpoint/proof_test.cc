#include "common/checkpoint/proof.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/checkpoint/merkle.h"
#include "common/digest/sha256.h"

namespace hoso::checkpoint {
namespace {

using ::testing::HasSubstr;

Leaf LeafOf(uint64_t i) {
  return {.dossier = static_cast<int64_t>(1000 + i), .sequence = 1, .hash = Sha256(std::to_string(i))};
}

SignedCheckpoint CheckpointOf(uint64_t size) {
  static const signing::PrivateKey key = signing::PrivateKey::Generate();
  Tree tree;
  for (uint64_t i = 0; i < size; ++i) tree.Add(HashOf(LeafOf(i)));
  SignedCheckpoint checkpoint;
  checkpoint.checkpoint = {.origin = "ledger",
                           .size = size,
                           .root = tree.Root(),
                           .day = absl::CivilDay(2022, 11, 1) + static_cast<int>(size),
                           .catalogue = Sha256Hex("catalogue"),
                           .leaves = Sha256Hex("leaves")};
  checkpoint.note.text = FormatCheckpoint(checkpoint.checkpoint);
  checkpoint.note.signatures = {SignText(checkpoint.note.text, "ledger", key)};
  return checkpoint;
}

std::vector<std::string> Hashes(const std::vector<Range>& ranges, uint64_t size) {
  RangeRoots roots(ranges);
  for (uint64_t i = 0; i < size; ++i) roots.Add(HashOf(LeafOf(i)));
  return roots.Roots();
}

InclusionProof Inclusion() {
  return {.leaf = LeafOf(5), .index = 5, .hashes = Hashes(InclusionRanges(5, 11), 11), .checkpoint = CheckpointOf(11)};
}

ConsistencyProof Consistency() {
  return {.hashes = Hashes(ConsistencyRanges(7, 11), 11), .from = CheckpointOf(7), .until = CheckpointOf(11)};
}

TEST(ProofFileTest, InclusionIsCheckedFromItsFileAlone) {
  const std::string bytes = FormatProof(Inclusion());
  EXPECT_FALSE(IsConsistencyProof(bytes));
  auto read = ParseInclusionProof(bytes);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(FormatProof(*read), bytes);
  EXPECT_TRUE(Check(*read).ok()) << Check(*read);
  read->leaf.sequence = 2;
  EXPECT_THAT(std::string(Check(*read).message()), HasSubstr("does not lead"));
}

TEST(ProofFileTest, ConsistencyIsCheckedFromItsFileAlone) {
  const std::string bytes = FormatProof(Consistency());
  EXPECT_TRUE(IsConsistencyProof(bytes));
  auto read = ParseConsistencyProof(bytes);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(FormatProof(*read), bytes);
  EXPECT_TRUE(Check(*read).ok()) << Check(*read);
  std::swap(read->from, read->until);
  EXPECT_THAT(std::string(Check(*read).message()), HasSubstr("does not begin with"));
}

TEST(ProofFileTest, EqualTreesNeedNoHashes) {
  const ConsistencyProof same = {.from = CheckpointOf(7), .until = CheckpointOf(7)};
  const auto read = ParseConsistencyProof(FormatProof(same));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(Check(*read).ok());
}

// What can be read is written in the same way again, whatever happened to it.
TEST(ProofFileTest, ChangedFilesAreRefusedOrReadAsTheyAre) {
  for (const std::string& good : {FormatProof(Inclusion()), FormatProof(Consistency())}) {
    for (size_t i = 0; i < good.size(); ++i) {
      for (const char c : {'\0', '\n', ' ', '0', 'A', '=', '\xe2'}) {
        std::string changed = good;
        changed[i] = c;
        if (const auto read = ParseInclusionProof(changed); read.ok()) {
          EXPECT_EQ(FormatProof(*read), changed);
        }
        if (const auto read = ParseConsistencyProof(changed); read.ok()) {
          EXPECT_EQ(FormatProof(*read), changed);
        }
      }
      EXPECT_FALSE(ParseInclusionProof(good.substr(0, i)).ok());
      EXPECT_FALSE(ParseConsistencyProof(good.substr(0, i)).ok());
    }
  }
}

}  // namespace
}  // namespace hoso::checkpoint
