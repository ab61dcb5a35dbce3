#include "clients/replay/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace hoso::replay {
namespace {

TEST(RandomTest, TheSameQuestionHasTheSameAnswerOnEveryMachine) {
  Random random(20221101, "case", 17);
  EXPECT_EQ(random.Next(), Random(20221101, "case", 17).Next());
  EXPECT_EQ(Random(1, "").Next(), Random(1, "").Next());
}

TEST(RandomTest, SeedSubjectAndNumberEachMakeAnotherStream) {
  const uint64_t first = Random(1, "case", 1).Next();
  EXPECT_NE(first, Random(2, "case", 1).Next());
  EXPECT_NE(first, Random(1, "cage", 1).Next());
  EXPECT_NE(first, Random(1, "case", 2).Next());
}

TEST(RandomTest, DrawsStayWithinTheirBounds) {
  Random random(7, "bounds");
  for (int i = 0; i < 2000; ++i) {
    const int64_t between = random.Between(-3, 4);
    EXPECT_GE(between, -3);
    EXPECT_LE(between, 4);
    const double triangular = random.Triangular(1, 2, 5);
    EXPECT_GE(triangular, 1);
    EXPECT_LE(triangular, 5);
    EXPECT_GE(random.Exponential(3), 0);
  }
}

TEST(RandomTest, BothEndsOfARangeAreDrawn) {
  Random random(7, "ends");
  std::vector<int64_t> drawn;
  for (int i = 0; i < 200; ++i) drawn.push_back(random.Between(1, 3));
  for (const int64_t value : {1, 2, 3}) EXPECT_NE(std::count(drawn.begin(), drawn.end(), value), 0) << value;
}

TEST(RandomTest, WeightZeroIsNeverDrawn) {
  Random random(7, "weights");
  for (int i = 0; i < 500; ++i) EXPECT_NE(random.Weighted({0, 1, 0, 2, 0}) % 2, 0u);
}

TEST(RandomTest, TriangularIsMostlyNearTheUsualValue) {
  Random random(7, "mean");
  double sum = 0;
  for (int i = 0; i < 20000; ++i) sum += random.Triangular(0, 3, 9);
  EXPECT_NEAR(sum / 20000, (0 + 3 + 9) / 3.0, 0.1);
}

TEST(RandomTest, ShuffleKeepsEveryThing) {
  Random random(7, "shuffle");
  std::vector<int> things = {1, 2, 3, 4, 5, 6, 7, 8};
  const std::vector<int> before = things;
  random.Shuffle(things);
  EXPECT_NE(things, before);
  EXPECT_TRUE(std::is_permutation(things.begin(), things.end(), before.begin()));
}

}  // namespace
}  // namespace hoso::replay
