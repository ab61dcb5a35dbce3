#include "common/identity/mask.h"

#include <gtest/gtest.h>

#include "common/identity/person_id.h"

namespace hoso::identity {
namespace {

TEST(MaskTest, ShowsTheLastFourOfAPhone) {
  EXPECT_EQ(MaskPhone("0912345678"), "******5678");
  EXPECT_EQ(MaskPhone(""), "");
}

TEST(MaskTest, ShowsTheGivenNameAndTellsTonesApart) {
  EXPECT_EQ(MaskName("Nguyễn Văn Quán"), "N. V. Quán");
  EXPECT_EQ(MaskName("ĐỖ THỊ ÁI QUÂN"), "Đ. T. Á. QUÂN");
  EXPECT_EQ(MaskName("Quân"), "Quân");
  EXPECT_EQ(MaskName(""), "");
}

TEST(MaskTest, NormalIdentityNumbersHaveNoBlanks) { EXPECT_EQ(NormalIdentityNumber("c 123.4567"), "C1234567"); }

}  // namespace
}  // namespace hoso::identity
