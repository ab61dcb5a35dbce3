#include "common/ledger/projection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/custody/custody.h"
#include "common/dossier/testing.h"
#include "common/proto_time/proto_time.h"

namespace hoso::ledger {
namespace {

using dossier::testing::Life;

identity::DossierId Key() { return identity::DossierId::Make(5, absl::CivilDay(2022, 11, 1), 1).value(); }

Life Accepted() {
  Life life;
  life.Must(dossier::testing::Accepted(dossier::testing::Start()));
  return life;
}

DossierRow RowOf(const Life& life) { return ProjectDossier(Key(), life.dossier()); }

TEST(ProjectionTest, AnAcceptedDossierIsOpenAndOnItsWay) {
  const DossierRow row = RowOf(Accepted());
  EXPECT_EQ(row.version, 1);
  EXPECT_EQ(row.status, core::v1::STATUS_ACCEPTED);
  EXPECT_EQ(row.agency, 5);
  EXPECT_EQ(row.office, "YB-II-136");
  EXPECT_EQ(row.procedure, "GPLX_DOI@2022-11-01");
  EXPECT_FALSE(row.closed);
  EXPECT_TRUE(row.incoming);
  EXPECT_EQ(row.accepted_at, dossier::testing::Start());
  EXPECT_EQ(row.due_at, dossier::testing::Start() + absl::Hours(24 * 7));
  EXPECT_EQ(row.first_due_at, row.due_at);
  EXPECT_EQ(row.finished_at, std::nullopt);
  EXPECT_EQ(row.result_class, 0);
  EXPECT_EQ(row.open_discrepancies, 0);
}

TEST(ProjectionTest, PersonsAreOfTheAgencyTheAcceptingOfficeAndWhereItGoesBackTo) {
  using ::testing::ElementsAre;
  core::v1::Dossier dossier = Accepted().dossier();
  dossier.set_return_office_id("");
  EXPECT_THAT(ScopesOf(Key(), dossier), ElementsAre("a5", "oYB-II-136"));
  dossier.set_return_office_id("YB-II-136");
  EXPECT_THAT(ScopesOf(Key(), dossier), ElementsAre("a5", "oYB-II-136"));
  dossier.set_return_office_id("YB-I-01");
  EXPECT_THAT(ScopesOf(Key(), dossier), ElementsAre("a5", "oYB-II-136", "oYB-I-01"));
}

TEST(ProjectionTest, ItIsNoLongerIncomingInTheAgencysHands) {
  Life life = dossier::testing::AtAgency();
  EXPECT_FALSE(RowOf(life).incoming);
  EXPECT_FALSE(RowOf(life).closed);
}

TEST(ProjectionTest, NothingIsDueWhileTheClockWaits) {
  Life life = dossier::testing::AtAgency();
  life.Must(dossier::testing::SupplementRequested());
  EXPECT_EQ(RowOf(life).due_at, std::nullopt);
  EXPECT_NE(RowOf(life).first_due_at, std::nullopt);
}

TEST(ProjectionTest, ASupplementIsIncomingAgain) {
  Life life = dossier::testing::AtAgency();
  life.Must(dossier::testing::SupplementRequested());
  const absl::Time due = life.now() + absl::Hours(100);
  life.Must(dossier::testing::Supplemented(life.dossier(), due));
  EXPECT_TRUE(RowOf(life).incoming);
  EXPECT_EQ(RowOf(life).due_at, due);
}

TEST(ProjectionTest, WhatIsDecidedIsClosed) {
  Life life = dossier::testing::AtAgency();
  life.Must(dossier::testing::Decided(life.dossier(), 1, life.now()));
  const DossierRow row = RowOf(life);
  EXPECT_TRUE(row.closed);
  EXPECT_FALSE(row.incoming);
  EXPECT_NE(row.finished_at, std::nullopt);
}

TEST(ProjectionTest, TheStateReadsBackAsTheDossier) {
  const Life life = dossier::testing::AtAgency();
  core::v1::Dossier read;
  ASSERT_TRUE(read.ParseFromString(RowOf(life).state));
  EXPECT_EQ(read.SerializeAsString(), life.dossier().SerializeAsString());
}

TEST(ProjectionTest, EachItemHasARowWithItsHolder) {
  Life life = dossier::testing::AtAgency();
  life.Must(dossier::testing::Decided(life.dossier(), 2, life.now()));
  const std::vector<ItemRow> rows = ProjectItems(life.dossier());
  ASSERT_EQ(rows.size(), 3u);
  for (const ItemRow& row : rows) {
    EXPECT_EQ(row.holder_kind, core::v1::HOLDER_KIND_AGENCY);
    EXPECT_EQ(row.holder, "SGTVT");
  }
  EXPECT_EQ(rows[0].kind, core::v1::ITEM_KIND_PAPERS);
  EXPECT_EQ(rows[2].kind, core::v1::ITEM_KIND_RESULT);
  EXPECT_EQ(rows[2].item, 3);
  EXPECT_EQ(rows[2].since, FromProto(life.dossier().items(2).since()));
}

}  // namespace
}  // namespace hoso::ledger
