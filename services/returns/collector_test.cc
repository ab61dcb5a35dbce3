#include "services/returns/collector.h"

#include <gtest/gtest.h>

namespace hoso::returns {
namespace {

core::v1::PersonRecord Numbers(const char* present, const char* former) {
  core::v1::PersonRecord record;
  record.set_identity_number(present);
  record.set_former_identity_number(former);
  return record;
}

TEST(SamePerson, OneNumberInCommonIsEnough) {
  EXPECT_TRUE(SamePerson(Numbers("015090000123", ""), Numbers("015090000123", "")));
  EXPECT_TRUE(SamePerson(Numbers("015090000123", "060123456"), Numbers("060123456", "")));
  EXPECT_TRUE(SamePerson(Numbers("060123456", ""), Numbers("015090000123", "060123456")));
}

TEST(SamePerson, NumbersThatNobodyHasAreNobodys) {
  EXPECT_FALSE(SamePerson(Numbers("", ""), Numbers("", "")));
  EXPECT_FALSE(SamePerson(Numbers("015090000123", ""), Numbers("015090000124", "")));
}

}  // namespace
}  // namespace hoso::returns
