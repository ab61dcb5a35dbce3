#include "common/ledger/dossier_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/custody/custody.h"
#include "common/digest/canonical.h"
#include "common/digest/sha256.h"
#include "common/dossier/dossier_change.h"
#include "common/dossier/testing.h"
#include "common/ledger/batch_check.h"
#include "common/ledger/bytes.h"
#include "tests/support/vault.h"

namespace hoso::ledger {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr char kCode[] = "H15.05-221101-0001";

identity::AgencyCodes Codes() {
  return {.number_of = [](const std::string&) -> absl::StatusOr<int> { return 5; },
          .code_of = [](int number) -> absl::StatusOr<std::string> {
            if (number != 5) return absl::NotFoundError("no such agency");
            return "H15.05";
          }};
}

identity::DossierId Id() { return identity::DossierId::Make(5, absl::CivilDay(2022, 11, 1), 1).value(); }

PersonCheck Persons() { return {.ring = hoso::testing::Vault().Current()}; }

PersonRow TheOwner() {
  core::v1::PersonRecord record;
  record.set_full_name("NGUYỄN VĂN MẪU");
  return NewPerson(1, 1, record);
}

// Accepted with a record of the owner, then paid for, then handed to the agency:
// three facts of two transactions, 700 and 701.
StoredDossier Stored() {
  core::v1::Dossier dossier;
  dossier.set_dossier_code(kCode);
  const absl::Time at = dossier::testing::Start() + absl::Hours(1);
  dossier::DossierChange change(dossier, std::string(32, '\0'), {}, at, at);
  const PersonRow owner = TheOwner();
  core::v1::Fact accepted = dossier::testing::Accepted(dossier::testing::Start());
  core::v1::PersonRef& ref = *accepted.mutable_accepted()->mutable_owner();
  ref.set_person(1);
  ref.set_version(1);
  ref.set_digest(DigestOf(owner));
  EXPECT_TRUE(change.Add(accepted).ok());
  EXPECT_TRUE(change.Add(dossier::testing::PaymentRecorded(1000, at)).ok());
  EXPECT_TRUE(change.Add(dossier::testing::Moved(1, custody::Office("YB-II-136"), custody::Agency("SGTVT"))).ok());

  StoredDossier stored{.key = Id().value()};
  for (const dossier::NewFact& fact : change.facts()) {
    stored.facts.push_back(
        {.row = {.sequence = fact.sequence, .kind = fact.kind, .recorded_at = at, .hash = fact.hash, .body = fact.body},
         .tx = fact.sequence == 1 ? 700u : 701u});
  }
  stored.dossier = StoredDossierRow{.row = ProjectDossier(Id(), change.dossier()), .head = change.head()};
  stored.items = ProjectItems(change.dossier());
  const auto kept = Keep(*Persons().ring, trust::v1::DATA_CLASS_NORMAL, Id(), owner);
  EXPECT_TRUE(kept.ok());
  stored.persons = {*kept};
  stored.data_keys[{1, 1}] = *kept->key;
  stored.index[{1, 1}] = {.tokens = kept->tokens, .scopes = ScopesOf(Id(), change.dossier())};
  stored.claims = {
      {.tx = 700, .facts = {.dossier = stored.key, .last = 1, .count = 1, .head = stored.facts[0].row.hash}},
      {.tx = 701, .facts = {.dossier = stored.key, .last = 3, .count = 2, .head = stored.facts[2].row.hash}}};
  return stored;
}

std::vector<std::string> Findings(const StoredDossier& stored, const DossierHook& hook = nullptr) {
  std::vector<std::string> texts;
  for (const Finding& finding : CheckDossier(stored, Codes(), hook, Persons()).findings)
    texts.push_back(finding.ToString());
  return texts;
}

TEST(DossierCheckTest, WhatIsAsItWasWrittenHasNoFindings) { EXPECT_THAT(Findings(Stored()), IsEmpty()); }

TEST(DossierCheckTest, AChangedBodyIsOneFindingAtItsFact) {
  StoredDossier stored = Stored();
  // The amount of the payment, which only the bytes hold.
  core::v1::Fact fact;
  ASSERT_TRUE(fact.ParseFromString(stored.facts[1].row.body));
  fact.mutable_payment_recorded()->mutable_fees(0)->set_amount_vnd(999);
  stored.facts[1].row.body = fact.SerializeAsString();
  EXPECT_THAT(Findings(stored),
              Contains("H15.05-221101-0001, fact 2: its hash is not that of its bytes and the fact before"));
  for (const std::string& finding : Findings(stored)) {
    EXPECT_TRUE(absl::StrContains(finding, "fact 2") || absl::StrContains(finding, "dossier.state")) << finding;
  }
}

TEST(DossierCheckTest, ABodyThatCannotBeReadIsNamed) {
  StoredDossier stored = Stored();
  stored.facts[1].row.body = "\xff";
  EXPECT_THAT(Findings(stored), Contains("H15.05-221101-0001, fact 2: body: cannot be read"));
}

TEST(DossierCheckTest, AMissingFactIsNamedWhereverItStood) {
  for (int gone = 0; gone < 3; ++gone) {
    StoredDossier stored = Stored();
    stored.facts.erase(stored.facts.begin() + gone);
    EXPECT_THAT(Findings(stored), Contains(absl::StrCat("H15.05-221101-0001, fact ", gone + 1, ": is missing")));
  }
}

TEST(DossierCheckTest, ATailTakenAwayWithAFittingProjectionIsMissed) {
  const StoredDossier whole = Stored();
  StoredDossier stored = whole;
  stored.facts.resize(1);
  core::v1::Dossier dossier;
  dossier.set_dossier_code(kCode);
  core::v1::Fact fact;
  ASSERT_TRUE(fact.ParseFromString(stored.facts[0].row.body));
  dossier::DossierChange change(dossier, std::string(32, '\0'), {}, dossier::testing::Start() + absl::Hours(1),
                                dossier::testing::Start() + absl::Hours(1));
  ASSERT_TRUE(change.Add(fact).ok());
  stored.dossier = StoredDossierRow{.row = ProjectDossier(Id(), change.dossier()), .head = change.head()};
  stored.items = ProjectItems(change.dossier());
  EXPECT_THAT(Findings(stored),
              ElementsAre("H15.05-221101-0001, fact 2: is missing", "H15.05-221101-0001, fact 3: is missing"));
}

TEST(DossierCheckTest, ADossierOfWhichNothingIsLeftIsMissed) {
  StoredDossier stored{.key = Id().value(), .claims = Stored().claims};
  EXPECT_THAT(Findings(stored), ElementsAre(HasSubstr("fact 1: is missing"), HasSubstr("fact 2: is missing"),
                                            HasSubstr("fact 3: is missing")));
}

TEST(DossierCheckTest, AFactThatNoTransactionWroteIsNamed) {
  StoredDossier stored = Stored();
  stored.claims.pop_back();
  EXPECT_THAT(Findings(stored), ElementsAre("H15.05-221101-0001, fact 2: no transaction of the ledger wrote it",
                                            "H15.05-221101-0001, fact 3: no transaction of the ledger wrote it"));
}

TEST(DossierCheckTest, TheColumnsOfAFactAreComparedWithItsBytes) {
  StoredDossier stored = Stored();
  stored.facts[1].row.kind = 11;
  stored.facts[1].row.recorded_at += absl::Microseconds(1);
  stored.facts[1].tx = 700;
  EXPECT_THAT(Findings(stored),
              ElementsAre("H15.05-221101-0001, fact 2: kind: 11, want 19", HasSubstr("fact 2: recorded_at: "),
                          "H15.05-221101-0001, fact 2: tx: 700, want 701"));
}

TEST(DossierCheckTest, AForgedChainIsNotTheOneThatTheTransactionWrote) {
  StoredDossier stored = Stored();
  core::v1::Fact fact;
  ASSERT_TRUE(fact.ParseFromString(stored.facts[2].row.body));
  fact.mutable_items_moved()->set_document_number("forged");
  stored.facts[2].row.body = fact.SerializeAsString();
  stored.facts[2].row.hash = dossier::ChainHash(stored.facts[1].row.hash, stored.facts[2].row.body);
  stored.dossier->head = stored.facts[2].row.hash;
  EXPECT_THAT(Findings(stored), ElementsAre(HasSubstr("fact 3: hash: ")));
}

TEST(DossierCheckTest, AFactThatMayNotStandThereIsNamed) {
  StoredDossier stored = Stored();
  core::v1::Fact again;  // Out of hands in which the papers no longer are.
  ASSERT_TRUE(again.ParseFromString(stored.facts[2].row.body));
  again.set_sequence(4);
  stored.facts.push_back(stored.facts[2]);
  stored.facts[3].row.sequence = 4;
  stored.facts[3].row.body = again.SerializeAsString();
  EXPECT_THAT(Findings(stored), Contains(StartsWith("H15.05-221101-0001, fact 4: may not stand here")));
}

TEST(DossierCheckTest, TheRowIsComparedColumnByColumn) {
  StoredDossier stored = Stored();
  stored.dossier->row.due_at = *stored.dossier->row.due_at + absl::Hours(24);
  stored.dossier->row.office = "YB-I-01";
  stored.dossier->head[0] ^= 1;
  EXPECT_THAT(Findings(stored),
              ElementsAre("H15.05-221101-0001: dossier.head: is not the hash of the last fact",
                          "H15.05-221101-0001: dossier.office: 'YB-I-01', want 'YB-II-136'",
                          "H15.05-221101-0001: dossier.due_at: 2022-11-09 01:00:00+00, want 2022-11-08 01:00:00+00"));
}

TEST(DossierCheckTest, AStateThatDiffersSaysWhere) {
  StoredDossier stored = Stored();
  core::v1::Dossier state;
  ASSERT_TRUE(state.ParseFromString(stored.dossier->row.state));
  state.set_fees_paid_vnd(5);
  stored.dossier->row.state = CanonicalBytes(state);
  EXPECT_THAT(Findings(stored), ElementsAre(HasSubstr("fees_paid_vnd: 5 -> 1000")));
}

TEST(DossierCheckTest, RowsWithoutFactsAndFactsWithoutRowAreNamed) {
  StoredDossier no_row = Stored();
  no_row.dossier.reset();
  EXPECT_THAT(Findings(no_row), ElementsAre("H15.05-221101-0001: has no row in ledger.dossier"));
  StoredDossier no_facts = Stored();
  no_facts.facts.clear();
  no_facts.claims.clear();
  EXPECT_THAT(Findings(no_facts), Contains("H15.05-221101-0001: has a row in ledger.dossier and no facts"));
  StoredDossier item_only{.key = Id().value(), .items = Stored().items};
  EXPECT_THAT(Findings(item_only), ElementsAre("H15.05-221101-0001: has no row in ledger.dossier"));
}

TEST(DossierCheckTest, ItemsAreComparedOneByOne) {
  StoredDossier stored = Stored();
  stored.items[0].holder = "STP";
  EXPECT_THAT(Findings(stored), ElementsAre("H15.05-221101-0001: item 1 holder: 'STP', want 'SGTVT'"));
  stored.items[0].item = 2;
  EXPECT_THAT(Findings(stored), ElementsAre("H15.05-221101-0001: item 2: no fact brought it into being",
                                            "H15.05-221101-0001: item 1: has no row in ledger.item"));
}

TEST(DossierCheckTest, PersonsAreComparedWithTheDigestsInTheFacts) {
  StoredDossier stored = Stored();
  const auto another = Keep(*Persons().ring, trust::v1::DATA_CLASS_NORMAL, Id(), TheOwner());
  stored.persons = {*another};
  stored.data_keys[{1, 1}] = *another->key;
  stored.index[{1, 1}].tokens = another->tokens;
  EXPECT_THAT(Findings(stored),
              ElementsAre("H15.05-221101-0001, fact 1: person 1 version 1: is not the record that was signed"));
  stored.persons[0].version = 2;
  EXPECT_THAT(Findings(stored),
              ElementsAre("H15.05-221101-0001, fact 1: person 1 version 1: has no row in ledger.person",
                          "H15.05-221101-0001: person 1 version 1: a data key without a record",
                          "H15.05-221101-0001: person 1 version 2: no fact refers to it"));
}

TEST(DossierCheckTest, AnIndexEntryOfOthersIsNamed) {
  StoredDossier stored = Stored();
  stored.index[{1, 1}].scopes.push_back("oYB-I-01");
  EXPECT_THAT(Findings(stored),
              ElementsAre("H15.05-221101-0001: person 1 version 1: the index says that it is others'"));
}

TEST(DossierCheckTest, AKeyThatIsNoDossiersIsNamed) {
  StoredDossier stored = Stored();
  stored.key = identity::DossierId::Make(6, absl::CivilDay(2022, 11, 1), 1)->value();
  EXPECT_THAT(Findings(stored), Contains(HasSubstr("the key is no dossier's")));
}

TEST(DossierCheckTest, TheHookSeesStateAndFacts) {
  const auto hook = [](const core::v1::Dossier& dossier, const std::vector<core::v1::Fact>& facts) {
    return std::vector<std::string>{absl::StrCat("version ", dossier.version(), " of ", facts.size(), " facts")};
  };
  EXPECT_THAT(Findings(Stored(), hook), ElementsAre("H15.05-221101-0001: version 3 of 3 facts"));
}

// Two rows of one writer: a transaction of facts, and one of an answer.
class BatchCheckTest : public ::testing::Test {
 protected:
  BatchCheckTest() {
    first_.inventory =
        EncodeInventory({.facts = {{.dossier = Id().value(), .last = 1, .count = 1, .head = std::string(32, 'h')}}});
    second_.inventory =
        EncodeInventory({.answers = {{.request_id = answer_.request_id,
                                      .digest = AnswerDigest(answer_.dossier, answer_.digest, answer_.answer)}}});
    first_hash_ = BatchHash(GenesisHash(kLedger), first_);
    second_hash_ = BatchHash(first_hash_, second_);
  }
  std::vector<std::string> Run(bool with_first = true, bool with_second = true, bool with_answer = true) {
    BatchCheck check(kLedger);
    if (with_first) check.AddBatch(first_, first_hash_);
    if (with_second) check.AddBatch(second_, second_hash_);
    if (with_answer) check.AddAnswer(answer_);
    check.Finish();
    std::vector<std::string> texts;
    for (const Finding& finding : check.findings()) texts.push_back(finding.ToString());
    return texts;
  }

