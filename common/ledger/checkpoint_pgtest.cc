// Closing days, and the ledger against the files that this made.
#include <fstream>

#include "absl/time/clock.h"
#include "common/access_log/access_log.h"
#include "common/access_log/access_reader.h"
#include "common/checkpoint/merkle.h"
#include "common/checkpoint/note.h"
#include "common/clock/zone.h"
#include "common/digest/sha256.h"
#include "common/dossier/dossier_change.h"
#include "common/files/atomic_file.h"
#include "common/ledger/checkpoint_testing.h"
#include "common/ledger/export.h"
#include "common/ledger/leaf_reader.h"

namespace hoso::ledger {
namespace {

using ::hoso::testing::HasReason;
using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;
using testing::CodeOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Id;
using ::testing::IsEmpty;

const absl::CivilDay kFirst(2022, 11, 1);
constexpr char kPost[] = "hoso://yen-bai/service/post";

class CloseDayTest : public testing::CheckpointTest {
 protected:
  CloseDayTest() : intake_(testing::OpenOrDie(testing::OptionsFor(database_.Conninfo("hoso_intake")))) {}

  void Accept(int number) { Must(*intake_, testing::Accept(Id(number))); }
  void Pay(int number) { Must(*intake_, testing::Pay(Id(number))); }
  absl::StatusOr<std::vector<Closed>> CloseEachNow(absl::CivilDay until) {
    return CloseEachDay({.conninfo = database_.Conninfo("hoso_auditor"),
                         .folder = folder_,
                         .day = until,
                         .name = testing::kLedgerName,
                         .catalogue = std::string(64, 'c')},
                        key_);
  }
  static void Write(const std::string& path, const std::string& bytes) {
    ASSERT_THAT(files::WriteFile(path, bytes, files::Existing::kReplace), IsOk());
  }
  static std::string Bytes(const std::string& path) { return files::ReadFile(path, 1 << 20).value(); }

  std::unique_ptr<Ledger> intake_;
};

TEST_F(CloseDayTest, EachDayAddsItsFacts) {
  Accept(1);
  Pay(1);
  const auto first = Close(kFirst);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->checkpoint.size, 2u);
  EXPECT_EQ(first->added, 2u);
  EXPECT_FALSE(first->checkpoint.previous.has_value());
  Accept(2);
  const auto second = Close(kFirst + 3);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->checkpoint.size, 3u);
  EXPECT_EQ(second->added, 1u);
  EXPECT_EQ(second->checkpoint.previous->day, kFirst);
  const auto third = Close(kFirst + 4);  // On which nothing happened.
  ASSERT_THAT(third, IsOk());
  EXPECT_EQ(third->checkpoint.root, second->checkpoint.root);
  Accept(3);
  const auto report = CheckCheckpoints(Options());
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->findings, IsEmpty());
  ASSERT_EQ(report->days.size(), 3u);
  EXPECT_TRUE(HasSigned(report->days[0].signers, testing::kLedgerName));
  EXPECT_EQ(report->open, 1);
}

TEST_F(CloseDayTest, AnEmptyLedgerCanBeClosed) {
  ASSERT_THAT(Close(kFirst), IsOk());
  Accept(1);
  ASSERT_THAT(Close(kFirst + 1), IsOk());
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(CloseDayTest, ADayIsClosedOnce) {
  Accept(1);
  ASSERT_THAT(Close(kFirst), IsOk());
  const std::string bytes = Bytes(checkpoint::CheckpointPath(folder_, kFirst));
  const auto again = Close(kFirst);
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->was_closed);
  EXPECT_EQ(again->checkpoint.size, 1u);
  Accept(2);
  EXPECT_THAT(Close(kFirst), HasReason("DAY_CLOSED"));
  EXPECT_THAT(Close(kFirst - 1), HasReason("DAY_CLOSED"));
  EXPECT_EQ(Bytes(checkpoint::CheckpointPath(folder_, kFirst)), bytes);
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(CloseDayTest, WhatIsNotCompleteComesWithTheNextDay) {
  Accept(1);
  AwaitComplete();
  pqxx::connection other(database_.Conninfo("postgres"));
  pqxx::work open(other);
  open.exec("SELECT pg_current_xact_id()");
  Accept(2);
  const auto first = CloseNow(kFirst);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->checkpoint.size, 1u);
  EXPECT_EQ(first->incomplete, 1);
  open.abort();
  const auto second = Close(kFirst + 1);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->checkpoint.size, 2u);
  EXPECT_EQ(second->incomplete, 0);
}

