#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <pqxx/pqxx>

#include "common/ledger/person_search.h"
#include "common/ledger/testing.h"
#include "common/vault/person_index.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"
#include "tests/support/vault.h"

namespace hoso::ledger {
namespace {

using ::hoso::testing::IsOk;
using identity::NameFit;
using ::testing::ElementsAre;
using testing::Id;
using ::testing::IsEmpty;

constexpr NameFit kFits[] = {NameFit::kSameTones, NameFit::kWordsWithTones, NameFit::kSameFolded, NameFit::kWords,
                             NameFit::kBegun};

class PersonSearchTest : public ::testing::Test {
 protected:
  void Accept(identity::DossierId id, const std::string& name) {
    ASSERT_THAT(ledger_->SubmitAndWait(testing::AcceptWithOwner(id, name)), IsOk());
  }

  // Codes of the dossiers, as found by the role of the service.
  std::vector<std::string> Find(const std::string& name, int most = 10,
                                std::optional<DossierScope> scope = std::nullopt) {
    const auto ring = hoso::testing::Vault().Current();
    PersonQuery query{.most = most, .scope = std::move(scope)};
    for (const NameFit fit : kFits) {
      query.groups.push_back(
          vault::NameTokens(*ring->IndexKey(trust::v1::DATA_CLASS_NORMAL), identity::WordsOf(name), fit));
    }
    pqxx::connection connection(database_.Conninfo("hoso_routing"));
    pqxx::nontransaction tx(connection);
    std::vector<std::string> codes;
    for (const PersonHit& hit : FindPersons(tx, query)) {
      codes.push_back(testing::CodeOf(*identity::DossierId::FromValue(hit.dossier)));
      const auto opened = Open(*ring, hit.dossier, hit.person);
      EXPECT_THAT(opened, IsOk());
      core::v1::Dossier state;
      EXPECT_TRUE(state.ParseFromString(hit.state));
      EXPECT_EQ(state.dossier_code(), codes.back());
    }
    return codes;
  }

  hoso::testing::TestDatabase database_;
  std::unique_ptr<Ledger> ledger_ = testing::OpenOrDie(testing::OptionsFor(database_.Conninfo("hoso_intake")));
};

TEST_F(PersonSearchTest, TheBestFitComesFirstAndWithinItTheNewest) {
  const auto december = Id(1, 5, absl::CivilDay(2022, 12, 5));
  Accept(Id(1), "Nguyễn Minh Quân");
  Accept(Id(2), "Nguyễn Minh Quán");
  Accept(Id(3), "Quán Minh Ngọc");
  Accept(Id(4), "Hoàng Văn Thụ");
  Accept(Id(5), "Trần Minh Quang");
  Accept(december, "Nguyễn Minh Quán");
  EXPECT_THAT(Find("nguyễn minh quán"),
              ElementsAre(testing::CodeOf(december), testing::CodeOf(Id(2)), testing::CodeOf(Id(1))));
  EXPECT_THAT(Find("minh quán"), ElementsAre(testing::CodeOf(december), testing::CodeOf(Id(3)), testing::CodeOf(Id(2)),
                                             testing::CodeOf(Id(1)), testing::CodeOf(Id(5))));
  EXPECT_THAT(Find("minh quan", 2), ElementsAre(testing::CodeOf(december), testing::CodeOf(Id(3))));
  EXPECT_THAT(Find("thu"), ElementsAre(testing::CodeOf(Id(4))));
  EXPECT_THAT(Find("hoàn"), ElementsAre(testing::CodeOf(Id(4)))) << "a word that is begun";
  EXPECT_THAT(Find("nobody"), IsEmpty());
}

TEST_F(PersonSearchTest, WhatIsNotInTheScopeIsNotFoundNorCounted) {
  Accept(Id(1), "Nguyễn Minh Quân");
  Accept(Id(2, 7), "Nguyễn Minh Quân");
  EXPECT_THAT(Find("quân", 10, DossierScope{}), IsEmpty());
  EXPECT_THAT(Find("quân", 10, DossierScope{.agencies = {7}}), ElementsAre(testing::CodeOf(Id(2, 7))));
  EXPECT_THAT(Find("quân", 1, DossierScope{.agencies = {5}}), ElementsAre(testing::CodeOf(Id(1))))
      << "the limit counts what may be seen";
  EXPECT_THAT(Find("quân", 10, DossierScope{.offices = {"YB-II-136"}}), ::testing::SizeIs(2));
  EXPECT_THAT(Find("quân", 10, DossierScope{.offices = {"YB-I-01"}}), IsEmpty());
}

}  // namespace
}  // namespace hoso::ledger
