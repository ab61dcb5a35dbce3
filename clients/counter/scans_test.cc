#include "clients/counter/scans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "clients/counter/journal.h"
#include "common/rpc/request_id.h"
#include "common/scans/content.h"
#include "tests/support/matchers.h"

namespace hoso::counter {
namespace {

using absl::StatusCode;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'683'176'400);
constexpr char kMarker[] = "%PDF-1.4 NGUYEN VAN KHONG AI DOC";

class ScansTest : public ::testing::Test {
 protected:
  ScansTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    Open();
  }
  ~ScansTest() override {
    Close();
    std::filesystem::remove_all(folder_);
  }

  void Open() {
    auto store = Store::Open(folder_ + "/journal.db", key_);
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
    auto scans = Scans::Open(*store_, folder_ + "/scans");
    ASSERT_THAT(scans, IsOk());
    scans_ = *std::move(scans);
    journal_ = std::make_unique<Journal>(*store_);
  }
  void Close() {
    journal_.reset();
    scans_.reset();
    store_.reset();
  }

  KeptScan Keep(const std::string& draft = rpc::NewRequestId(), const std::string& bytes = kMarker) {
    return *scans_->Keep({.draft_id = draft, .component_id = "form"}, scans::kPdf, 1, {"TOO_DARK"}, bytes, kNow);
  }
  // The entry of a draft, in `state`.
  void Enter(const std::string& draft, journal::v1::EntryOutcome::Outcome outcome) {
    const auto entry = journal_->Append({.entry_id = draft,
                                         .kind = "intake.AcceptDossier",
                                         .dossier_code = "H15.05-230504-0001",
                                         .occurred_at = kNow,
                                         .session = "s"});
    ASSERT_THAT(entry, IsOk());
    journal::v1::EntryOutcome settled;
    settled.set_position(entry->position);
    settled.set_outcome(outcome);
    ASSERT_THAT(journal_->Settle(settled, kNow), IsOk());
  }
  std::vector<std::string> Files() const {
    std::vector<std::string> files;
    for (const auto& file : std::filesystem::directory_iterator(folder_ + "/scans")) files.push_back(file.path());
    return files;
  }

  const std::string folder_ = ::testing::TempDir() + "/hoso-scans-" + rpc::NewRequestId();
  const vault::Key key_ = vault::Key::Random();
  std::unique_ptr<Store> store_;
  std::unique_ptr<Scans> scans_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(ScansTest, AreKeptSealedAndSurviveARestart) {
  const KeptScan scan = Keep();
  Close();
  Open();
  const auto found = scans_->Find(scan.scan_id);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(*scans_->Bytes(*found), kMarker);
  EXPECT_EQ(found->warnings, std::vector<std::string>{"TOO_DARK"});
  ASSERT_THAT(Files(), SizeIs(1));
  EXPECT_EQ(std::filesystem::path(Files()[0]).filename(), scan.scan_id);
  std::ifstream file(Files()[0]);
  std::stringstream raw;
  raw << file.rdbuf();
  EXPECT_EQ(raw.str().find("KHONG AI DOC"), std::string::npos);
}

TEST_F(ScansTest, OneThatWasChangedOnTheDiskIsNotShown) {
  const KeptScan one = Keep(), other = Keep();
  std::filesystem::copy_file(folder_ + "/scans/" + one.scan_id, folder_ + "/scans/" + other.scan_id,
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(scans_->Bytes(other), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(scans_->Bytes(one), IsOk());
}

TEST_F(ScansTest, AFileWithoutAScanIsRemovedAtTheNextStart) {
  Keep();
  std::ofstream(folder_ + "/scans/stray") << "left by a write that was cut off";
  Close();
  Open();
  EXPECT_THAT(Files(), SizeIs(1));
}

TEST_F(ScansTest, AreSentWhenTheirDossierIsRecordedAndNotBefore) {
  const std::string waiting = rpc::NewRequestId(), recorded = rpc::NewRequestId(), refused = rpc::NewRequestId();
  Keep(waiting);
  Keep(refused);
  const KeptScan sent = Keep(recorded);
  EXPECT_THAT(*scans_->ToSend(), IsEmpty());
  Enter(recorded, journal::v1::EntryOutcome::OUTCOME_RECORDED);
  Enter(refused, journal::v1::EntryOutcome::OUTCOME_REFUSED);
  ASSERT_THAT(*scans_->ToSend(), SizeIs(1));
  EXPECT_EQ((*scans_->ToSend())[0].scan_id, sent.scan_id);
  // That of the refused one stays until its entry is mended.
  EXPECT_EQ(*scans_->Sweep(kNow + absl::Hours(1)), 1) << "the draft that nobody keeps";
  EXPECT_THAT(*scans_->List(refused, ""), SizeIs(1));
}

TEST_F(ScansTest, GoFromTheDiskWhenTheyAreRecordedAndOldEnough) {
  const KeptScan scan = Keep();
  ASSERT_THAT(scans_->Settle(scan.scan_id, v1::SCAN_STATE_RECORDED, "", kNow), IsOk());
  EXPECT_EQ(*scans_->Sweep(kNow), 0);
  EXPECT_EQ(*scans_->Sweep(kNow + absl::Seconds(1)), 1);
  EXPECT_THAT(scans_->Find(scan.scan_id), StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(ScansTest, OneOfWhichSomethingWasSentIsNotDiscarded) {
  const KeptScan scan = Keep(), other = Keep();
  ASSERT_THAT(scans_->NoteSent(scan.scan_id, 5), IsOk());
  EXPECT_THAT(scans_->Discard(scan.scan_id), HasReason("SENT_ALREADY"));
  EXPECT_THAT(scans_->Discard(other.scan_id), IsOk());
  EXPECT_THAT(scans_->Discard(other.scan_id), StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(Files(), SizeIs(1));
}

TEST_F(ScansTest, OfOneDossierAreNotLargerThanTheLimitTogether) {
  const std::string draft = rpc::NewRequestId();
  for (int i = 0; i < 5; ++i) Keep(draft, std::string(scans::kLargestScan, 'x'));
  const auto over = scans_->Keep({.draft_id = draft, .component_id = "form"}, scans::kPdf, 1, {}, "x", kNow);
  EXPECT_THAT(over.status(), HasReason("DOSSIER_FULL"));
  EXPECT_THAT(Files(), SizeIs(5));
}

}  // namespace
}  // namespace hoso::counter
