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

using hoso::testing::IsOk;
using ::testing::SizeIs;

// SANE reads its configuration once in the life of a process: one folder for all tests. That none is connected is
// tested with the real program (scan_test.py).
class ScannersTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const std::string folder = ::testing::TempDir() + "/hoso-sane-" + rpc::NewRequestId();
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/dll.conf") << "test\n";
    std::ofstream(folder + "/test.conf") << "number_of_devices 1\nmode Color\ndepth 8\nresolution 200\n";
    setenv("SANE_CONFIG_DIR", folder.c_str(), 1);
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(std::getenv("SANE_CONFIG_DIR")); }
};

TEST_F(ScannersTest, OneThatIsNotThereIsNamed) {
  Scanners scanners;
  EXPECT_FALSE(scanners.Scan("nobody:0", false).ok());
}

TEST_F(ScannersTest, AFlatbedGivesOnePageThatCanBeLookedAt) {
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
  Scanners scanners;
  const auto pages = scanners.Scan("test:0", true);
  ASSERT_THAT(pages, IsOk());
  EXPECT_THAT(*pages, SizeIs(10)) << "so many the test device has";
}

}  // namespace
}  // namespace hoso::counter
