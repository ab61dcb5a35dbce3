#include "clients/counter/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "clients/counter/drafts.h"
#include "clients/counter/numbers.h"
#include "common/digest/sha256.h"
#include "common/journal/chain.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/request_id.h"
#include "tests/support/matchers.h"

namespace hoso::counter {
namespace {

using absl::StatusCode;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using journal::v1::EntryOutcome;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'683'176'400);
constexpr char kName[] = "NGUYỄN VĂN KHÔNG AI ĐỌC";

class JournalTest : public ::testing::Test {
 protected:
  JournalTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    Open();
  }
  ~JournalTest() override { std::filesystem::remove_all(folder_); }

  void Open() {
    Close();
    auto opened = Store::Open(path_, key_);
    ASSERT_THAT(opened, IsOk());
    store_ = *std::move(opened);
    journal_.emplace(*store_);
    numbers_.emplace(*store_);
    drafts_.emplace(*store_);
  }
  void Close() {
    drafts_.reset();
    numbers_.reset();
    journal_.reset();
    store_.reset();
  }
  static NewEntry Act(const std::string& id = rpc::NewRequestId(), absl::Time at = kNow) {
    return {.entry_id = id,
            .kind = "intake.AcceptDossier",
            .request = absl::StrCat("request of ", kName),
            .dossier_code = "H15.05-230504-0001",
            .occurred_at = at,
            .session = std::string(16, 's'),
            .told = absl::StrCat("told ", kName)};
  }
  static EntryOutcome Outcome(int64_t position, EntryOutcome::Outcome what) {
    EntryOutcome outcome;
    outcome.set_position(position);
    outcome.set_outcome(what);
    if (what == EntryOutcome::OUTCOME_REFUSED) {
      outcome.set_refusal("why");
    } else if (what != EntryOutcome::OUTCOME_TRY_AGAIN) {
      outcome.set_answer("answer");
      *outcome.mutable_recorded_at() = ToProto(kNow + absl::Hours(1));
    }
    return outcome;
  }
  std::vector<int64_t> WaitingPositions() {
    std::vector<int64_t> positions;
    const auto waiting = journal_->Waiting(100);
    EXPECT_THAT(waiting, IsOk());
    for (const Entry& entry : *waiting) positions.push_back(entry.position);
    return positions;
  }
  // Of all files of the journal.
  std::string BytesOnDisk() const {
    std::stringstream bytes;
    for (const auto& file : std::filesystem::directory_iterator(folder_)) bytes << std::ifstream(file.path()).rdbuf();
    return bytes.str();
  }

  const std::string folder_ =
      absl::StrCat(::testing::TempDir(), "/journal-", ::testing::UnitTest::GetInstance()->current_test_info()->name());
  const std::string path_ = folder_ + "/journal.db";
  const vault::Key key_ = vault::Key::Random();
  std::unique_ptr<Store> store_;
  std::optional<Journal> journal_;
  std::optional<Numbers> numbers_;
  std::optional<Drafts> drafts_;
};

TEST_F(JournalTest, KeepsWhatWasAppendedOverARestart) {
  const auto appended = journal_->Append(Act());
  ASSERT_THAT(appended, IsOk());
  const std::string id = journal_->id();
  Open();
  EXPECT_EQ(journal_->id(), id);
  const auto entry = journal_->At(1);
  ASSERT_THAT(entry, IsOk());
  ASSERT_TRUE(entry->has_value());
  EXPECT_EQ((*entry)->body.SerializeAsString(), appended->body.SerializeAsString());
  EXPECT_EQ((*entry)->told, absl::StrCat("told ", kName));
  EXPECT_EQ((*entry)->body.kind(), "intake.AcceptDossier");
  EXPECT_EQ((*entry)->body.journal_id(), id);
  EXPECT_EQ(FromProto((*entry)->body.occurred_at()), kNow);
}

TEST_F(JournalTest, ChainsEntriesAsTheServicesReadThem) {
  journal::v1::SyncJournalRequest request;
  for (int i = 0; i < 3; ++i) {
    const auto entry = journal_->Append(Act());
    ASSERT_THAT(entry, IsOk());
    *request.add_entries() = entry->wire;
  }
  Open();
  const auto fourth = journal_->Append(Act());
  ASSERT_THAT(fourth, IsOk());
  *request.add_entries() = fourth->wire;
  const auto links = journal::ReadEntries(request);
  ASSERT_THAT(links, IsOk());
  EXPECT_EQ((*links)[0].previous, journal::NoDigest());
  EXPECT_EQ((*links)[3].body.position(), 4);
}

TEST_F(JournalTest, AppendsAnEntryOnce) {
  const NewEntry act = Act();
  const auto first = journal_->Append(act);
  NewEntry other = act;
  other.told = "something else";
  const auto again = journal_->Append(other);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->position, first->position);
  EXPECT_EQ(again->told, first->told);
  EXPECT_THAT(WaitingPositions(), ElementsAre(1));
}

