#include "clients/counter/timekeeper.h"

#include <gtest/gtest.h>

namespace hoso::counter {
namespace {

using journal::v1::CLOCK_DOUBT_JUMPED;
using journal::v1::CLOCK_DOUBT_UNSPECIFIED;
using journal::v1::CLOCK_DOUBT_WENT_BACK;

const absl::Time kNoon = absl::FromUnixSeconds(1'683'176'400);

class TimekeeperTest : public ::testing::Test {
 protected:
  Timekeeper Make(std::optional<absl::Time> newest = std::nullopt, std::optional<absl::Time> played = std::nullopt) {
    return Timekeeper({.wall = [this] { return wall_; },
                       .running = [this] { return running_; },
                       .newest = newest,
                       .played_from = played});
  }
  void Pass(absl::Duration time) {
    wall_ += time;
    running_ += time;
  }
  absl::Time wall_ = kNoon;
  absl::Duration running_ = absl::Hours(1);
};

TEST_F(TimekeeperTest, GoesByTheClock) {
  Timekeeper keeper = Make();
  EXPECT_EQ(keeper.Now().now, kNoon);
  Pass(absl::Minutes(3));
  const Moment moment = keeper.Now();
  EXPECT_EQ(moment.now, kNoon + absl::Minutes(3));
  EXPECT_EQ(moment.doubt, CLOCK_DOUBT_UNSPECIFIED);
  EXPECT_FALSE(moment.written_at.has_value());
}

TEST_F(TimekeeperTest, GoesOnWhenTheClockIsSetBackAYear) {
  Timekeeper keeper = Make();
  EXPECT_EQ(keeper.Now().now, kNoon);
  wall_ -= absl::Hours(24 * 365);
  Pass(absl::Minutes(5));
  const Moment moment = keeper.Now();
  EXPECT_EQ(moment.now, kNoon + absl::Minutes(5));
  EXPECT_EQ(moment.doubt, CLOCK_DOUBT_WENT_BACK);
  EXPECT_NE(keeper.Now().doubt, CLOCK_DOUBT_UNSPECIFIED);
}

TEST_F(TimekeeperTest, NeverGoesBehindTheJournal) {
  Timekeeper keeper = Make(kNoon + absl::Hours(30));  // The battery was empty: it is yesterday.
  Moment moment = keeper.Now();
  EXPECT_EQ(moment.now, kNoon + absl::Hours(30));
  EXPECT_EQ(moment.doubt, CLOCK_DOUBT_WENT_BACK);
  Pass(absl::Hours(31));  // The clock is behind by what passed while it was off, but no more than can be seen.
  moment = keeper.Now();
  EXPECT_EQ(moment.now, kNoon + absl::Hours(61));
}

TEST_F(TimekeeperTest, ForgivesThatAClockIsSetRightByASecond) {
  Timekeeper keeper = Make();
  EXPECT_EQ(keeper.Now().now, kNoon);
  wall_ -= absl::Seconds(1);
  EXPECT_EQ(keeper.Now().doubt, CLOCK_DOUBT_UNSPECIFIED);
  EXPECT_GE(keeper.Now().now, kNoon);
}

TEST_F(TimekeeperTest, DoubtsAClockThatDiffersFromTheServices) {
  Timekeeper keeper = Make();
  keeper.Heard(kNoon + absl::Minutes(4));
  EXPECT_EQ(keeper.Now().doubt, CLOCK_DOUBT_UNSPECIFIED);
  keeper.Heard(kNoon - absl::Minutes(6));
  EXPECT_EQ(keeper.Now().doubt, CLOCK_DOUBT_JUMPED);
  keeper.Heard(kNoon);
  EXPECT_EQ(keeper.Now().doubt, CLOCK_DOUBT_UNSPECIFIED);
}

TEST_F(TimekeeperTest, PlaysAnotherTimeAndSaysWhatTheClockSaid) {
  const absl::Time may = kNoon - absl::Hours(24 * 900);
  Timekeeper keeper = Make(std::nullopt, may);
  Pass(absl::Minutes(2));
  const Moment moment = keeper.Now();
  EXPECT_EQ(moment.now, may + absl::Minutes(2));
  EXPECT_EQ(moment.written_at, kNoon + absl::Minutes(2));
  EXPECT_TRUE(keeper.plays());
}

}  // namespace
}  // namespace hoso::counter
