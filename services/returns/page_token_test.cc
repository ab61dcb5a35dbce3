#include "services/returns/page_token.h"

#include <gtest/gtest.h>

#include "tests/support/matchers.h"

namespace hoso::returns {
namespace {

using hoso::testing::HasFieldViolation;

TEST(PageToken, LeadsBackToItsPosition) {
  const Position position{absl::FromUnixMicros(1667264400123456), 82690000000007};
  const auto read = ReadPageToken("YB-II-136", MakePageToken("YB-II-136", position));
  ASSERT_TRUE(read.ok() && read->has_value());
  EXPECT_EQ((*read)->arrived, position.arrived);
  EXPECT_EQ((*read)->dossier, position.dossier);
}

TEST(PageToken, EmptyIsTheFirstPage) {
  const auto read = ReadPageToken("YB-II-136", "");
  ASSERT_TRUE(read.ok());
  EXPECT_FALSE(read->has_value());
}

TEST(PageToken, OfAnotherOfficeOrMistypedIsRefused) {
  const std::string token = MakePageToken("YB-II-136", {absl::FromUnixMicros(1), 2});
  EXPECT_THAT(ReadPageToken("YB-II-137", token), HasFieldViolation("page_token"));
  EXPECT_THAT(ReadPageToken("YB-II-136", token.substr(1)), HasFieldViolation("page_token"));
  EXPECT_THAT(ReadPageToken("YB-II-136", "abc"), HasFieldViolation("page_token"));
  EXPECT_THAT(ReadPageToken("YB-II-136", std::string(10000, 'A')), HasFieldViolation("page_token"));
}

}  // namespace
}  // namespace hoso::returns
