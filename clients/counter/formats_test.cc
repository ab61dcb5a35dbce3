// Journals of every format that was ever released are opened, read and handed over: tests/data/journals/format-N.db,
// each with the device's key beside it. A new format gets its file by
//
//   HOSO_NEW_JOURNAL=tests/data/journals build/dev/tests/counter_test --gtest_filter='FormatsTest.*'
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "clients/counter/clerks.h"
#include "clients/counter/drafts.h"
#include "clients/counter/journal.h"
#include "clients/counter/numbers.h"
#include "common/journal/chain.h"
#include "common/proto_time/proto_time.h"
#include "hoso/counter/v1/kept.pb.h"
#include "hoso/intake/v1/intake_service.pb.h"
#include "tests/support/environment.h"
#include "tests/support/matchers.h"

namespace hoso::counter {
namespace {

namespace fs = std::filesystem;

using hoso::testing::IsOk;
using journal::v1::EntryOutcome;
using ::testing::ElementsAre;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'678'064'400);
constexpr char kToken[] = "hoso1.a-token-of-that-time";
constexpr char kFolder[] = "tests/data/journals";
constexpr int kEntries = 4;

std::string IdOf(int position) { return absl::StrCat("00000000-0000-4000-8000-00000000000", position); }
std::string CodeOf(int position) { return absl::StrCat("H15.05-230306-000", position); }

NewEntry Acceptance(int position) {
  intake::v1::AcceptDossierRequest request;
  request.set_dossier_code(CodeOf(position));
  request.set_procedure("GPLX_DOI");
  request.mutable_owner()->set_full_name("NGƯỜI MẪU MỘT");
  v1::KeptAcceptance kept;
  *kept.mutable_request() = request;
  kept.mutable_response()->set_dossier_code(request.dossier_code());
  return {.entry_id = IdOf(position),
          .kind = "intake.AcceptDossier",
          .request = request.SerializeAsString(),
          .dossier_code = request.dossier_code(),
          .occurred_at = kNow + absl::Minutes(position),
          .session = journal::SessionOf(kToken),
          .told = kept.SerializeAsString()};
}

void Settle(Journal& journal, int position, EntryOutcome::Outcome what) {
  EntryOutcome outcome;
  outcome.set_position(position);
  outcome.set_outcome(what);
  if (what == EntryOutcome::OUTCOME_RECORDED) outcome.set_answer("answer");
  if (what == EntryOutcome::OUTCOME_REFUSED) outcome.set_refusal("why");
  *outcome.mutable_recorded_at() = ToProto(kNow + absl::Hours(1));
  ASSERT_THAT(journal.Settle(outcome, kNow + absl::Hours(1)), IsOk());
}

// Everything that a journal may hold: recorded, refused, and two that wait.
void Fill(Store& store) {
  Journal journal(store);
  ASSERT_THAT(journal.KeepToken(kToken), IsOk());
  for (int position = 1; position <= kEntries; ++position) {
    ASSERT_THAT(journal.Append(Acceptance(position)), IsOk());
  }
  Settle(journal, 1, EntryOutcome::OUTCOME_RECORDED);
  Settle(journal, 2, EntryOutcome::OUTCOME_REFUSED);
  ASSERT_THAT(journal.MarkPrinted(1), IsOk());
  Numbers numbers(store);
  ASSERT_THAT(numbers.AddLease({.id = IdOf(9),
                                .agency_key = "SGTVT",
                                .day = absl::CivilDay(2023, 3, 6),
                                .first = 1,
                                .last = 10,
                                .first_code = CodeOf(1)}),
              IsOk());
  ASSERT_THAT(numbers.NextNumber("receipt"), IsOk());
  ASSERT_THAT(Drafts(store).Save({.draft_id = IdOf(8), .json = "{}", .saved_at = kNow}), IsOk());
  ASSERT_THAT(Clerks(store).Put({.staff_id = "GDV-1", .token_sealed = "sealed"}), IsOk());
}

std::string PathOf(size_t format) {
  return absl::StrCat(hoso::testing::SourceDir(), "/", kFolder, "/format-", format, ".db");
}

TEST(FormatsTest, WritesOneWhenAsked) {
  const char* folder = std::getenv("HOSO_NEW_JOURNAL");
  if (folder == nullptr) GTEST_SKIP() << "HOSO_NEW_JOURNAL: not given, want a folder";
  const std::string path = absl::StrCat(folder, "/format-", Formats().size(), ".db");
  fs::remove(path);
  const vault::Key key = vault::Key::Random();
  {
    const auto store = Store::Open(path, key);
    ASSERT_THAT(store, IsOk());
    Fill(**store);
  }
  std::ofstream(path + ".key") << absl::BytesToHexString(key.Bytes()) << "\n";
}

class FormatsTest : public ::testing::TestWithParam<size_t> {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    ASSERT_TRUE(fs::exists(PathOf(GetParam()))) << "the head of this file says how it is made";
    fs::copy_file(PathOf(GetParam()), folder_ + "/journal.db");
    const auto key = vault::Key::FromBytes(
        absl::HexStringToBytes(absl::StripAsciiWhitespace(hoso::testing::ReadFile(PathOf(GetParam()) + ".key"))));
    ASSERT_THAT(key, IsOk());
    auto store = Store::OpenCopy(folder_ + "/journal.db", *key);
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
  }
  void TearDown() override { fs::remove_all(folder_); }