TEST_F(JournalTest, NothingPersonalIsReadableOnTheDisk) {
  ASSERT_THAT(journal_->Append(Act()), IsOk());
  ASSERT_THAT(drafts_->Save({.draft_id = rpc::NewRequestId(), .json = kName, .saved_at = kNow}), IsOk());
  ASSERT_THAT(journal_->KeepToken(absl::StrCat("token ", kName)), IsOk());
  EntryOutcome outcome = Outcome(1, EntryOutcome::OUTCOME_RECORDED);
  outcome.set_answer(kName);
  ASSERT_THAT(journal_->Settle(outcome, kNow), IsOk());
  EXPECT_EQ((*journal_->At(1))->answer, kName);
  EXPECT_THAT(BytesOnDisk(), HasSubstr("H15.05-230504-0001"));  // What is no secret is found: the search works.
  EXPECT_THAT(BytesOnDisk(), Not(HasSubstr(kName)));
}

TEST_F(JournalTest, AnotherKeyDoesNotOpenIt) {
  Close();
  EXPECT_THAT(Store::Open(path_, vault::Key::Random()), StatusIs(StatusCode::kFailedPrecondition));
}

TEST_F(JournalTest, ACopyIsNoticed) {
  ASSERT_THAT(journal_->Append(Act()), IsOk());
  Close();
  std::filesystem::copy_file(path_, folder_ + "/copy.db");
  EXPECT_THAT(Store::Open(folder_ + "/copy.db", key_), HasReason("JOURNAL_COPIED"));
  std::filesystem::rename(folder_ + "/copy.db", path_);  // Put back from a backup.
  EXPECT_THAT(Store::Open(path_, key_), HasReason("JOURNAL_COPIED"));
}

TEST_F(JournalTest, TwoProgramsCannotWriteOneJournal) {
  ASSERT_THAT(journal_->Append(Act()), IsOk());
  EXPECT_THAT(Store::Open(path_, key_), StatusIs(StatusCode::kUnavailable));
}

TEST_F(JournalTest, AnUnreadableFileIsNamed) {
  Close();
  std::ofstream(path_) << std::string(8192, 'x');
  EXPECT_THAT(Store::Open(path_, key_), StatusIs(StatusCode::kDataLoss));
}

TEST_F(JournalTest, ADamagedEntryHoldsUpNoOther) {
  for (int i = 0; i < 3; ++i) ASSERT_THAT(journal_->Append(Act()), IsOk());
  Close();
  {
    auto database = Sqlite::Open(path_);
    ASSERT_THAT(database, IsOk());
    ASSERT_THAT((*database)->Run("UPDATE entry SET body = zeroblob(length(body)) WHERE position = 2"), IsOk());
  }
  Open();
  EXPECT_THAT(WaitingPositions(), ElementsAre(1, 3));
  EXPECT_EQ(journal_->CountEntries()->waiting, 3);  // It does not look as if all were sent.
}

