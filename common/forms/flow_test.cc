#include "common/forms/flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hoso::forms {
namespace {

using ::testing::ElementsAre;

Piece Of(double height, bool keeps_next = false) { return {.space = 5, .height = height, .keeps_next = keeps_next}; }

// The heights of the pieces on each page.
std::vector<std::vector<double>> Heights(const std::vector<Piece>& pieces, double height) {
  std::vector<std::vector<double>> heights;
  const auto pages = Paginate(pieces, height).value();
  for (const PlacedPage& page : pages) {
    heights.emplace_back();
    for (const Placed& placed : page) heights.back().push_back(placed.piece->height);
  }
  return heights;
}

TEST(FlowTest, PagesAreFilledInOrderAndSpaceIsDroppedAtTheirTop) {
  const std::vector<Piece> pieces = {Of(40), Of(45), Of(10)};
  const auto pages = Paginate(pieces, 90).value();
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_EQ(pages[0][0].y, 0);
  EXPECT_EQ(pages[0][1].y, 45);
  EXPECT_EQ(pages[1][0].y, 0);
}

TEST(FlowTest, NothingIsOnePage) { EXPECT_EQ(Paginate({}, 90)->size(), 1u); }

TEST(FlowTest, AHeadingGoesWithWhatItHeads) {
  EXPECT_THAT(Heights({Of(70), Of(10, true), Of(20)}, 100), ElementsAre(ElementsAre(70), ElementsAre(10, 20)));
}

TEST(FlowTest, WhatIsKeptTogetherAndLongerThanAPageIsBrokenAllTheSame) {
  EXPECT_THAT(Heights({Of(60, true), Of(61, true), Of(62)}, 100),
              ElementsAre(ElementsAre(60), ElementsAre(61), ElementsAre(62)));
}

TEST(FlowTest, TheHeadOfATableStandsOnEachPageOfIt) {
  const auto head = std::make_shared<const Piece>(Of(7));
  std::vector<Piece> pieces = {Of(8, true), Of(40), Of(41), Of(42)};
  for (size_t i = 1; i < pieces.size(); ++i) pieces[i].repeated = head;
  EXPECT_THAT(Heights(pieces, 100), ElementsAre(ElementsAre(8, 40, 41), ElementsAre(7, 42)));
}

TEST(FlowTest, WhatIsHigherThanAPageIsRefused) {
  const std::vector<Piece> pieces = {Of(40), Of(101)};
  EXPECT_TRUE(absl::IsInvalidArgument(Paginate(pieces, 100).status()));
}

}  // namespace
}  // namespace hoso::forms