  const std::string folder_ = absl::StrCat(::testing::TempDir(), "/formats-", GetParam());
  std::unique_ptr<Store> store_;
};

TEST_P(FormatsTest, IsRead) {
  Journal journal(*store_);
  const auto entries = journal.Between("intake.AcceptDossier", kNow, kNow + absl::Hours(1));
  ASSERT_THAT(entries, IsOk());
  ASSERT_THAT(*entries, SizeIs(kEntries));
  std::vector<EntryState> states;
  for (const Entry& entry : *entries) {
    v1::KeptAcceptance kept;
    ASSERT_TRUE(kept.ParseFromString(entry.told));
    EXPECT_EQ(kept.response().dossier_code(), entry.dossier_code);
    EXPECT_EQ(kept.request().owner().full_name(), "NGƯỜI MẪU MỘT");
    states.push_back(entry.state);
  }
  EXPECT_THAT(states, ElementsAre(v1::ENTRY_STATE_WAITING, v1::ENTRY_STATE_WAITING, v1::ENTRY_STATE_NEEDS_REVIEW,
                                  v1::ENTRY_STATE_RECORDED));
  EXPECT_EQ(entries->back().answer, "answer");
  EXPECT_EQ(entries->back().printed, 1);
  Numbers numbers(*store_);
  const auto leases = numbers.Leases("SGTVT", absl::CivilDay(2023, 3, 6));
  ASSERT_THAT(leases, IsOk());
  ASSERT_THAT(*leases, SizeIs(1));
  EXPECT_EQ(leases->front().last, 10);
  EXPECT_EQ(numbers.NextNumber("receipt").value_or(0), 2);
  const auto drafts = Drafts(*store_).List();
  ASSERT_THAT(drafts, IsOk());
  EXPECT_THAT(*drafts, SizeIs(1));
  EXPECT_TRUE(Clerks(*store_).Find("GDV-1").value_or(std::nullopt).has_value());
}

TEST_P(FormatsTest, IsHandedOver) {
  Journal journal(*store_);
  const auto waiting = journal.Waiting(100);
  ASSERT_THAT(waiting, IsOk());
  ASSERT_THAT(*waiting, SizeIs(2));
  journal::v1::SyncJournalRequest request;
  for (const Entry& entry : *waiting) *request.add_entries() = entry.wire;
  EXPECT_THAT(journal.Tokens(*waiting).value_or(std::vector<std::string>()), ElementsAre(kToken));
  // As a service of today reads it.
  const auto links = journal::ReadEntries(request);
  ASSERT_THAT(links, IsOk());
  for (const journal::Link& link : *links) {
    intake::v1::AcceptDossierRequest accept;
    ASSERT_TRUE(accept.ParseFromString(link.body.request()));
    EXPECT_EQ(accept.dossier_code(), CodeOf(static_cast<int>(link.body.position())));
    EXPECT_EQ(link.body.entry_id(), IdOf(static_cast<int>(link.body.position())));
  }
}

TEST_P(FormatsTest, GoesOn) {
  Journal journal(*store_);
  const auto next = journal.Append(Acceptance(kEntries + 1));
  ASSERT_THAT(next, IsOk());
  EXPECT_EQ(next->position, kEntries + 1);
  const auto last = journal.At(kEntries);
  ASSERT_THAT(last, IsOk());
  EXPECT_EQ(next->wire.previous(), journal::DigestOf((*last)->wire.previous(), (*last)->wire.body()));
}

INSTANTIATE_TEST_SUITE_P(Every, FormatsTest, ::testing::Range<size_t>(1, Formats().size() + 1));

}  // namespace
}  // namespace hoso::counter
