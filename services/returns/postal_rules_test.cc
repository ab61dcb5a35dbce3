#include "services/returns/postal_rules.h"

#include <gtest/gtest.h>

#include "common/proto_time/proto_time.h"
#include "services/returns/testing.h"
#include "tests/support/matchers.h"

namespace hoso::returns {
namespace {

using hoso::testing::IsOk;
using hoso::testing::StatusIs;

TEST(PostalRules, AreThoseOfTheDay) {
  catalogue::v1::CatalogueFile data = testing::RealCatalogue().data();
  data.clear_postal_rules();
  catalogue::v1::PostalRules& before = *data.add_postal_rules();
  before.set_keep_days(30);
  *before.mutable_valid_until() = ToProto(absl::CivilDay(2024, 12, 31));
  catalogue::v1::PostalRules& after = *data.add_postal_rules();
  after.set_keep_days(60);
  *after.mutable_valid_from() = ToProto(absl::CivilDay(2025, 1, 1));
  const catalogue::Catalogue catalogue(data, "test");
  EXPECT_EQ((*PostalRulesOn(catalogue, absl::CivilDay(2024, 12, 31)))->keep_days(), 30);
  EXPECT_EQ((*PostalRulesOn(catalogue, absl::CivilDay(2025, 1, 1)))->keep_days(), 60);
}

TEST(PostalRules, CatalogueOfTheTreeHasThemAndACatalogueWithoutIsAnError) {
  catalogue::v1::CatalogueFile none = testing::RealCatalogue().data();
  none.clear_postal_rules();
  EXPECT_THAT(PostalRulesOn(testing::RealCatalogue(), absl::CivilDay(2022, 11, 1)), IsOk());
  EXPECT_THAT(PostalRulesOn(catalogue::Catalogue(none, "test"), absl::CivilDay(2022, 11, 1)),
              StatusIs(absl::StatusCode::kInternal));
}

}  // namespace
}  // namespace hoso::returns