TEST_F(CloseDayTest, DaysThatNobodyClosedAreClosedInOnePass) {
  const absl::Time morning = clock::LocalTime(absl::CivilSecond(kFirst) + 8 * 3600);
  Accept(1);  // On the first day.
  for (const int days : {0, 1, 1, 4, 2, 5, 9}) Must(*intake_, testing::PayAt(Id(1), morning + days * absl::Hours(24)));
  AwaitComplete();
  const auto closed = CloseEachNow(kFirst + 5);
  ASSERT_THAT(closed, IsOk());
  std::vector<std::pair<absl::CivilDay, uint64_t>> days;
  for (const Closed& day : *closed) days.emplace_back(day.checkpoint.day, day.checkpoint.size);
  EXPECT_THAT(days, ElementsAre(std::pair(kFirst, 2u), std::pair(kFirst + 1, 4u),
                                std::pair(kFirst + 4, 6u),  // With the one of an earlier day behind it.
                                std::pair(kFirst + 5, 7u)));
  EXPECT_THAT(Findings(), IsEmpty());
  EXPECT_THAT(*CloseEachNow(kFirst + 5), IsEmpty());
  EXPECT_THAT(*CloseEachNow(kFirst), IsEmpty()) << "a series that goes further has nothing open";

  Must(*intake_, testing::PayAt(Id(1), morning));  // Behind the one of the tenth day.
  AwaitComplete();
  const auto rest = CloseEachNow(kFirst + 30);
  ASSERT_THAT(rest, IsOk());
  ASSERT_EQ(rest->size(), 1u);
  EXPECT_EQ((*rest)[0].checkpoint.day, kFirst + 9);
  EXPECT_EQ((*rest)[0].added, 2u);
  EXPECT_EQ((*rest)[0].checkpoint.previous->day, kFirst + 5);
  ASSERT_THAT(Close(kFirst + 40), IsOk()) << "a day is closed alone after that as well";
  EXPECT_THAT(Findings(), IsEmpty());

  Sql("UPDATE ledger.fact SET hash = sha256(hash) WHERE sequence = 2");
  EXPECT_THAT(CloseEachNow(kFirst + 50), HasReason("LEDGER_CHANGED"));
}

TEST_F(CloseDayTest, ALedgerThatIsNotAsItWasIsNotSigned) {
  Accept(1);
  Accept(2);
  ASSERT_THAT(Close(kFirst), IsOk());
  Sql(absl::StrCat("UPDATE ledger.fact SET hash = set_byte(hash, 0, get_byte(hash, 0) # 1) WHERE dossier = ",
                   Id(2).value()));
  const auto refused = Close(kFirst + 1);
  EXPECT_THAT(refused, HasReason("LEDGER_CHANGED"));
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr(absl::StrCat("dossier key ", Id(2).value(), ", fact 1: changed since")));
  EXPECT_FALSE(std::filesystem::exists(checkpoint::CheckpointPath(folder_, kFirst + 1)));
  EXPECT_FALSE(std::filesystem::exists(checkpoint::LeavesPath(folder_, kFirst + 1)));
}

