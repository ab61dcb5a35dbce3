#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <pqxx/pqxx>

#include "common/dossier/testing.h"
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

  // One person proposes where it goes back to, another approves.
  void Correct(identity::DossierId id, const std::string& return_office) {
    const auto proposed = [&](const core::v1::Dossier& dossier) {
      core::v1::Fact fact = dossier::testing::CorrectionProposed(dossier.corrections_proposed() + 1);
      fact.mutable_correction_proposed()->mutable_change()->set_return_office_id(return_office);
      return std::vector<core::v1::Fact>{fact};
    };
    const auto approved = [&](const core::v1::Dossier& dossier) {
      core::v1::Fact fact = dossier::testing::Corrected(dossier.corrections_proposed(), true);
      fact.mutable_corrected()->mutable_change()->set_return_office_id(return_office);
      return std::vector<core::v1::Fact>{fact};
    };
    ASSERT_THAT(ledger_->SubmitAndWait(testing::Record(id, proposed)), IsOk());
    ASSERT_THAT(ledger_->SubmitAndWait(testing::Record(id, approved, "TBC-1")), IsOk());
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

TEST_F(PersonSearchTest, WhoeverADossierGoesBackToAfterACorrectionFindsItAtOnceAndTheOthersNoMore) {
  const DossierScope first{.offices = {"YB-I-01"}}, corrected{.offices = {"YB-II-133"}},
      taken_in{.offices = {"YB-II-136"}};
  Accept(Id(1), "Nguyễn Minh Quân");
  Accept(Id(2), "Nguyễn Minh Quân");
  Correct(Id(1), "YB-I-01");
  EXPECT_THAT(Find("quân", 10, first), ElementsAre(testing::CodeOf(Id(1))));
  Correct(Id(1), "YB-II-133");
  EXPECT_THAT(Find("quân", 10, first), IsEmpty());
  EXPECT_THAT(Find("quân", 10, corrected), ElementsAre(testing::CodeOf(Id(1))));
  EXPECT_THAT(Find("quân", 10, taken_in), ElementsAre(testing::CodeOf(Id(2)), testing::CodeOf(Id(1))));
  EXPECT_THAT(Find("quân", 1, corrected), ElementsAre(testing::CodeOf(Id(1)))) << "the newer one is not counted";
  Correct(Id(1), "YB-II-136");
  EXPECT_THAT(Find("quân", 10, corrected), IsEmpty());
  EXPECT_THAT(Find("quân", 10, taken_in), ElementsAre(testing::CodeOf(Id(2)), testing::CodeOf(Id(1))));
}

TEST_F(PersonSearchTest, WhatWasRegisteredIsOfTheOfficeThatAcceptsIt) {
  const DossierScope registered{.offices = {"YB-I-01"}}, accepted{.offices = {"YB-II-136"}};
  ASSERT_THAT(ledger_->SubmitAndWait(testing::RegisterWithOwner(Id(1), "Nguyễn Minh Quân")), IsOk());
  EXPECT_THAT(Find("quân", 10, registered), ElementsAre(testing::CodeOf(Id(1))));
  ASSERT_THAT(ledger_->SubmitAndWait(testing::Record(Id(1),
                                                     [](const core::v1::Dossier& dossier) {
                                                       core::v1::Fact fact =
                                                           dossier::testing::Accepted(dossier::testing::Start());
                                                       *fact.mutable_accepted()->mutable_owner() = dossier.owner();
                                                       return std::vector<core::v1::Fact>{fact};
                                                     })),
              IsOk());
  EXPECT_THAT(Find("quân", 10, registered), IsEmpty());
  EXPECT_THAT(Find("quân", 10, accepted), ElementsAre(testing::CodeOf(Id(1))));
}

TEST_F(PersonSearchTest, ACorrectionOfManyMovesEachOfThem) {
  for (int i = 1; i <= 5; ++i) Accept(Id(i), "Nguyễn Minh Quân");
  for (int i = 1; i <= 4; ++i) Correct(Id(i), i % 2 == 0 ? "YB-I-01" : "YB-II-133");
  EXPECT_THAT(Find("quân", 10, DossierScope{.offices = {"YB-I-01"}}),
              ElementsAre(testing::CodeOf(Id(4)), testing::CodeOf(Id(2))));
  EXPECT_THAT(Find("quân", 10, DossierScope{.offices = {"YB-I-01", "YB-II-133"}}), ::testing::SizeIs(4));
  EXPECT_THAT(Find("quân", 10, DossierScope{.offices = {"YB-I-01"}, .agencies = {5}}), ::testing::SizeIs(5));
}

TEST_F(PersonSearchTest, AnEntryThatTheVersionBeforeWritesIsFoundInItsScope) {
  Accept(Id(1), "Nguyễn Minh Quân");
  const std::string key = absl::StrCat(Id(1).value());
  testing::Ask(
      database_.Conninfo("postgres"),
      absl::StrCat("CREATE TABLE public.saved AS SELECT p.sealed, k.key_id, k.wrapped, i.tokens FROM ledger.person p "
                   "JOIN ledger.person_key k USING (dossier, person, version) "
                   "JOIN ledger.person_index i USING (dossier, person, version) WHERE dossier = ",
                   key));
  testing::Ask(database_.Conninfo("postgres"), absl::StrCat("DELETE FROM ledger.person WHERE dossier = ", key,
                                                            "; DELETE FROM ledger.person_key WHERE dossier = ", key,
                                                            "; DELETE FROM ledger.person_index WHERE dossier = ", key));
  EXPECT_THAT(Find("quân", 10, DossierScope{.offices = {"YB-II-136"}}), IsEmpty());
  testing::Ask(
      database_.Conninfo("postgres"),
      absl::StrCat("SELECT ledger.append_persons(ARRAY[", key, "], ARRAY[1], ARRAY[1], ARRAY[sealed], ARRAY[key_id], ",
                   "ARRAY[wrapped], ARRAY[cardinality(tokens)], tokens) FROM public.saved"));
  EXPECT_THAT(Find("quân", 10, DossierScope{.offices = {"YB-II-136"}}), ElementsAre(testing::CodeOf(Id(1))));
}

}  // namespace
}  // namespace hoso::ledger