  const std::string kLedger = std::string(16, 'l');
  StoredAnswer answer_{.request_id = std::string(16, '\x11'),
                       .dossier = Id().value(),
                       .digest = std::string(32, 'd'),
                       .recorded_at = absl::FromUnixSeconds(2),
                       .answer = "answer"};
  BatchRow first_{.writer = std::string(16, 'w'), .number = 1, .tx = 700, .recorded_at = absl::FromUnixSeconds(1)};
  BatchRow second_{.writer = std::string(16, 'w'), .number = 2, .tx = 701, .recorded_at = absl::FromUnixSeconds(2)};
  std::string first_hash_, second_hash_;
};

TEST_F(BatchCheckTest, WhatIsAsItWasWrittenHasNoFindings) { EXPECT_THAT(Run(), IsEmpty()); }

TEST_F(BatchCheckTest, AMissingBatchAnswerOrBothAreNamed) {
  EXPECT_THAT(Run(false), Contains(HasSubstr("batch 1 of writer")));
  EXPECT_THAT(Run(true, false), ElementsAre(HasSubstr("no transaction of the ledger wrote it")));
  EXPECT_THAT(Run(true, true, false),
              ElementsAre("answer 11111111-1111-1111-1111-111111111111 of transaction 701: is missing"));
}

TEST_F(BatchCheckTest, AChangedAnswerIsNamed) {
  answer_.answer = "another";
  answer_.recorded_at += absl::Seconds(1);
  EXPECT_THAT(Run(), ElementsAre(HasSubstr("is not the one that transaction 701 wrote"), HasSubstr("recorded_at: ")));
}

TEST_F(BatchCheckTest, AnAnswerOfNoDossierIsNamed) {
  answer_.dossier = 7;
  EXPECT_THAT(Run(), Contains(HasSubstr("key 7 is no dossier's")));
}

TEST_F(BatchCheckTest, AChangedInventoryIsNamedByItsTransaction) {
  first_.inventory[5] ^= 1;
  EXPECT_THAT(Run(), Contains("transaction 700: its row in ledger.batch is not the one that was written"));
  first_.inventory = "";
  EXPECT_THAT(Run(), Contains("transaction 700: wrote nothing"));
  first_.inventory = "?";
  EXPECT_THAT(Run(), Contains(HasSubstr("transaction 700: inventory: ")));
}

}  // namespace
}  // namespace hoso::ledger
