// A forger with all rights on the database, who computes everything again (chains, states, the inventories of the
// transactions to the end of every writer): Verify finds nothing, the checkpoints name it.
#include <fstream>
#include <map>
#include <set>

#include "absl/strings/escaping.h"
#include "common/custody/custody.h"
#include "common/digest/sha256.h"
#include "common/dossier/dossier_change.h"
#include "common/dossier/fold.h"
#include "common/dossier/testing.h"
#include "common/files/atomic_file.h"
#include "common/ledger/checkpoint_testing.h"
#include "common/ledger/inventory.h"
#include "common/ledger/projection.h"
#include "common/ledger/verify_rows.h"
#include "common/postgres/time_text.h"
#include "common/proto_time/proto_time.h"

namespace hoso::ledger {
namespace {

using ::hoso::testing::IsOk;
using testing::CodeOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::Id;
using ::testing::IsEmpty;

const absl::CivilDay kFirst(2022, 11, 1);
const std::vector<std::string> kTables = {"fact",   "dossier", "item", "person", "person_key", "person_index",
                                          "answer", "batch"};

std::string Bytea(const std::string& bytes) { return absl::StrCat("'\\x", absl::BytesToHexString(bytes), "'::bytea"); }

// What is in the database, to be changed and written back in full.
struct Forger {
  struct Fact {
    int64_t dossier;
    int32_t sequence;
    uint64_t tx;
    std::string body;
    std::string hash;
  };
  struct Batch {
    BatchRow row;
    std::vector<InventoryAnswer> answers;
  };
  std::vector<Fact> facts;     // By dossier and sequence.
  std::vector<Batch> batches;  // By writer and number.
  std::string ledger_id;
  std::set<std::string> gone_answers;  // Request ids, 16 bytes.

  static Forger Read(const std::string& conninfo) {
    Forger forger;
    auto snapshot = Snapshot::Open(conninfo).value();
    forger.ledger_id = snapshot->LedgerIds().at(0);
    for (const KeyRange& range : snapshot->Ranges(1000)) {
      for (const auto& [key, dossier] : snapshot->Read(range)) {
        for (const StoredFactRow& fact : dossier.facts) {
          forger.facts.push_back({key, fact.row.sequence, fact.tx, fact.row.body, fact.row.hash});
        }
      }
    }
    snapshot->ForEachBatch([&](const BatchRow& row, const std::string&) {
      forger.batches.push_back({row, DecodeInventory(row.inventory).value().answers});
    });
    return forger;
  }

  std::vector<Fact>::iterator Find(int64_t dossier, int32_t sequence) {
    return std::find_if(facts.begin(), facts.end(),
                        [&](const Fact& fact) { return fact.dossier == dossier && fact.sequence == sequence; });
  }

  // Somebody else did it.
  void Change(int64_t dossier, int32_t sequence) {
    const auto fact = Find(dossier, sequence);
    core::v1::Fact body;
    ASSERT_TRUE(body.ParseFromString(fact->body));
    body.mutable_actor()->set_staff_id("NV-9");
    fact->body = body.SerializeAsString();
  }

  // A payment more, by a transaction that wrote of something else.
  void Append(int64_t dossier, uint64_t tx) {
    auto last = std::find_if(facts.rbegin(), facts.rend(), [&](const Fact& fact) { return fact.dossier == dossier; });
    core::v1::Fact body;
    ASSERT_TRUE(body.ParseFromString(last->body));
    const int32_t sequence = last->sequence + 1;
    body.set_sequence(sequence);
    *body.mutable_payment_recorded() = dossier::testing::PaymentRecorded(1000, testing::Noted()).payment_recorded();
    facts.insert(last.base(), {dossier, sequence, tx, body.SerializeAsString(), ""});
  }

