// Against SANE's own test device: no scanner is needed.
#include "clients/counter/scanners.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "common/rpc/request_id.h"
#include "common/scans/content.h"
#include "tests/support/matchers.h"

namespace hoso::counter {
namespace {

using hoso::testing::HasReason;
using hoso::testing::IsOk;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ScannersTest : public ::testing::Test {
 protected:
  // SANE reads its configuration from there.
  void Configure(const std::string& backends) {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ + "/dll.conf") << backends << "\n";
    std::ofstream(folder_ + "/test.conf") << "number_of_devices 1\nmode Color\ndepth 8\nresolution 200\n";
    setenv("SANE_CONFIG_DIR", folder_.c_str(), 1);
  }
  ~ScannersTest() override { std::filesystem::remove_all(folder_); }
  const std::string folder_ = ::testing::TempDir() + "/hoso-sane-" + rpc::NewRequestId();
};

TEST_F(ScannersTest, NoneIsConnected) {
  Configure("");
  Scanners scanners;
  const auto listed = scanners.List();
  ASSERT_THAT(listed, IsOk());
  EXPECT_THAT(*listed, IsEmpty());
  EXPECT_FALSE(scanners.Scan("test:0", false).ok());
}

TEST_F(ScannersTest, AFlatbedGivesOnePageThatCanBeLookedAt) {
  Configure("test");
  Scanners scanners;
  const auto listed = scanners.List();
  ASSERT_THAT(listed, IsOk());
  ASSERT_THAT(*listed, SizeIs(1));
  EXPECT_EQ((*listed)[0].name(), "test:0");
  EXPECT_TRUE((*listed)[0].feeder());
  const auto pages = scanners.Scan("test:0", false);
  ASSERT_THAT(pages, IsOk());
  ASSERT_THAT(*pages, SizeIs(1));
  EXPECT_EQ((*pages)[0].media_type, scans::kJpeg);
  const auto look = LookAt(scans::kJpeg, (*pages)[0].bytes);
  ASSERT_THAT(look, IsOk());
  EXPECT_THAT(PdfOf(*pages), IsOk());
}

TEST_F(ScannersTest, AFeederGivesItsSheetsUntilItIsEmpty) {
  Configure("test");
  Scanners scanners;
  const auto pages = scanners.Scan("test:0", true);
  ASSERT_THAT(pages, IsOk());
  EXPECT_THAT(*pages, SizeIs(10)) << "so many the test device has";
}

}  // namespace
}  // namespace hoso::counter
