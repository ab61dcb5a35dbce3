#include "common/rights/reach.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/catalogue.h"

namespace hoso::rights {
namespace {

using ::testing::Contains;
using ::testing::Not;

using hoso::testing::TheCatalogue;

// An office, the bureau to which its bags go, and an office of another bureau.
struct Offices {
  std::string point, bureau, elsewhere, top;
};
Offices TheOffices() {
  Offices offices;
  for (const catalogue::v1::Office& office : TheCatalogue().data().offices()) {
    if (office.parent().empty()) offices.top = office.id();
    if (office.level() != catalogue::v1::OFFICE_LEVEL_COMMUNE) continue;
    if (offices.point.empty()) {
      offices.point = office.id();
      offices.bureau = office.parent();
    } else if (office.parent() != offices.bureau) {
      offices.elsewhere = office.id();
    }
  }
  return offices;
}

core::v1::Holder Holder(core::v1::HolderKind kind, const std::string& id) {
  core::v1::Holder holder;
  holder.set_kind(kind);
  holder.set_id(id);
  return holder;
}

TEST(ReachTest, OwnIsTheOfficeAndNoOther) {
  const Offices offices = TheOffices();
  const Reach own{.scope = Scope::kOwn, .office = offices.bureau};
  EXPECT_TRUE(ReachesOffice(TheCatalogue(), own, offices.bureau));
  EXPECT_FALSE(ReachesOffice(TheCatalogue(), own, offices.point));
  EXPECT_FALSE(ReachesOffice(TheCatalogue(), own, ""));
  EXPECT_FALSE(ReachesOffice(TheCatalogue(), {.scope = Scope::kOwn}, ""));
}

TEST(ReachTest, DistrictIsTheBureauAndWhatSendsItsBagsThere) {
  const Offices offices = TheOffices();
  const Reach district{.scope = Scope::kDistrict, .office = offices.bureau};
  EXPECT_TRUE(ReachesOffice(TheCatalogue(), district, offices.bureau));
  EXPECT_TRUE(ReachesOffice(TheCatalogue(), district, offices.point));
  EXPECT_FALSE(ReachesOffice(TheCatalogue(), district, offices.elsewhere));
  EXPECT_FALSE(ReachesOffice(TheCatalogue(), {.scope = Scope::kDistrict, .office = offices.point}, offices.bureau));
  const Reach whole{.scope = Scope::kDistrict, .office = offices.top};
  EXPECT_TRUE(ReachesOffice(TheCatalogue(), whole, offices.elsewhere));
  EXPECT_THAT(OfficesOf(TheCatalogue(), district), Contains(offices.point));
  EXPECT_THAT(OfficesOf(TheCatalogue(), district), Not(Contains(offices.elsewhere)));
}

TEST(ReachTest, AnAgencyReachesItselfAndWhomItSucceeded) {
  for (const catalogue::v1::Agency& agency : TheCatalogue().data().agencies()) {
    const Reach own{.scope = Scope::kOwn, .agency = agency.key()};
    EXPECT_TRUE(ReachesAgency(TheCatalogue(), own, agency.key()));
    if (agency.successor().empty()) continue;
    EXPECT_FALSE(ReachesAgency(TheCatalogue(), own, agency.successor())) << agency.key();
    EXPECT_TRUE(ReachesAgency(TheCatalogue(), {.scope = Scope::kOwn, .agency = agency.successor()}, agency.key()));
  }
}

TEST(ReachTest, ADossierIsReachedFromEveryPlaceThatHasToDoWithIt) {
  const Offices offices = TheOffices();
  core::v1::Dossier dossier;
  dossier.set_office_id(offices.point);
  dossier.set_return_office_id(offices.point);
  dossier.set_agency_key("SGTVT");
  const Reach elsewhere{.scope = Scope::kOwn, .office = offices.elsewhere};
  const Reach carrier{.scope = Scope::kOwn, .carrier = "VNPOST"};
  EXPECT_TRUE(ReachesDossier(TheCatalogue(), {.scope = Scope::kOwn, .office = offices.point}, dossier));
  EXPECT_TRUE(ReachesDossier(TheCatalogue(), {.scope = Scope::kOwn, .agency = "SGTVT"}, dossier));
  EXPECT_FALSE(ReachesDossier(TheCatalogue(), {.scope = Scope::kOwn, .agency = "STP"}, dossier));
  EXPECT_FALSE(ReachesDossier(TheCatalogue(), elsewhere, dossier));
  EXPECT_FALSE(ReachesDossier(TheCatalogue(), carrier, dossier));
  EXPECT_FALSE(ReachesDossier(TheCatalogue(), {}, dossier));
  EXPECT_TRUE(ReachesDossier(TheCatalogue(), Everything(), dossier));

  *dossier.add_items()->mutable_holder() = Holder(core::v1::HOLDER_KIND_CARRIER, "VNPOST");
  EXPECT_TRUE(ReachesDossier(TheCatalogue(), carrier, dossier));
  *dossier.mutable_items(0)->mutable_holder() = Holder(core::v1::HOLDER_KIND_OFFICE, offices.elsewhere);
  EXPECT_TRUE(ReachesDossier(TheCatalogue(), elsewhere, dossier));
  EXPECT_FALSE(ReachesDossier(TheCatalogue(), carrier, dossier));
  dossier.clear_items();
  *dossier.add_open_discrepancies()->mutable_accountable() =
      Holder(core::v1::HOLDER_KIND_OFFICE, offices.elsewhere);
  EXPECT_TRUE(ReachesDossier(TheCatalogue(), elsewhere, dossier));
  dossier.clear_open_discrepancies();
  dossier.set_return_office_id(offices.elsewhere);
  EXPECT_TRUE(ReachesDossier(TheCatalogue(), elsewhere, dossier));
}

TEST(ReachTest, ABagIsReachedFromItsEndsAndFromWhoHasIt) {
  const Offices offices = TheOffices();
  core::v1::Bag bag;
  *bag.mutable_from() = Holder(core::v1::HOLDER_KIND_OFFICE, offices.point);
  *bag.mutable_to() = Holder(core::v1::HOLDER_KIND_AGENCY, "SGTVT");
  *bag.mutable_custodian() = Holder(core::v1::HOLDER_KIND_CARRIER, "VNPOST");
  EXPECT_TRUE(ReachesBag(TheCatalogue(), {.scope = Scope::kOwn, .office = offices.point}, bag));
  EXPECT_TRUE(ReachesBag(TheCatalogue(), {.scope = Scope::kOwn, .agency = "SGTVT"}, bag));
  EXPECT_TRUE(ReachesBag(TheCatalogue(), {.scope = Scope::kOwn, .carrier = "VNPOST"}, bag));
  EXPECT_FALSE(ReachesBag(TheCatalogue(), {.scope = Scope::kOwn, .office = offices.elsewhere}, bag));
  EXPECT_FALSE(ReachesBag(TheCatalogue(), {.scope = Scope::kOwn, .carrier = "OTHER"}, bag));
  EXPECT_TRUE(ReachesBag(TheCatalogue(), {.scope = Scope::kDistrict, .office = offices.bureau}, bag));
}

}  // namespace
}  // namespace hoso::rights
