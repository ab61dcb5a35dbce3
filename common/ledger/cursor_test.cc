#include "common/ledger/cursor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/support/matchers.h"

namespace hoso::ledger {
namespace {

using ::hoso::testing::HasFieldViolation;
using ::hoso::testing::IsOkAndHolds;
using ::testing::HasSubstr;

const std::string kLedger(16, 'l');

TEST(CursorTest, ReadsBackThePosition) {
  const FeedPosition position{.tx = 1234567890123, .dossier = int64_t{19297} << 32, .sequence = 12};
  EXPECT_THAT(DecodeCursor(kLedger, "SGTVT", EncodeCursor(kLedger, "SGTVT", position)), IsOkAndHolds(position));
  const FeedPosition last{.tx = std::numeric_limits<uint64_t>::max(),
                          .dossier = std::numeric_limits<int64_t>::max(),
                          .sequence = std::numeric_limits<int32_t>::max()};
  EXPECT_THAT(DecodeCursor(kLedger, "", EncodeCursor(kLedger, "", last)), IsOkAndHolds(last));
}

TEST(CursorTest, NoneIsTheBeginning) { EXPECT_THAT(DecodeCursor(kLedger, "", ""), IsOkAndHolds(FeedPosition{})); }

TEST(CursorTest, OfAnotherLedgerOrFilterIsRefused) {
  const std::string cursor = EncodeCursor(kLedger, "SGTVT", {.tx = 7});
  EXPECT_THAT(DecodeCursor(std::string(16, 'm'), "SGTVT", cursor), HasFieldViolation("cursor", HasSubstr("another ledger")));
  EXPECT_THAT(DecodeCursor(kLedger, "STP", cursor), HasFieldViolation("cursor", HasSubstr("another filter")));
  EXPECT_THAT(DecodeCursor(kLedger, "", cursor), HasFieldViolation("cursor"));
}

TEST(CursorTest, GarbageAndEveryChangedOrMissingCharacterIsRefused) {
  const std::string cursor = EncodeCursor(kLedger, "", {.tx = 7, .dossier = 8, .sequence = 9});
  for (const char* bad : {"x", "====", "\xff\xfe", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
    EXPECT_THAT(DecodeCursor(kLedger, "", bad), HasFieldViolation("cursor")) << bad;
  }
  for (size_t i = 0; i < cursor.size(); ++i) {
    std::string changed = cursor;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_THAT(DecodeCursor(kLedger, "", changed), HasFieldViolation("cursor")) << i;
    EXPECT_THAT(DecodeCursor(kLedger, "", cursor.substr(0, i) + cursor.substr(i + 1)), HasFieldViolation("cursor")) << i;
  }
  EXPECT_THAT(DecodeCursor(kLedger, "", cursor + "A"), HasFieldViolation("cursor"));
}

}  // namespace
}  // namespace hoso::ledger