TEST_F(JournalTest, WhatWaitsLeavesWhenAServiceAnswered) {
  for (int i = 0; i < 4; ++i) ASSERT_THAT(journal_->Append(Act()), IsOk());
  ASSERT_THAT(journal_->Settle(Outcome(1, EntryOutcome::OUTCOME_RECORDED), kNow), IsOk());
  ASSERT_THAT(journal_->Settle(Outcome(2, EntryOutcome::OUTCOME_REFUSED), kNow), IsOk());
  ASSERT_THAT(journal_->Settle(Outcome(3, EntryOutcome::OUTCOME_TRY_AGAIN), kNow), IsOk());
  EXPECT_THAT(WaitingPositions(), ElementsAre(3, 4));
  EXPECT_EQ((*journal_->At(3))->tries, 1);
  EXPECT_EQ((*journal_->At(2))->state, v1::ENTRY_STATE_NEEDS_REVIEW);
  EXPECT_EQ((*journal_->At(2))->refusal, "why");
  EXPECT_EQ((*journal_->At(1))->recorded_at, kNow + absl::Hours(1));
  const auto counts = journal_->CountEntries();
  EXPECT_EQ(counts->waiting, 2);
  EXPECT_EQ(counts->needs_review, 1);
  EXPECT_EQ(counts->unprinted, 4);
  std::vector<int64_t> outbox;
  const auto listed = journal_->Outbox(kNow - absl::Hours(1), 10);
  for (const Entry& entry : *listed) outbox.push_back(entry.position);
  EXPECT_THAT(outbox, ElementsAre(2, 3, 4, 1));
}

TEST_F(JournalTest, WhatWasRecordedStaysSo) {
  ASSERT_THAT(journal_->Append(Act()), IsOk());
  ASSERT_THAT(journal_->Settle(Outcome(1, EntryOutcome::OUTCOME_RECORDED), kNow), IsOk());
  ASSERT_THAT(journal_->Settle(Outcome(1, EntryOutcome::OUTCOME_REFUSED), kNow), IsOk());
  EXPECT_EQ((*journal_->At(1))->state, v1::ENTRY_STATE_RECORDED);
  // What was refused may be recorded after all.
  ASSERT_THAT(journal_->Append(Act()), IsOk());
  ASSERT_THAT(journal_->Settle(Outcome(2, EntryOutcome::OUTCOME_REFUSED), kNow), IsOk());
  ASSERT_THAT(journal_->Settle(Outcome(2, EntryOutcome::OUTCOME_RECORDED), kNow), IsOk());
  EXPECT_EQ((*journal_->At(2))->state, v1::ENTRY_STATE_RECORDED);
}

TEST_F(JournalTest, ANumberIsUsedOnce) {
  const absl::CivilDay day(2023, 5, 4);
  ASSERT_THAT(numbers_->AddLease({.id = "l1", .agency_key = "SGTVT", .day = day, .first = 51, .last = 52}), IsOk());
  NewEntry act = Act();
  act.also = {Numbers::Take({.id = "l1"}, 51)};
  ASSERT_THAT(journal_->Append(act), IsOk());
  NewEntry same = Act();
  same.also = {Numbers::Take({.id = "l1"}, 51)};
  EXPECT_THAT(journal_->Append(same), HasReason("CODE_TAKEN"));
  EXPECT_THAT(WaitingPositions(), ElementsAre(1));  // Nothing of it stays.
  EXPECT_EQ((*numbers_->Leases("SGTVT", day))[0].next, 52);
  same.also = {Numbers::Take({.id = "l1"}, 52)};
  ASSERT_THAT(journal_->Append(same), IsOk());
  EXPECT_THAT(*numbers_->Leases("SGTVT", day), IsEmpty());
  EXPECT_EQ(*numbers_->BusiestDay("SGTVT", day - 30), 2);
}

TEST_F(JournalTest, ADraftLastsUntilItsDossierIsAccepted) {
  const std::string id = rpc::NewRequestId();
  ASSERT_THAT(drafts_->Save({.draft_id = id, .json = "{1}", .saved_at = kNow}), IsOk());
  ASSERT_THAT(drafts_->Save({.draft_id = id, .json = "{2}", .saved_at = kNow}), IsOk());
  Open();
  ASSERT_THAT(*drafts_->List(), SizeIs(1));
  EXPECT_EQ((*drafts_->List())[0].json, "{2}");
  NewEntry act = Act(id);
  act.also = {Drafts::Done(id)};
  ASSERT_THAT(journal_->Append(act), IsOk());
  EXPECT_THAT(*drafts_->List(), IsEmpty());
}

TEST_F(JournalTest, NumbersOfASeriesAreGivenOnce) {
  EXPECT_EQ(*numbers_->NextNumber("receipt"), 1);
  EXPECT_EQ(*numbers_->NextNumber("receipt"), 2);
  EXPECT_EQ(*numbers_->NextNumber("other"), 1);
  Open();
  EXPECT_EQ(*numbers_->NextNumber("receipt"), 3);
}

