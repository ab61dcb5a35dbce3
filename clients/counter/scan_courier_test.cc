// The courier of scans against a model of the scan service on a line that is cut again and again.
#include "clients/counter/scan_courier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <random>

#include "common/digest/sha256.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/scans/content.h"
#include "hoso/intake/v1/intake_service.pb.h"
#include "tests/support/matchers.h"

namespace hoso::counter {
namespace {

using hoso::testing::IsOk;

const absl::Time kNow = absl::FromUnixSeconds(1'683'176'400);
constexpr char kCode[] = "H15.05-230504-0001";

class BadLine final : public ScanDoor {
 public:
  absl::StatusOr<scans::v1::FindUploadResponse> FindUpload(const scans::v1::FindUploadRequest& request) override {
    if (Cut()) return absl::UnavailableError("cut");
    scans::v1::FindUploadResponse response;
    response.set_bytes_kept(static_cast<int64_t>(kept[request.scan_id()].size()));
    response.set_recorded(recorded.contains(request.scan_id()));
    return response;
  }

  absl::StatusOr<scans::v1::UploadScanResponse> Upload(const scans::v1::NewScan& scan,
                                                       const scans::v1::ScanChunk& chunk) override {
    ++uploads;
    if (Cut()) return absl::UnavailableError("cut on the way there");
    if (!refusal.ok()) return refusal;
    std::string& bytes = kept[scan.scan_id()];
    if (chunk.offset() != static_cast<int64_t>(bytes.size())) {
      return errors::WithReason(absl::InvalidArgumentError("chunk.offset"), "WRONG_OFFSET");
    }
    bytes += chunk.content();
    const bool whole = static_cast<int64_t>(bytes.size()) == scan.bytes();
    if (whole && Sha256(bytes) == scan.digest()) recorded[scan.scan_id()] = scan;
    if (after_upload) after_upload();
    if (Cut()) return absl::DeadlineExceededError("cut on the way back");
    scans::v1::UploadScanResponse response;
    response.set_bytes_kept(static_cast<int64_t>(bytes.size()));
    response.set_recorded(recorded.contains(scan.scan_id()));
    return response;
  }

  bool Cut() { return std::bernoulli_distribution(cut)(random_); }

  double cut = 0;
  int uploads = 0;
  absl::Status refusal;
  std::function<void()> after_upload;
  std::map<std::string, std::string> kept;
  std::map<std::string, scans::v1::NewScan> recorded;

 private:
  std::mt19937 random_{7};
};

class ScanCourierTest : public ::testing::Test {
 protected:
  ScanCourierTest() {
    std::filesystem::create_directories(folder_);
    Open();
  }
  ~ScanCourierTest() override {
    Close();
    std::filesystem::remove_all(folder_);
  }
  void Open() {
    store_ = *Store::Open(folder_ + "/journal.db", key_);
    journal_ = std::make_unique<Journal>(*store_);
    scans_ = *Scans::Open(*store_, folder_ + "/scans");
    courier_ = std::make_unique<ScanCourier>(
        *journal_, *scans_, line_,
        ScanCourier::Options{.every = absl::ZeroDuration(), .part = 4096, .largest_part = 4096, .now = [] { return kNow; }});
  }
  void Close() {
    courier_.reset();
    scans_.reset();
    journal_.reset();
    store_.reset();
  }

  std::string Enter(bool recorded) {
    const std::string id = rpc::NewRequestId();
    const auto entry = journal_->Append(
        {.entry_id = id, .kind = "intake.AcceptDossier", .dossier_code = "T-1", .occurred_at = kNow, .session = "s"});
    EXPECT_THAT(entry, IsOk());
    if (!recorded) return id;
    intake::v1::AcceptDossierResponse answer;
    answer.mutable_dossier()->set_dossier_code(kCode);
    journal::v1::EntryOutcome settled;
    settled.set_position(entry->position);
    settled.set_outcome(journal::v1::EntryOutcome::OUTCOME_RECORDED);
    settled.set_answer(answer.SerializeAsString());
    EXPECT_THAT(journal_->Settle(settled, kNow), IsOk());
    return id;
  }
  KeptScan Keep(const std::string& draft, size_t bytes) {
    return *scans_->Keep({.draft_id = draft, .component_id = "form"}, scans::kPdf, 1, {}, std::string(bytes, 'x'),
                         kNow);
  }

  const std::string folder_ = ::testing::TempDir() + "/hoso-scan-courier-" + rpc::NewRequestId();
  const vault::Key key_ = vault::Key::Random();
  BadLine line_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Scans> scans_;
  std::unique_ptr<ScanCourier> courier_;
};

TEST_F(ScanCourierTest, EveryScanArrivesOnceHoweverOftenTheLineIsCutAndTheProgramEnds) {
  const std::string draft = Enter(true);
  std::map<std::string, std::string> wanted;
  for (const size_t bytes : {1UL, 4096UL, 4097UL, 100'000UL}) {
    const KeptScan scan = Keep(draft, bytes);
    wanted[scan.scan_id] = std::string(bytes, 'x');
  }
  line_.cut = 0.4;
  for (int turn = 0; turn < 400 && line_.recorded.size() < wanted.size(); ++turn) {
    (void)courier_->Turn();
    if (turn % 3 == 0) {
      Close();
      Open();
    }
  }
  line_.cut = 0;
  EXPECT_THAT(courier_->Turn(), IsOk());
  EXPECT_EQ(line_.kept, wanted);
  for (const auto& [id, scan] : line_.recorded) {
    EXPECT_EQ(scan.dossier_code(), kCode) << "the services' code, not the provisional one";
    EXPECT_EQ(scans_->Find(id)->state, v1::SCAN_STATE_RECORDED);
  }
}

TEST_F(ScanCourierTest, TheJournalGoesFirst) {
  const KeptScan scan = Keep(Enter(true), 20'000);
  line_.after_upload = [&] {
    if (line_.uploads == 2) Enter(false);
  };
  EXPECT_THAT(courier_->Turn(), IsOk());
  EXPECT_EQ(line_.uploads, 2);
  EXPECT_EQ(scans_->Find(scan.scan_id)->bytes_sent, 8192);
  EXPECT_THAT(courier_->Turn(), IsOk());
  EXPECT_EQ(line_.uploads, 2) << "while something of the journal waits, nothing is sent";
}

TEST_F(ScanCourierTest, OneThatIsRefusedIsShownAndNotSentAgain) {
  const KeptScan scan = Keep(Enter(true), 5000);
  line_.refusal = errors::WithReason(absl::InvalidArgumentError("media_type: want application/pdf"), "WRONG_TYPE");
  EXPECT_THAT(courier_->Turn(), IsOk());
  const auto refused = scans_->Find(scan.scan_id);
  EXPECT_EQ(refused->state, v1::SCAN_STATE_NEEDS_REVIEW);
  EXPECT_EQ(refused->refusal, "media_type: want application/pdf");
  EXPECT_THAT(courier_->Turn(), IsOk());
  EXPECT_EQ(line_.uploads, 1);
}

}  // namespace
}  // namespace hoso::counter