  // Chains, and what the transactions say that they wrote.
  void ComputeAgain() {
    std::string head;
    for (size_t i = 0; i < facts.size(); ++i) {
      if (i == 0 || facts[i].dossier != facts[i - 1].dossier) head = std::string(kDigestBytes, '\0');
      head = facts[i].hash = dossier::ChainHash(head, facts[i].body);
    }
    std::vector<Batch> kept;
    for (Batch& batch : batches) {
      Inventory inventory;
      for (const Fact& fact : facts) {
        if (fact.tx != batch.row.tx) continue;
        if (inventory.facts.empty() || inventory.facts.back().dossier != fact.dossier) {
          inventory.facts.push_back({.dossier = fact.dossier});
        }
        InventoryFacts& claim = inventory.facts.back();
        claim = {fact.dossier, fact.sequence, claim.count + 1, fact.hash};
      }
      for (const InventoryAnswer& answer : batch.answers) {
        if (!gone_answers.contains(answer.request_id)) inventory.answers.push_back(answer);
      }
      if (inventory.facts.empty() && inventory.answers.empty()) continue;
      batch.row.inventory = EncodeInventory(inventory);
      batch.row.number = kept.empty() || kept.back().row.writer != batch.row.writer ? 1 : kept.back().row.number + 1;
      kept.push_back(batch);
    }
    batches = std::move(kept);
  }
};

class ForgeryTest : public testing::CheckpointTest {
 protected:
  ForgeryTest() {
    auto intake = testing::OpenOrDie(testing::OptionsFor(database_.Conninfo("hoso_intake")));
    auto routing = testing::OpenOrDie(testing::OptionsFor(database_.Conninfo("hoso_routing")));
    for (int i = 1; i <= 3; ++i) Must(*intake, testing::AcceptWithOwner(Id(i), absl::StrCat("owner ", i)));
    Must(*intake, testing::Pay(Id(2)));
    EXPECT_THAT(Close(kFirst), IsOk());
    Must(*routing, testing::Move(Id(1), custody::Carrier("X-1")));
    Must(*intake, testing::Accept(Id(4)));
    Must(*intake, testing::Pay(Id(1)));
    EXPECT_THAT(Close(kFirst + 1), IsOk());
    Must(*intake, testing::Pay(Id(3)));  // In no checkpoint yet.
    for (const std::string& table : kTables) {
      Sql(absl::StrCat("CREATE TABLE public.saved_", table, " AS TABLE ledger.", table));
    }
  }

  Forger Read() { return Forger::Read(database_.Conninfo("hoso_auditor")); }

  void Restore() {
    for (const std::string& table : kTables) {
      Sql(absl::StrCat("TRUNCATE ledger.", table, "; INSERT INTO ledger.", table, " SELECT * FROM public.saved_",
                       table));
    }
  }

  // A dossier of which nothing is left, and its answers.
  void Erase(Forger& forger, int64_t dossier) {
    std::erase_if(forger.facts, [&](const Forger::Fact& fact) { return fact.dossier == dossier; });
    for (const pqxx::row& row :
         Sql(absl::StrCat("DELETE FROM ledger.answer WHERE dossier = ", dossier, " RETURNING request_id"))) {
      forger.gone_answers.insert(UuidBytes(row[0].c_str()));
    }
    for (const char* table : {"dossier", "item", "person", "person_key", "person_index"}) {
      Sql(absl::StrCat("DELETE FROM ledger.", table, " WHERE dossier = ", dossier));
    }
  }

  void Write(Forger& forger) {
    forger.ComputeAgain();
    std::string sql = "BEGIN; TRUNCATE ledger.fact, ledger.batch;";
    std::map<int64_t, core::v1::Dossier> states;
    for (const Forger::Fact& fact : forger.facts) {
      core::v1::Fact body;
      ASSERT_TRUE(body.ParseFromString(fact.body));
      core::v1::Dossier& state = states[fact.dossier];
      state.set_dossier_code(body.dossier_code());
      ASSERT_THAT(dossier::Apply(state, body), IsOk());
      absl::StrAppend(&sql, "INSERT INTO ledger.fact (dossier, sequence, kind, recorded_at, tx, hash, body) VALUES (",
                      fact.dossier, ", ", fact.sequence, ", ", static_cast<int>(body.payload_case()), ", '",
                      postgres::TimeText(FromProto(body.recorded_at())), "', '", fact.tx, "', ", Bytea(fact.hash), ", ",
                      Bytea(fact.body), ");");
      const DossierRow row = ProjectDossier(identity::DossierId::FromValue(fact.dossier).value(), state);
      absl::StrAppend(&sql, "UPDATE ledger.dossier SET version = ", row.version, ", head = ", Bytea(fact.hash),
                      ", state = ", Bytea(row.state), " WHERE dossier = ", fact.dossier, ";");
    }
    std::string previous, writer;
    for (const Forger::Batch& batch : forger.batches) {
      if (batch.row.writer != writer) previous = GenesisHash(forger.ledger_id);
      writer = batch.row.writer;
      previous = BatchHash(previous, batch.row);
      absl::StrAppend(&sql, "INSERT INTO ledger.batch (tx, writer, number, recorded_at, inventory, hash) VALUES ('",
                      batch.row.tx, "', '", UuidText(writer), "', ", batch.row.number, ", '",
                      postgres::TimeText(batch.row.recorded_at), "', ", Bytea(batch.row.inventory), ", ",
                      Bytea(previous), ");");
    }
    Sql(sql + "COMMIT");
  }

