#include "services/routing/feed_cursor.h"

#include <gmock/gmock.h>

#include <limits>

#include "tests/support/matchers.h"

namespace hoso::routing {
namespace {

using ::hoso::testing::HasFieldViolation;
using ::hoso::testing::IsOkAndHolds;
using ::testing::Eq;
using ::testing::HasSubstr;

constexpr char kLedger[] = "0b0d6a9e-52a5-4a34-9a25-0d9f3b9a3b11";
constexpr FeedPosition kPosition = {.tx = 5'000'000'123, .dossier = 84000000001, .sequence = 7};

TEST(FeedCursorTest, GivesBackThePosition) {
  EXPECT_THAT(ReadFeedCursor(kLedger, 1, MakeFeedCursor(kLedger, 1, kPosition)), IsOkAndHolds(Eq(kPosition)));
  const FeedPosition last = {.tx = std::numeric_limits<uint64_t>::max(), .dossier = 1, .sequence = 1};
  EXPECT_THAT(ReadFeedCursor(kLedger, 0, MakeFeedCursor(kLedger, 0, last)), IsOkAndHolds(Eq(last)));
}

TEST(FeedCursorTest, EmptyIsTheBeginning) {
  EXPECT_THAT(ReadFeedCursor(kLedger, 1, ""), IsOkAndHolds(Eq(FeedPosition())));
}

TEST(FeedCursorTest, OfAnotherLedgerIsRefused) {
  const std::string cursor = MakeFeedCursor("8a7a1f5e-0000-4000-8000-000000000000", 1, kPosition);
  EXPECT_THAT(ReadFeedCursor(kLedger, 1, cursor), HasFieldViolation("cursor", HasSubstr("another ledger")));
}

TEST(FeedCursorTest, OfAnotherAgencyIsRefused) {
  EXPECT_THAT(ReadFeedCursor(kLedger, 2, MakeFeedCursor(kLedger, 1, kPosition)),
              HasFieldViolation("cursor", HasSubstr("another agency")));
  EXPECT_THAT(ReadFeedCursor(kLedger, 0, MakeFeedCursor(kLedger, 1, kPosition)), HasFieldViolation("cursor"));
}

TEST(FeedCursorTest, RubbishAndChangedCursorsAreRefused) {
  for (const std::string cursor : {"x", "????", "AAAAAAAAAAAAAAAAAAAAAAAA"}) {
    EXPECT_THAT(ReadFeedCursor(kLedger, 1, cursor), HasFieldViolation("cursor")) << cursor;
  }
  EXPECT_THAT(ReadFeedCursor(kLedger, 1, std::string(3000, 'A')), HasFieldViolation("cursor"));
  std::string changed = MakeFeedCursor(kLedger, 1, kPosition);
  changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_THAT(ReadFeedCursor(kLedger, 1, changed), HasFieldViolation("cursor"));
}

}  // namespace
}  // namespace hoso::routing
