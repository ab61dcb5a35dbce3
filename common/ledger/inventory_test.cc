#include "common/ledger/inventory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/matchers.h"

namespace hoso::ledger {
namespace {

using ::hoso::testing::IsOkAndHolds;
using ::hoso::testing::StatusIs;

constexpr char kUuid[] = "0b0f5a36-9d6e-4c1e-8f1a-2f0c9a7e1d55";

Inventory Sample() {
  return {.facts = {{.dossier = (int64_t{19297} << 32) + 5, .last = 7, .count = 2, .head = std::string(32, 'h')}},
          .answers = {{.request_id = UuidBytes(kUuid), .digest = std::string(32, 'd')}}};
}

TEST(InventoryTest, ReadsBackWhatWasWritten) {
  EXPECT_THAT(DecodeInventory(EncodeInventory(Sample())), IsOkAndHolds(Sample()));
  EXPECT_THAT(DecodeInventory(""), IsOkAndHolds(Inventory{}));
}

TEST(InventoryTest, RefusesWhatIsCutOrUnknown) {
  const std::string bytes = EncodeInventory(Sample());
  for (size_t size = 1; size < bytes.size(); ++size) {
    const auto read = DecodeInventory(bytes.substr(0, size));
    if (read.ok()) {
      EXPECT_EQ(EncodeInventory(*read), bytes.substr(0, size)) << size;
    }
  }
  EXPECT_THAT(DecodeInventory(bytes.substr(0, 20)), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(DecodeInventory("X"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(InventoryTest, EveryFieldOfABatchIsInItsHash) {
  const std::string genesis = GenesisHash(std::string(16, 'l'));
  const BatchRow row{.writer = std::string(16, 'w'),
                     .number = 1,
                     .tx = 700,
                     .recorded_at = absl::FromUnixMicros(1667264400000001),
                     .inventory = "i"};
  const std::string hash = BatchHash(genesis, row);
  EXPECT_EQ(hash, BatchHash(genesis, row));
  EXPECT_NE(hash, BatchHash(GenesisHash(std::string(16, 'm')), row));
  BatchRow other = row;
  other.writer[3] = 'x';
  EXPECT_NE(hash, BatchHash(genesis, other));
  other = row, other.number = 2;
  EXPECT_NE(hash, BatchHash(genesis, other));
  other = row, other.tx = 701;
  EXPECT_NE(hash, BatchHash(genesis, other));
  other = row, other.recorded_at += absl::Microseconds(1);
  EXPECT_NE(hash, BatchHash(genesis, other));
  other = row, other.inventory = "j";
  EXPECT_NE(hash, BatchHash(genesis, other));
}

TEST(InventoryTest, AnAnswersDigestCoversDossierRequestAndText) {
  const std::string digest(32, 'd');
  EXPECT_NE(AnswerDigest(1, digest, "a"), AnswerDigest(2, digest, "a"));
  EXPECT_NE(AnswerDigest(1, digest, "a"), AnswerDigest(std::nullopt, digest, "a"));
  EXPECT_NE(AnswerDigest(1, digest, "a"), AnswerDigest(1, std::string(32, 'e'), "a"));
  EXPECT_NE(AnswerDigest(1, digest, "a"), AnswerDigest(1, digest, "b"));
}

TEST(UuidTest, GoesToBytesAndBack) {
  EXPECT_EQ(UuidBytes(kUuid).size(), 16u);
  EXPECT_EQ(UuidText(UuidBytes(kUuid)), kUuid);
}

TEST(UuidTest, WhatIsNoneHasNoBytes) {
  for (const char* bad : {"", "7", "0b0f5a369d6e4c1e8f1a2f0c9a7e1d55", "0b0f5a36-9d6e-4c1e-8f1a-2f0c9a7e1d5",
                          "0b0f5a36-9d6e-4c1e-8f1a-2f0c9a7e1d5g", "0b0f5a3-69d6e-4c1e-8f1a-2f0c9a7e1d55",
                          "{b0f5a36-9d6e-4c1e-8f1a-2f0c9a7e1d5}"}) {
    EXPECT_EQ(UuidBytes(bad), "") << bad;
  }
}

}  // namespace
}  // namespace hoso::ledger
