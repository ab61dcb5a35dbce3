#include "clients/counter/adopt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "absl/strings/str_cat.h"
#include "clients/counter/drafts.h"
#include "clients/counter/journal.h"
#include "clients/counter/numbers.h"
#include "common/journal/chain.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/request_id.h"
#include "tests/support/environment.h"
#include "tests/support/matchers.h"

namespace hoso::counter {
namespace {

namespace fs = std::filesystem;

using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'683'176'400);
constexpr char kToken[] = "hoso1.token";

class AdoptTest : public ::testing::Test {
 protected:
  AdoptTest() {
    fs::create_directories(Old());
    fs::create_directories(folder_.File("new"));
    auto into = Store::Open(folder_.File("new") + "/journal.db", key_);
    EXPECT_THAT(into, IsOk());
    into_ = *std::move(into);
  }
  std::string Old() const { return folder_.File("old"); }
  std::string OldPath() const { return Old() + "/journal.db"; }
  static std::string IdOf(int i) { return absl::StrCat("00000000-0000-4000-8000-", 100'000'000'000 + i); }

  // `entries` of which the first is recorded and the second refused.
  void WriteOld(int entries, size_t told = 10) {
    const auto store = Store::Open(OldPath(), old_key_);
    ASSERT_THAT(store, IsOk());
    Journal journal(**store);
    ASSERT_THAT(journal.KeepToken(kToken), IsOk());
    for (int i = 1; i <= entries; ++i) {
      ASSERT_THAT(journal.Append({.entry_id = IdOf(i),
                                  .kind = "intake.AcceptDossier",
                                  .request = absl::StrCat("request ", i),
                                  .dossier_code = absl::StrCat("H15.05-230504-", 1000 + i),
                                  .occurred_at = kNow + absl::Minutes(i),
                                  .written_at = kNow,
                                  .doubt = journal::v1::CLOCK_DOUBT_JUMPED,
                                  .session = journal::SessionOf(kToken),
                                  .told = std::string(told, 't')}),
                  IsOk());
    }
    journal::v1::EntryOutcome outcome;
    outcome.set_position(1);
    outcome.set_outcome(journal::v1::EntryOutcome::OUTCOME_RECORDED);
    ASSERT_THAT(journal.Settle(outcome, kNow), IsOk());
    outcome.set_position(2);
    outcome.set_outcome(journal::v1::EntryOutcome::OUTCOME_REFUSED);
    ASSERT_THAT(journal.Settle(outcome, kNow), IsOk());
    ASSERT_THAT(journal.MarkPrinted(3), IsOk());
    Numbers numbers(**store);
    for (int i = 0; i < 3; ++i) ASSERT_THAT(numbers.NextNumber("receipt"), IsOk());
    ASSERT_THAT(numbers.AddLease({.id = IdOf(99),
                                  .agency_key = "SGTVT",
                                  .day = absl::CivilDay(2023, 5, 4),
                                  .first = 1,
                                  .last = 9,
                                  .first_code = "H15.05-230504-0001"}),
                IsOk());
    ASSERT_THAT(Drafts(**store).Save({.draft_id = IdOf(98), .json = "{}", .saved_at = kNow}), IsOk());
  }
  absl::StatusOr<Adopted> Take() { return Adopt(OldPath(), old_key_, folder_.File("scratch"), *into_); }
  std::vector<Entry> Waiting() { return Journal(*into_).Waiting(10'000).value_or(std::vector<Entry>()); }

  hoso::testing::TempDir folder_;
  const vault::Key key_ = vault::Key::Random(), old_key_ = vault::Key::Random();
  std::unique_ptr<Store> into_;
};

TEST_F(AdoptTest, TakesOverWhatWasNotRecordedUnderItsOwnIdsAndCodes) {
  WriteOld(4);
  const auto adopted = Take();
  ASSERT_THAT(adopted, IsOk());
  EXPECT_EQ(*adopted, (Adopted{.entries = 3, .drafts = 1}));
  const std::vector<Entry> waiting = Waiting();
  ASSERT_THAT(waiting, SizeIs(3));
  for (int i = 2; i <= 4; ++i) {
    const Entry& entry = waiting[static_cast<size_t>(i - 2)];
    EXPECT_EQ(entry.body.entry_id(), IdOf(i));
    EXPECT_EQ(entry.body.request(), absl::StrCat("request ", i));
    EXPECT_EQ(entry.dossier_code, absl::StrCat("H15.05-230504-", 1000 + i));
    EXPECT_EQ(entry.body.journal_id(), into_->journal_id());
    EXPECT_EQ(entry.body.position(), i - 1);
    EXPECT_EQ(FromProto(entry.body.occurred_at()), kNow + absl::Minutes(i));
    EXPECT_EQ(FromProto(entry.body.written_at()), kNow);
    EXPECT_EQ(entry.body.clock_doubt(), journal::v1::CLOCK_DOUBT_JUMPED);
    EXPECT_EQ(entry.told, std::string(10, 't'));
    EXPECT_EQ(entry.printed, i == 3 ? 1 : 0);
  }
  EXPECT_THAT(Journal(*into_).Tokens(waiting).value_or(std::vector<std::string>()), ElementsAre(kToken));
  Numbers numbers(*into_);
  EXPECT_EQ(numbers.NextNumber("receipt").value_or(0), 4);
  // Both copies might use them.
  EXPECT_THAT(numbers.Leases("SGTVT", absl::CivilDay(2023, 5, 4)).value_or(std::vector<CodeLease>(1)), IsEmpty());
  EXPECT_FALSE(fs::exists(folder_.File("scratch")));
}

TEST_F(AdoptTest, DoneAgainItChangesNothing) {
  WriteOld(4);
  ASSERT_THAT(Take(), IsOk());
  const auto again = Take();
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->entries, 3);
  EXPECT_THAT(Waiting(), SizeIs(3));
}

TEST_F(AdoptTest, TakesTheFileThatWasCopiedAndIsNotRun) {
  WriteOld(3);
  const std::string copied = Old() + "/copied.db";
  fs::copy_file(OldPath(), copied);
  EXPECT_THAT(Store::Open(copied, old_key_).status(), HasReason("JOURNAL_COPIED"));
  const auto before = fs::last_write_time(copied);
  const auto adopted = Adopt(copied, old_key_, folder_.File("scratch"), *into_);
  ASSERT_THAT(adopted, IsOk());
  EXPECT_EQ(adopted->entries, 2);
  EXPECT_EQ(fs::last_write_time(copied), before);
}

TEST_F(AdoptTest, RefusesAnotherKeyAndAFileThatIsNotThere) {
  EXPECT_THAT(Take().status(), StatusIs(absl::StatusCode::kNotFound));
  WriteOld(3);
  EXPECT_THAT(Adopt(OldPath(), vault::Key::Random(), folder_.File("scratch"), *into_).status(),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Waiting(), IsEmpty());
}

TEST_F(AdoptTest, SavesWhatIsReadableOfADamagedFileAndNamesTheRest) {
  constexpr int kEntries = 200;
  WriteOld(kEntries, 3000);
  // Some pages in the middle of the file, where entries are.
  std::fstream file(OldPath(), std::ios::in | std::ios::out | std::ios::binary);
  const auto size = static_cast<int64_t>(fs::file_size(OldPath()));
  for (int64_t at = size / 3; at < size / 3 + 12 * 4096; at += 512) {
    file.seekp(at);
    file.write("damaged damaged damaged", 23);
  }
  file.close();
  const auto adopted = Take();
  ASSERT_THAT(adopted, IsOk());
  EXPECT_THAT(adopted->unreadable, Not(IsEmpty()));
  EXPECT_GT(adopted->entries, kEntries / 2);
  // Each is in the one or the other.
  std::set<int64_t> named(adopted->unreadable.begin(), adopted->unreadable.end());
  std::set<std::string> taken;
  for (const Entry& entry : Waiting()) taken.insert(entry.body.entry_id());
  for (int i = 2; i <= kEntries; ++i) EXPECT_TRUE(named.contains(i) != taken.contains(IdOf(i))) << i;
}

}  // namespace
}  // namespace hoso::counter
