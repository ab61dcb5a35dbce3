#include "common/files/file_watch.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace hoso::files {
namespace {

class FileWatchTest : public ::testing::Test {
 protected:
  FileWatchTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ + "/inner");
    Write(path_);
  }

  static void Write(const std::string& path) { std::ofstream(path, std::ios::app) << "more"; }

  const std::string folder_ =
      ::testing::TempDir() + "/watched-" + ::testing::UnitTest::GetInstance()->current_test_info()->name();
  const std::string path_ = folder_ + "/keys.json";
  const absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
};

TEST_F(FileWatchTest, SaysSoWhenAFileWasWrittenReplacedOrTakenAway) {
  FileWatch watch({path_, folder_ + "/inner/revoked.pem"}, absl::InfiniteDuration());
  EXPECT_TRUE(watch.MayHaveChanged(now_)) << "nobody has looked yet";
  EXPECT_FALSE(watch.MayHaveChanged(now_));
  Write(path_);
  EXPECT_TRUE(watch.MayHaveChanged(now_));
  EXPECT_FALSE(watch.MayHaveChanged(now_));
  Write(path_ + ".new");
  std::filesystem::rename(path_ + ".new", path_);
  EXPECT_TRUE(watch.MayHaveChanged(now_));
  Write(folder_ + "/inner/revoked.pem");
  EXPECT_TRUE(watch.MayHaveChanged(now_)) << "in the other folder";
  std::filesystem::remove(path_);
  EXPECT_TRUE(watch.MayHaveChanged(now_));
  EXPECT_FALSE(watch.MayHaveChanged(now_));
}

TEST_F(FileWatchTest, SaysSoFromTimeToTimeWithoutBeingTold) {
  FileWatch watch({path_}, absl::Milliseconds(100));
  EXPECT_TRUE(watch.MayHaveChanged(now_));
  EXPECT_FALSE(watch.MayHaveChanged(now_ + absl::Milliseconds(99)));
  EXPECT_TRUE(watch.MayHaveChanged(now_ + absl::Milliseconds(100)));
  EXPECT_FALSE(watch.MayHaveChanged(now_ + absl::Milliseconds(100)));
  EXPECT_TRUE(watch.MayHaveChanged(now_)) << "the clock was put back";
}

TEST_F(FileWatchTest, AlwaysSaysSoWhereTheKernelCannotTell) {
  FileWatch watch({folder_ + "/nowhere/keys.json"}, absl::InfiniteDuration());
  for (int look = 0; look < 3; ++look) EXPECT_TRUE(watch.MayHaveChanged(now_));
}

}  // namespace
}  // namespace hoso::files