TEST_F(CloseDayTest, AFactAmongOlderOnesIsNotSigned) {
  Accept(1);
  Accept(2);
  ASSERT_THAT(Close(kFirst), IsOk());
  Sql("INSERT INTO ledger.fact (dossier, sequence, kind, recorded_at, tx, hash, body) SELECT dossier + 7, sequence, "
      "kind, recorded_at, tx, hash, body FROM ledger.fact ORDER BY tx LIMIT 1");
  const auto refused = Close(kFirst + 1);
  EXPECT_THAT(refused, HasReason("LEDGER_CHANGED"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("inserted"));
}

TEST_F(CloseDayTest, ADatabaseWhoseTransactionIdsBeganAnewIsNotSigned) {
  Accept(1);
  ASSERT_THAT(Close(kFirst), IsOk());
  Sql("UPDATE ledger.fact SET tx = '4611686018427387904'");
  const auto refused = CloseNow(kFirst + 1);
  EXPECT_THAT(refused, HasReason("TRANSACTION_IDS_BEHIND"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("pg_resetwal"));
}

TEST_F(CloseDayTest, ABrokenSeriesIsNotContinued) {
  Accept(1);
  ASSERT_THAT(Close(kFirst), IsOk());
  ASSERT_THAT(Close(kFirst + 1), IsOk());
  std::filesystem::remove(checkpoint::CheckpointPath(folder_, kFirst));
  EXPECT_THAT(Close(kFirst + 2), HasReason("SERIES_BROKEN"));
}

TEST_F(CloseDayTest, AListLeftByAPowerCutIsWrittenAgain) {
  Accept(1);
  Write(checkpoint::LeavesPath(folder_, kFirst), "half of it");
  EXPECT_THAT(Close(kFirst + 1), HasReason("SERIES_BROKEN"));
  ASSERT_THAT(Close(kFirst), IsOk());
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(CloseDayTest, SignaturesAndCountersignaturesAreChecked) {
  Accept(1);
  ASSERT_THAT(Close(kFirst), IsOk());
  ASSERT_THAT(Close(kFirst + 1), IsOk());
  CheckpointOptions options = Options();
  options.countersigners = {kPost};
  EXPECT_THAT(Findings(options),
              Contains("2022-11-01.checkpoint: has no good signature of hoso://yen-bai/service/post"));

  const std::string path = checkpoint::CheckpointPath(folder_, kFirst), bytes = Bytes(path);
  const auto forger = signing::PrivateKey::Generate();
  auto note = checkpoint::ParseNote(bytes).value();
  note.signatures = {checkpoint::SignText(note.text, testing::kLedgerName, forger)};
  Write(path, FormatNote(note));
  EXPECT_THAT(Findings(), ElementsAre(HasSubstr("2022-11-01.checkpoint: has no good signature of")));
  note = checkpoint::ParseNote(bytes).value();
  note.signatures[0].bytes[0] ^= 1;
  Write(path, FormatNote(note));
  EXPECT_THAT(Findings(), Contains(HasSubstr("2022-11-01.checkpoint: the signature of hoso://")));
  Write(path, bytes);

  // Revoked afterwards, nobody confirming it; then a new key signs for a later day.
  keys_.mutable_keys(0)->mutable_revoked_at()->set_seconds(1'800'000'000);
  EXPECT_THAT(Findings(), ElementsAre(HasSubstr("2022-11-02.checkpoint: the key of"), HasSubstr("2022-11-01")));
  *keys_.add_keys() =
      signing::EntryFor(forger.public_key(), trust::v1::KEY_USE_CHECKPOINT, testing::kLedgerName, absl::UnixEpoch());
  ASSERT_THAT(CloseDay({.conninfo = database_.Conninfo("hoso_auditor"),
                        .folder = folder_,
                        .day = kFirst + 2,
                        .name = testing::kLedgerName,
                        .catalogue = std::string(64, 'c')},
                       forger),
              IsOk());
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(CloseDayTest, ASignatureThatStandsThereTwiceIsFound) {
  Accept(1);
  ASSERT_THAT(Close(kFirst), IsOk());
  const std::string path = checkpoint::CheckpointPath(folder_, kFirst), bytes = Bytes(path);
  Write(path, bytes + bytes.substr(bytes.find("\n\n") + 2));
  EXPECT_THAT(Findings(), ElementsAre(HasSubstr("2022-11-01.checkpoint: the signature of hoso://yen-bai/service/ledger "
                                                "stands there twice")));
}

TEST_F(CloseDayTest, ACheckpointKeptElsewhereIsMissedWhereItWasTakenAway) {
  Accept(1);
  ASSERT_THAT(Close(kFirst), IsOk());
  ASSERT_THAT(Close(kFirst + 1), IsOk());
  const std::string last = checkpoint::CheckpointPath(folder_, kFirst + 1), kept = folder_ + "/kept-by-the-post";
  std::filesystem::copy(last, kept);
  CheckpointOptions options = Options();
  options.kept = {kept};
  EXPECT_THAT(Findings(options), IsEmpty());
  std::filesystem::remove(last);
  std::filesystem::remove(checkpoint::LeavesPath(folder_, kFirst + 1));
  EXPECT_THAT(Findings(), IsEmpty());  // The last of all is missed by nobody else.
  EXPECT_THAT(Findings(options), ElementsAre(HasSubstr("2022-11-02.checkpoint: is missing, and was kept elsewhere")));
  Accept(2);
  ASSERT_THAT(Close(kFirst + 1), IsOk());
  EXPECT_THAT(Findings(options), ElementsAre(HasSubstr("2022-11-02.checkpoint: is not the one that was kept")));
  options.kept = {folder_ + "/none"};
  EXPECT_THAT(Findings(options), ElementsAre(HasSubstr("/none: cannot be read")));
}

TEST_F(CloseDayTest, AnExportThatIsNotRecordedIsNotThere) {
  Accept(1);
  AwaitComplete();
  const std::string path = folder_ + "/facts.binpb";
  const auto refused = ExportFacts(database_.Conninfo("hoso_auditor"), path,
                                   [](int64_t) { return absl::UnavailableError("the access log is away"); });
  EXPECT_THAT(refused.status(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_FALSE(std::filesystem::exists(path));
}

class AccessLogTest : public CloseDayTest {
 protected:
  void Show(int entries) {
    std::vector<access_log::AccessEntry> all(static_cast<size_t>(entries),
                                             access_log::MakeEntry(access::v1::DEED_VIEW, {}, "", "", absl::Now()));
    ASSERT_THAT(access_log::AppendOnce(database_.Conninfo("hoso_routing"), all), IsOk());
  }
  std::vector<std::string> AccessFindings() {
    const auto days = CheckCheckpoints(Options());
    EXPECT_THAT(days, IsOk());
    const auto report = access_log::CheckLog(database_.Conninfo("hoso_auditor"), days->access_heads);
    EXPECT_THAT(report, IsOk());
    std::vector<std::string> texts;
    for (const access_log::Finding& finding : report->findings) texts.push_back(finding.ToString());
    return texts;
  }
};

TEST_F(AccessLogTest, EachDayBindsItsEnd) {
  Accept(1);
  const auto first = Close(kFirst);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->checkpoint.access->entries, 0u);
  Show(3);
  const auto second = Close(kFirst + 1);
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->checkpoint.access->entries, 3u);
  Show(2);
  EXPECT_THAT(Findings(), IsEmpty());
  EXPECT_THAT(AccessFindings(), IsEmpty());
}

TEST_F(AccessLogTest, WhoTakesTheLastAwayIsFoundAfterTheDayWasClosed) {
  Accept(1);
  Show(5);
  ASSERT_THAT(Close(kFirst), IsOk());
  Sql("SET session_replication_role = replica");
  Sql("DELETE FROM access.entry WHERE sequence > 3");
  Sql("UPDATE access.head SET sequence = 3, hash = (SELECT hash FROM access.entry WHERE sequence = 3)");
  EXPECT_THAT(AccessFindings(), ElementsAre("access log: ends with entry 3, and the checkpoint of 2022-11-01 has 5: the "
                                            "last were taken away"));
  EXPECT_THAT(Close(kFirst + 1), HasReason("LEDGER_CHANGED"));
  Show(4);  // Others in their place.
  EXPECT_THAT(AccessFindings(),
              ElementsAre(HasSubstr("entry 5: it, or one before it, was changed since the checkpoint of 2022-11-01")));
  EXPECT_THAT(Close(kFirst + 1), HasReason("LEDGER_CHANGED"));
}

TEST_F(CloseDayTest, AnExportHasTheFactsInTheOrderOfTheTree) {
  for (int i = 1; i <= 5; ++i) Accept(6 - i);
  Pay(3);
  const auto closed = Close(kFirst);
  ASSERT_THAT(closed, IsOk());
  const std::string path = folder_ + "/facts.binpb";
  const auto count = ExportFacts(database_.Conninfo("hoso_auditor"), path, [](int64_t facts) {
    EXPECT_EQ(facts, 6);
    return absl::OkStatus();
  });
  ASSERT_THAT(count, IsOk());
  EXPECT_EQ(*count, 6);
  checkpoint::Tree tree;
  std::map<int64_t, std::string> heads;
  ASSERT_THAT(VisitExport(path,
                          [&](const v1::ExportedFact& fact) {
                            std::string& head = heads.try_emplace(fact.dossier(), kDigestBytes, '\0').first->second;
                            head = dossier::ChainHash(head, fact.body());
                            EXPECT_EQ(fact.hash(), head);
                            tree.Add(HashOf(checkpoint::Leaf{
                                .dossier = fact.dossier(), .sequence = fact.sequence(), .hash = fact.hash()}));
                          }),
              IsOk());
  EXPECT_EQ(tree.Root(), closed->checkpoint.root);
  const std::string bytes = Bytes(path);
  Write(path, bytes.substr(0, bytes.size() - 1));
  EXPECT_THAT(VisitExport(path, [](const v1::ExportedFact&) {}),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("after 5 facts")));
}

}  // namespace
}  // namespace hoso::ledger
