#include "common/checkpoint/countersign.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/checkpoint/leaf.h"
#include "common/checkpoint/merkle.h"
#include "common/digest/sha256.h"

namespace hoso::checkpoint {
namespace {

using ::testing::HasSubstr;

std::string HashAt(uint64_t i) {
  return HashOf({.dossier = static_cast<int64_t>(i), .sequence = 1, .hash = Sha256(std::to_string(i))});
}

LeafHashes LeavesUntil(uint64_t size) {
  return [size](const auto& visit) {
    for (uint64_t i = 0; i < size; ++i) visit(HashAt(i));
    return absl::OkStatus();
  };
}

SignedCheckpoint CheckpointOf(int day, uint64_t size) {
  static const signing::PrivateKey key = signing::PrivateKey::Generate();
  Tree tree;
  for (uint64_t i = 0; i < size; ++i) tree.Add(HashAt(i));
  SignedCheckpoint checkpoint;
  checkpoint.checkpoint = {.origin = "ledger",
                           .size = size,
                           .root = tree.Root(),
                           .day = absl::CivilDay(2022, 11, day),
                           .catalogue = Sha256Hex("catalogue"),
                           .leaves = Sha256Hex("leaves")};
  checkpoint.note.text = FormatCheckpoint(checkpoint.checkpoint);
  checkpoint.note.signatures = {SignText(checkpoint.note.text, "ledger", key)};
  return checkpoint;
}

class CountersignTest : public ::testing::Test {
 protected:
  std::string Refusal(const SignedCheckpoint& next) { return std::string(CheckFollows(last_, next, post_).message()); }
  const Party post_{"post", signing::PrivateKey::Generate()};
  const SignedCheckpoint last_ = Countersigned(CheckpointOf(2, 7), post_);
};

TEST_F(CountersignTest, ASignatureIsAddedOnce) {
  EXPECT_EQ(last_.note.signatures.size(), 2u);
  EXPECT_TRUE(BearsSignature(last_, post_));
  EXPECT_EQ(Countersigned(last_, post_).note, last_.note);
  EXPECT_FALSE(BearsSignature(CheckpointOf(2, 7), post_));
}

TEST_F(CountersignTest, OnlyALaterDayOfTheSameLedgerFollows) {
  EXPECT_EQ(Refusal(CheckpointOf(3, 11)), "");
  EXPECT_EQ(Refusal(CheckpointOf(3, 7)), "");
  EXPECT_EQ(Refusal(last_), "");  // The same again.
  EXPECT_THAT(Refusal(CheckpointOf(2, 11)), HasSubstr("2022-11-02 was signed already"));
  EXPECT_THAT(Refusal(CheckpointOf(1, 11)), HasSubstr("2022-11-02 was signed already"));
  EXPECT_THAT(Refusal(CheckpointOf(3, 6)), HasSubstr("has 6 facts, 2022-11-02 had 7"));
  SignedCheckpoint other = CheckpointOf(3, 11);
  other.checkpoint.origin = "other";
  EXPECT_THAT(Refusal(other), HasSubstr("another ledger"));
  EXPECT_THAT(std::string(CheckFollows(CheckpointOf(2, 7), CheckpointOf(3, 11), post_).message()),
              HasSubstr("does not bear the signature of post"));
}

TEST_F(CountersignTest, TheLeavesMustGiveBothRoots) {
  EXPECT_TRUE(CheckRoots(LeavesUntil(11), last_, CheckpointOf(3, 11)).ok());
  EXPECT_TRUE(CheckRoots(LeavesUntil(20), last_, CheckpointOf(3, 11)).ok());
  EXPECT_TRUE(CheckRoots(LeavesUntil(11), std::nullopt, CheckpointOf(3, 11)).ok());
  EXPECT_TRUE(CheckRoots(LeavesUntil(0), std::nullopt, CheckpointOf(3, 0)).ok());
  EXPECT_THAT(std::string(CheckRoots(LeavesUntil(10), last_, CheckpointOf(3, 11)).message()),
              HasSubstr("do not give the root of 2022-11-03"));
  SignedCheckpoint rewritten = last_;
  rewritten.checkpoint.root = Sha256("other");
  EXPECT_THAT(std::string(CheckRoots(LeavesUntil(11), rewritten, CheckpointOf(3, 11)).message()),
              HasSubstr("does not begin with the one that was signed for 2022-11-02"));
  EXPECT_EQ(CheckRoots([](const auto&) { return absl::DataLossError("list"); }, last_, CheckpointOf(3, 11)).code(),
            absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace hoso::checkpoint