TEST_F(JournalTest, KnowsTheTokenThatAnEntryWasWrittenUnder) {
  ASSERT_THAT(journal_->KeepToken("token of then"), IsOk());
  ASSERT_THAT(journal_->KeepToken("token of now"), IsOk());
  NewEntry act = Act();
  act.session = journal::SessionOf("token of then");
  ASSERT_THAT(journal_->Append(act), IsOk());
  ASSERT_THAT(journal_->Append(act), IsOk());
  EXPECT_THAT(*journal_->Tokens(*journal_->Waiting(10)), ElementsAre("token of then"));
}

// What goes with a bag waits until a service has answered for it.
TEST_F(JournalTest, WhatGoesWithTheBagIsStillSent) {
  NewEntry packet = Act();
  packet.kind = "counter.ExportPacket";
  packet.also.push_back([](Sqlite& database, int64_t) {
    return Execute(database.Prepare("UPDATE entry SET state = 6 WHERE position = 1"), [](auto&) {});
  });
  ASSERT_THAT(journal_->Append(Act()), IsOk());
  ASSERT_THAT(journal_->Append(packet), IsOk());
  ASSERT_THAT(journal_->Append(Act()), IsOk());
  EXPECT_THAT(WaitingPositions(), ElementsAre(1, 3));
  EXPECT_EQ(journal_->CountEntries()->waiting, 2);
  ASSERT_THAT(journal_->Settle(Outcome(1, EntryOutcome::OUTCOME_TRY_AGAIN), kNow), IsOk());
  EXPECT_EQ((*journal_->At(1))->state, v1::ENTRY_STATE_WITH_THE_BAG);
  EXPECT_EQ((*journal_->Outbox(kNow, 10)).size(), 2u);
  ASSERT_THAT(journal_->Settle(Outcome(1, EntryOutcome::OUTCOME_RECORDED), kNow), IsOk());
  EXPECT_THAT(WaitingPositions(), ElementsAre(3));
}

TEST_F(JournalTest, ALeaseIsPastWhenItsDayIsOverAndNothingUnsentMayNeedIt) {
  const absl::CivilDay day(2023, 5, 4);
  const auto lease = [&](int n, absl::CivilDay of, const std::string& first_code) {
    return CodeLease{.id = absl::StrCat("00000000-0000-4000-8000-00000000000", n),
                     .agency_key = "SGTVT",
                     .day = of,
                     .first = 1,
                     .last = 9,
                     .first_code = first_code};
  };
  ASSERT_THAT(numbers_->AddLease(lease(1, day, "H15.05-230504-0001")), IsOk());
  ASSERT_THAT(numbers_->AddLease(lease(2, day, "H15.07-230504-0001")), IsOk());
  ASSERT_THAT(numbers_->AddLease(lease(3, day + 1, "H15.05-230505-0001")), IsOk());
  const auto past = [&](absl::CivilDay today) {
    std::vector<std::string> codes;
    const auto leases = numbers_->Past(today);
    EXPECT_THAT(leases, IsOk());
    for (const CodeLease& one : *leases) codes.push_back(one.first_code);
    return codes;
  };
  EXPECT_THAT(past(day), IsEmpty());
  ASSERT_THAT(journal_->Append(Act()), IsOk());  // H15.05-230504-0001
  EXPECT_THAT(past(day + 1), ElementsAre("H15.07-230504-0001"));
  ASSERT_THAT(journal_->Settle(Outcome(1, EntryOutcome::OUTCOME_REFUSED), kNow), IsOk());
  EXPECT_THAT(past(day + 1), ElementsAre("H15.07-230504-0001"));
  ASSERT_THAT(journal_->Settle(Outcome(1, EntryOutcome::OUTCOME_RECORDED), kNow), IsOk());
  EXPECT_THAT(past(day + 1), ElementsAre("H15.05-230504-0001", "H15.07-230504-0001"));
  ASSERT_THAT(numbers_->MarkClosed(lease(1, day, "").id), IsOk());
  EXPECT_THAT(past(day + 2), ElementsAre("H15.07-230504-0001", "H15.05-230505-0001"));
}

}  // namespace
}  // namespace hoso::counter
