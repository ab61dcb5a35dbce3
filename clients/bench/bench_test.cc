#include <nlohmann/json.hpp>

#include "clients/bench/closed_loop.h"
#include "clients/bench/report.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace hoso::bench {
namespace {

TEST(ClosedLoopTest, RunCallsMakesExactlyAsManyAndNeverMoreThanCallersAtOnce) {
  int under_way = 0;
  int most = 0;
  const Outcome outcome = RunCalls(3, 10, [&](int, Finished finished) {
    most = std::max(most, ++under_way);
    --under_way;
    finished(absl::OkStatus());
  });
  EXPECT_EQ(outcome.answered, 10);
  EXPECT_EQ(outcome.failed, 0);
  EXPECT_LE(most, 3);
}

TEST(ClosedLoopTest, FailuresAreCountedAndTheFirstIsKept) {
  int n = 0;
  const Outcome outcome = RunCalls(1, 4, [&](int, Finished finished) {
    finished(++n % 2 == 0 ? absl::NotFoundError(std::to_string(n)) : absl::OkStatus());
  });
  EXPECT_EQ(outcome.answered, 2);
  EXPECT_EQ(outcome.failed, 2);
  EXPECT_THAT(outcome.first_failure, testing::HasSubstr("2"));
}

TEST(QuantileTest, IsByRank) {
  EXPECT_EQ(Quantile({}, 0.5), 0);
  EXPECT_EQ(Quantile({3, 1, 2}, 0.5), 2);
  EXPECT_EQ(Quantile({1, 2, 3, 4}, 0.99), 4);
}

TEST(ReportTest, RatiosAreTakenRoundByRound) {
  Report report;
  report.Add("accept", 32, {.ours_per_s = 50, .floor_per_s = 100});
  report.Add("accept", 32, {.ours_per_s = 90, .floor_per_s = 100});
  report.Add("accept", 32, {.ours_per_s = 160, .floor_per_s = 200});
  const auto json = nlohmann::json::parse(report.Json());
  EXPECT_DOUBLE_EQ(json["accept"]["32"]["ratio"].get<double>(), 0.8);
  EXPECT_DOUBLE_EQ(json["accept"]["32"]["ratio_min"].get<double>(), 0.5);
  EXPECT_DOUBLE_EQ(json["accept"]["32"]["ratio_max"].get<double>(), 0.9);
  EXPECT_THAT(report.Table(), testing::HasSubstr("accept"));
}

TEST(FigureTest, TheMedianOfAnEvenNumberIsBetweenTheMiddleTwo) {
  const Figure figure = FigureOf({4, 1, 3, 2});
  EXPECT_EQ(figure.median, 2.5);
  EXPECT_EQ(figure.min, 1);
  EXPECT_EQ(figure.max, 4);
}

}  // namespace
}  // namespace hoso::bench