  // Nothing that the database could say of itself tells of it.
  void ExpectPerfect() {
    const auto report = Verify({.conninfo = database_.Conninfo("hoso_auditor"), .agencies = testing::Codes()});
    ASSERT_THAT(report, IsOk());
    EXPECT_TRUE(report->ok()) << report->findings[0].ToString();
  }

  std::vector<Forger::Fact> InCheckpoints() {
    std::vector<Forger::Fact> facts = Read().facts;
    std::erase_if(facts, [](const Forger::Fact& fact) { return fact.dossier == Id(3).value() && fact.sequence == 2; });
    EXPECT_EQ(facts.size(), 7u);
    return facts;
  }

  static std::string Name(int64_t dossier, int32_t sequence) {
    return absl::StrCat(CodeOf(identity::DossierId::FromValue(dossier).value()), ", fact ", sequence, ": ");
  }
};

TEST_F(ForgeryTest, WithoutAForgerAllAgrees) {
  ExpectPerfect();
  EXPECT_THAT(Findings(), IsEmpty());
  Forger forger = Read();
  Write(forger);  // The forger's work itself changes nothing.
  ExpectPerfect();
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(ForgeryTest, AnyFactChangedIsNamedFirst) {
  for (const Forger::Fact& fact : InCheckpoints()) {
    Forger forger = Read();
    forger.Change(fact.dossier, fact.sequence);
    Write(forger);
    ExpectPerfect();
    const std::vector<std::string> findings = Findings();
    ASSERT_THAT(findings, ::testing::Not(IsEmpty()));
    EXPECT_THAT(findings[0], HasSubstr(Name(fact.dossier, fact.sequence) + "changed since the checkpoint of"));
    Restore();
  }
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(ForgeryTest, TheLastFactOfAnyDossierTakenAwayIsNamed) {
  for (const auto& [number, last] : {std::pair(1, 3), {2, 2}}) {
    Forger forger = Read();
    forger.facts.erase(forger.Find(Id(number).value(), last));
    Write(forger);
    ExpectPerfect();
    EXPECT_THAT(Findings(), ::testing::ElementsAre(HasSubstr(Name(Id(number).value(), last) + "vanished")));
    Restore();
  }
}

TEST_F(ForgeryTest, ADossierErasedIsNamed) {
  for (int number = 1; number <= 4; ++number) {
    Forger forger = Read();
    Erase(forger, Id(number).value());
    Write(forger);
    ExpectPerfect();
    EXPECT_THAT(Findings(), Contains(HasSubstr(Name(Id(number).value(), 1) + "vanished")));
    Restore();
  }
}

TEST_F(ForgeryTest, AFactPutInAmongOlderOnesIsNamed) {
  std::set<uint64_t> transactions;
  for (const Forger::Fact& fact : InCheckpoints()) transactions.insert(fact.tx);
  transactions.erase(*transactions.rbegin());  // After the last of the tree it would be a new one.
  for (const uint64_t tx : transactions) {
    Forger forger = Read();
    forger.Append(Id(4).value(), tx);
    Write(forger);
    ExpectPerfect();
    EXPECT_THAT(Findings(), ::testing::ElementsAre(HasSubstr(Name(Id(4).value(), 2) + "inserted")));
    Restore();
  }
}

TEST_F(ForgeryTest, AForgerWhoMendsTheListsAsWellIsFoundByWhatWasSigned) {
  Forger forger = Read();
  forger.Change(Id(2).value(), 2);
  Write(forger);
  const std::string path = checkpoint::LeavesPath(folder_, kFirst);
  std::string list;
  for (const Forger::Fact& fact : forger.facts) {
    if (files::ReadFile(path, 1 << 20)->find(absl::StrCat(" ", fact.dossier, " ", fact.sequence, " ")) !=
        std::string::npos) {
      list += checkpoint::FormatLeaf({fact.tx, fact.dossier, fact.sequence, fact.hash});
    }
  }
  ASSERT_THAT(files::WriteFile(path, list, files::Existing::kReplace), IsOk());
  EXPECT_THAT(Findings(), ::testing::ElementsAre("2022-11-01.leaves: is not the list that was signed",
                                                 HasSubstr("2022-11-01.checkpoint: facts 1 to 4 of the tree are not")));
}

TEST_F(ForgeryTest, WhatHappenedAfterTheLastCheckpointIsNotCovered) {
  Forger forger = Read();
  forger.Change(Id(3).value(), 2);
  Write(forger);
  ExpectPerfect();
  EXPECT_THAT(Findings(), IsEmpty());
}

}  // namespace
}  // namespace hoso::ledger
