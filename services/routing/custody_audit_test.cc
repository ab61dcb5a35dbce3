#include "services/routing/custody_audit.h"

#include <gmock/gmock.h>

#include "common/custody/custody.h"

namespace hoso::routing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const core::v1::Holder kOffice = custody::Office("YB-II-136");
const core::v1::Holder kAgency = custody::Agency("SGTVT");

core::v1::Dossier Holding(const std::vector<core::v1::Holder>& holders) {
  core::v1::Dossier dossier;
  dossier.set_dossier_code("H15.05-240502-0001");
  for (const core::v1::Holder& holder : holders) {
    core::v1::Item& item = *dossier.add_items();
    item.set_number(dossier.items_size());
    *item.mutable_holder() = holder;
  }
  return dossier;
}

TEST(CustodyAuditTest, AgreementHasNoProblems) {
  EXPECT_THAT(CompareCustody(Holding({kOffice, kAgency}), 2, {{1, kOffice}, {2, kAgency}}), IsEmpty());
  EXPECT_THAT(CompareCustody(Holding({}), 0, {}), IsEmpty());
}

TEST(CustodyAuditTest, NamesAnItemWithoutAHolder) {
  EXPECT_THAT(CompareCustody(Holding({kOffice, kAgency}), 2, {{1, kOffice}}),
              ElementsAre("H15.05-240502-0001: item 2 was brought into being by a fact and has no holder"));
}

TEST(CustodyAuditTest, NamesAnItemThatNoFactBroughtIntoBeing) {
  EXPECT_THAT(CompareCustody(Holding({kOffice}), 1, {{1, kOffice}, {2, kAgency}}),
              ElementsAre("H15.05-240502-0001: item 2 has a holder and no fact brought it into being"));
  EXPECT_THAT(CompareCustody(Holding({kOffice, kAgency}), 1, {{1, kOffice}}),
              ElementsAre("H15.05-240502-0001: item 2 is in the dossier's state and no fact brought it into being"));
}

TEST(CustodyAuditTest, NamesTwoAccountsOfOneItem) {
  EXPECT_THAT(
      CompareCustody(Holding({kOffice}), 1, {{1, kAgency}}),
      ElementsAre("H15.05-240502-0001: item 1 is with agency SGTVT by the book and with office YB-II-136 by the "
                  "dossier's state"));
}

TEST(CustodyAuditTest, NamesAnItemThatTheStateForgot) {
  EXPECT_THAT(
      CompareCustody(Holding({}), 1, {{1, kAgency}}),
      ElementsAre("H15.05-240502-0001: item 1 was brought into being by a fact and is not in the dossier's state"));
}

TEST(CustodyAuditTest, CountsTheItemsOfEachKindOfFact) {
  core::v1::Fact fact;
  fact.mutable_accepted();
  EXPECT_EQ(ItemsBroughtBy(fact), 1);
  fact.mutable_supplemented();
  EXPECT_EQ(ItemsBroughtBy(fact), 1);
  fact.mutable_decided()->add_results();
  fact.mutable_decided()->add_results();
  EXPECT_EQ(ItemsBroughtBy(fact), 2);
  fact.mutable_handed_out()->add_exchanged();
  EXPECT_EQ(ItemsBroughtBy(fact), 1);
  fact.mutable_items_moved()->add_moves();
  EXPECT_EQ(ItemsBroughtBy(fact), 0);
}

}  // namespace
}  // namespace hoso::routing
