// The book of journals on a real PostgreSQL: what is noted, what is noticed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pqxx/pqxx>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/journal/book.h"
#include "common/rpc/request_id.h"
#include "tests/support/database.h"
#include "tests/support/matchers.h"

namespace hoso::journal {
namespace {

using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::TestDatabase;
using ::testing::ElementsAre;

const absl::Time kNow = absl::FromUnixSeconds(1'668'391'200);
const Book::From kFrom = {.machine = "hoso://yen-bai/office/YB-CP-04378", .device = "YB-CP-04378-Q1"};

class BookTest : public ::testing::Test {
 protected:
  // Entries `from` to `to`, written by the machine that calls itself `by`.
  std::vector<Link> Chain(int from, int to, const std::string& by = "first") {
    std::vector<Link> links;
    std::string previous = NoDigest();
    for (int position = 1; position <= to; ++position) {
      Link link;
      link.body.set_journal_id(journal_);
      link.body.set_position(position);
      link.body.set_kind("intake.AcceptDossier");
      link.body.set_request(position <= shared_ ? "both" : by);
      link.body.mutable_occurred_at()->set_seconds(1'668'391'200 + position);
      link.previous = previous;
      previous = link.digest = DigestOf(previous, link.body.SerializeAsString());
      if (position >= from) links.push_back(std::move(link));
    }
    return links;
  }
  std::vector<std::string> Outcomes() {
    pqxx::connection connection(database_.Conninfo("hoso_auditor"));
    std::vector<std::string> rows;
    for (const auto& row : pqxx::nontransaction(connection)
                               .exec("SELECT position, outcome, reason FROM journal.entry WHERE journal_id = '" +
                                     journal_ + "' ORDER BY 1")) {
      rows.push_back(absl::StrCat(row[0].c_str(), " ", row[1].c_str(), " ", row[2].c_str()));
    }
    return rows;
  }

  TestDatabase database_;
  Book book_{database_.Conninfo("hoso_intake"), 2};
  const std::string journal_ = rpc::NewRequestId();
  int shared_ = 5;  // Positions at which two machines with one journal say the same.
};

TEST_F(BookTest, TakesWhatItHadAgain) {
  EXPECT_THAT(book_.Note(kFrom, Chain(1, 3), kNow), IsOk());
  EXPECT_THAT(book_.Note(kFrom, Chain(2, 4), kNow), IsOk());
  EXPECT_THAT(book_.Note(kFrom, Chain(1, 4), kNow), IsOk());
  EXPECT_THAT(Outcomes(), ElementsAre("1 0 ", "2 0 ", "3 0 ", "4 0 "));
}

TEST_F(BookTest, KeepsWhatWasRecorded) {
  ASSERT_THAT(book_.Note(kFrom, Chain(1, 2), kNow), IsOk());
  ASSERT_THAT(book_.Settle(journal_,
                           {{.position = 1, .outcome = v1::EntryOutcome::OUTCOME_RECORDED},
                            {.position = 2, .outcome = v1::EntryOutcome::OUTCOME_REFUSED, .reason = "LEASE_CLOSED"}},
                           kNow),
              IsOk());
  EXPECT_THAT(Outcomes(), ElementsAre("1 1 ", "2 3 LEASE_CLOSED"));
  ASSERT_THAT(book_.Settle(journal_,
                           {{.position = 1, .outcome = v1::EntryOutcome::OUTCOME_TRY_AGAIN, .reason = "UNAVAILABLE"},
                            {.position = 2, .outcome = v1::EntryOutcome::OUTCOME_RECORDED}},
                           kNow),
              IsOk());
  EXPECT_THAT(Outcomes(), ElementsAre("1 1 ", "2 1 "));
}

TEST_F(BookTest, SaysWhatHadBecomeOfWhatComesAgain) {
  EXPECT_THAT(*book_.Note(kFrom, Chain(1, 3), kNow), ::testing::IsEmpty());
  ASSERT_THAT(book_.Settle(journal_,
                           {{.position = 1, .outcome = v1::EntryOutcome::OUTCOME_RECORDED},
                            {.position = 3, .outcome = v1::EntryOutcome::OUTCOME_REFUSED}},
                           kNow),
              IsOk());
  EXPECT_THAT(*book_.Note(kFrom, Chain(1, 4), kNow), ElementsAre(std::pair(1, v1::EntryOutcome::OUTCOME_RECORDED),
                                                                 std::pair(3, v1::EntryOutcome::OUTCOME_REFUSED)));
}

TEST_F(BookTest, GivesUpWhatWasNotRecordedAndNothingElse) {
  const std::vector<Link> links = Chain(1, 4);
  ASSERT_THAT(book_.Note(kFrom, Chain(1, 3), kNow), IsOk());
  ASSERT_THAT(book_.Settle(journal_,
                           {{.position = 1, .outcome = v1::EntryOutcome::OUTCOME_RECORDED},
                            {.position = 2, .outcome = v1::EntryOutcome::OUTCOME_REFUSED, .reason = "LEASE_CLOSED"}},
                           kNow),
              IsOk());
  const auto give_up = [&](const Link& link, const Book::From& from = kFrom) {
    return book_.Void(from,
                      {.journal_id = journal_,
                       .position = link.body.position(),
                       .digest = link.digest,
                       .previous = link.previous,
                       .kind = link.body.kind(),
                       .occurred_at = kNow,
                       .by = "KSV-1",
                       .ground = "nhập hai lần"},
                      kNow);
  };
  EXPECT_THAT(give_up(links[0]), HasReason("ENTRY_RECORDED"));
  EXPECT_THAT(give_up(links[1]), IsOk());
  EXPECT_THAT(give_up(links[1]), IsOk());
  EXPECT_THAT(give_up(links[3]), IsOk());  // That no service had seen.
  EXPECT_THAT(give_up(links[2], {.machine = "hoso://yen-bai/office/YB-CP-04381"}), HasReason("JOURNAL_OF_ANOTHER"));
  EXPECT_THAT(give_up(Chain(1, 3, "copy")[2]), IsOk());  // As far as they say the same.
  shared_ = 0;
  EXPECT_THAT(give_up(Chain(2, 2, "copy")[0]), HasReason("JOURNAL_FORKED"));
  EXPECT_THAT(Outcomes(), ElementsAre("1 1 ", "2 5 ENTRY_VOIDED", "3 5 ENTRY_VOIDED", "4 5 ENTRY_VOIDED"));
  // A refusal leaves it as it is; what the ledger has, counts.
  ASSERT_THAT(book_.Settle(journal_,
                           {{.position = 2, .outcome = v1::EntryOutcome::OUTCOME_REFUSED, .reason = "ENTRY_VOIDED"},
                            {.position = 3, .outcome = v1::EntryOutcome::OUTCOME_RECORDED}},
                           kNow),
              IsOk());
  EXPECT_THAT(Outcomes(), ElementsAre("1 1 ", "2 5 ENTRY_VOIDED", "3 1 ", "4 5 ENTRY_VOIDED"));
}

TEST_F(BookTest, NoticesACopyAtTheEntryByWhichItDiffers) {
  ASSERT_THAT(book_.Note(kFrom, Chain(1, 6), kNow), IsOk());
  EXPECT_THAT(book_.Note(kFrom, Chain(1, 5, "copy"), kNow), IsOk());  // The same until then.
  EXPECT_THAT(book_.Note(kFrom, Chain(6, 6, "copy"), kNow), HasReason("JOURNAL_FORKED"));
  EXPECT_THAT(Outcomes(), ::testing::SizeIs(6));
}

TEST_F(BookTest, NoticesACopyBesideWhatAnotherDoorHas) {
  ASSERT_THAT(book_.Note(kFrom, Chain(7, 7), kNow), IsOk());
  EXPECT_THAT(book_.Note(kFrom, Chain(6, 6, "copy"), kNow), HasReason("JOURNAL_FORKED"));
  EXPECT_THAT(book_.Note(kFrom, Chain(8, 8, "copy"), kNow), HasReason("JOURNAL_FORKED"));
  EXPECT_THAT(book_.Note(kFrom, Chain(6, 6), kNow), IsOk());  // The first goes on.
  EXPECT_THAT(book_.Note(kFrom, Chain(8, 8), kNow), IsOk());
}

TEST_F(BookTest, NoticesOneOfTwoThatComeAtTheSameTime) {
  for (int round = 0; round < 20; ++round) {
    shared_ = round;
    std::vector<absl::Status> said(2);
    const std::vector<Link> original = Chain(round + 1, round + 1), copy = Chain(round + 2, round + 2, "copy");
    std::thread other([&] { said[0] = book_.Note(kFrom, original, kNow).status(); });
    said[1] = book_.Note(kFrom, copy, kNow).status();
    other.join();
    EXPECT_EQ(said[0].ok() + said[1].ok(), 1) << round << said[0] << said[1];
    pqxx::connection owner(database_.Conninfo("hoso_owner"));
    pqxx::work tx(owner);
    tx.exec("DELETE FROM journal.entry");
    tx.commit();
  }
}

TEST_F(BookTest, IsOfOneMachine) {
  ASSERT_THAT(book_.Note(kFrom, Chain(1, 1), kNow), IsOk());
  EXPECT_THAT(book_.Note({.machine = "hoso://yen-bai/office/YB-II-136", .device = "x"}, Chain(2, 2), kNow),
              HasReason("JOURNAL_OF_ANOTHER"));
}

}  // namespace
}  // namespace hoso::journal
