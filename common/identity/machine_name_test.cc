#include "common/identity/machine_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/matchers.h"

namespace hoso::identity {
namespace {

using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;

TEST(MachineNameTest, ReadsWhatItWrites) {
  for (const char* uri : {"hoso://yen-bai/service/intake", "hoso://yen-bai/office/YB-CP-04378",
                          "hoso://yen-bai/agency/SGTVT", "hoso://lao-cai/device/MT_00.42"}) {
    const auto name = ParseMachineName(uri);
    ASSERT_THAT(name, IsOk()) << uri;
    EXPECT_EQ(FormatMachineName(*name), uri);
  }
  EXPECT_EQ(*ParseMachineName("hoso://yen-bai/office/YB-CP-04378"),
            (MachineName{.province = "yen-bai", .kind = MachineKind::kOffice, .id = "YB-CP-04378"}));
}

TEST(MachineNameTest, TakesNothingElse) {
  for (const std::string& uri : std::vector<std::string>{
           "", "hoso://", "hoso:///office/A", "hoso://yen-bai/office/", "hoso://yen-bai/office",
           "hoso://yen-bai/office/A/B", "hoso://yen-bai/Office/A", "hoso://Yen-Bai/office/A", "HOSO://yen-bai/office/A",
           "http://yen-bai/office/A", "hoso://yen-bai/root/A", "hoso://yen-bai/office/../A", "hoso://yen-bai/office/.A",
           "hoso://yen-bai/office/A B", "hoso://yên-bái/office/A", " hoso://yen-bai/office/A",
           "hoso://yen-bai/office/A ", std::string("hoso://yen-bai/office/A\0B", 25),
           "hoso://yen-bai/office/" + std::string(65, 'a')}) {
    EXPECT_THAT(ParseMachineName(uri), StatusIs(absl::StatusCode::kInvalidArgument)) << uri;
  }
}

}  // namespace
}  // namespace hoso::identity
