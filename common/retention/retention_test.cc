#include "common/retention/retention.h"

#include <gtest/gtest.h>

#include "common/clock/zone.h"
#include "common/custody/custody.h"
#include "common/proto_time/proto_time.h"
#include "tests/support/catalogue.h"

namespace hoso::retention {
namespace {

using hoso::testing::TheCatalogue;

absl::Time At(int year, int month, int day) { return clock::LocalTime(absl::CivilSecond(year, month, day, 23, 30, 0)); }

// Decided on 20/12/2022, its result in the citizen's hands on 03/01/2023.
core::v1::Dossier HandedOut() {
  core::v1::Dossier dossier;
  dossier.set_procedure_version("GPLX_DOI@2022-11-01");
  dossier.set_status(core::v1::STATUS_RETURNED);
  *dossier.mutable_finished_at() = ToProto(At(2022, 12, 20));
  *dossier.mutable_handed_out_at() = ToProto(At(2023, 1, 3));
  *dossier.mutable_last_recorded_at() = ToProto(At(2023, 1, 9));
  core::v1::Item& item = *dossier.add_items();
  item.set_number(1);
  item.set_kind(core::v1::ITEM_KIND_RESULT);
  *item.mutable_holder() = custody::Applicant();
  return dossier;
}

TEST(RetentionTest, CountsFromTheEndOfTheDossier) {
  EXPECT_EQ(EndOf(HandedOut()), absl::CivilDay(2023, 1, 3));
  EXPECT_EQ(KeptUntil(TheCatalogue(), HandedOut()), absl::CivilDay(2028, 1, 3)) << "five years by the catalogue";
  EXPECT_FALSE(TermHasPassed(TheCatalogue(), HandedOut(), absl::CivilDay(2028, 1, 3)));
  EXPECT_TRUE(TermHasPassed(TheCatalogue(), HandedOut(), absl::CivilDay(2028, 1, 4)));
}

TEST(RetentionTest, WhatIsUnderWayHasNoEnd) {
  core::v1::Dossier dossier = HandedOut();
  dossier.clear_finished_at();
  EXPECT_EQ(EndOf(dossier), std::nullopt);
  dossier = HandedOut();
  dossier.clear_handed_out_at();
  dossier.set_status(core::v1::STATUS_DECIDED);
  *dossier.mutable_items(0)->mutable_holder() = custody::Office("YB-II-136");
  EXPECT_EQ(EndOf(dossier), std::nullopt) << "its result waits";
  EXPECT_FALSE(TermHasPassed(TheCatalogue(), dossier, absl::CivilDay(2090, 1, 1)));
  dossier.set_unclaimed(true);
  EXPECT_EQ(EndOf(dossier), absl::CivilDay(2023, 1, 9));
}

TEST(RetentionTest, WhatTheCatalogueDoesNotKnowIsKept) {
  core::v1::Dossier dossier = HandedOut();
  dossier.set_procedure_version("UNKNOWN@2022-11-01");
  EXPECT_EQ(KeptUntil(TheCatalogue(), dossier), std::nullopt);
}

TEST(RetentionTest, ALeapDayEndsOnTheFirstOfMarch) {
  core::v1::Dossier dossier = HandedOut();
  *dossier.mutable_handed_out_at() = ToProto(At(2024, 2, 29));
  EXPECT_EQ(KeptUntil(TheCatalogue(), dossier), absl::CivilDay(2029, 3, 1));
}

}  // namespace
}  // namespace hoso::retention
