#include "clients/counter/scan_courier.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "clients/counter/scan_quality.h"
#include "common/log/log.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/scans/content.h"
#include "hoso/intake/v1/intake_service.pb.h"

namespace hoso::counter {
namespace {

// What the services will say of this scan again, however often it is sent.
bool IsFinal(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsNotFound(status) || absl::IsFailedPrecondition(status) ||
         absl::IsAlreadyExists(status) || errors::Reason(status) == "DOSSIER_FULL";
}

bool IsMendable(const absl::Status& status) {
  return errors::Reason(status) == "WRONG_OFFSET" || errors::Reason(status) == "WRONG_DIGEST";
}

}  // namespace

ScanCourier::ScanCourier(Journal& journal, Scans& scans, ScanDoor& door, Options options)
    : journal_(journal), scans_(scans), door_(door), options_(std::move(options)) {
  if (options_.every > absl::ZeroDuration()) thread_ = std::thread([this] { Run(); });
}

ScanCourier::~ScanCourier() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void ScanCourier::Run() {
  while (true) {
    const absl::Status status = Turn();
    failures_ = status.ok() ? 0 : failures_ + 1;
    if (!status.ok()) log::Debug("scans wait", {{"code", absl::StatusCodeToString(status.code())}});
    const absl::Duration pause = std::min(options_.longest_pause, options_.every * (1 << std::min(failures_, 6)));
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), pause)) return;
  }
}

// Twice as much at a time while a part takes less than a second; less again when the line gets slow.
void ScanCourier::Took(absl::Duration time) {
  if (time < absl::Seconds(1)) part_ = std::min(2 * part_, options_.largest_part);
  if (time > absl::Seconds(5)) part_ = options_.part;
}

bool ScanCourier::MayGoOn() {
  {
    absl::MutexLock lock(&mutex_);
    if (stopping_) return false;
  }
  const auto counts = journal_.CountEntries();
  return options_.online() && counts.ok() && counts->waiting == 0;
}

absl::Status ScanCourier::Turn() {
  part_ = std::max(part_, options_.part);
  const auto swept = scans_.Sweep(options_.now() - options_.keep);
  if (!swept.ok()) return swept.status();
  if (!MayGoOn()) return absl::OkStatus();
  if (absl::Status status = JoinImages(); !status.ok()) return status;
  const auto scans = scans_.ToSend();
  if (!scans.ok()) return scans.status();
  absl::Status worst;
  for (const KeptScan& scan : *scans) {
    if (!MayGoOn()) return worst;
    absl::Status status = Send(scan);
    if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) return status;
    // A file that this disk lost holds up no other.
    if (!status.ok() && !absl::IsDataLoss(status) && !(IsFinal(status) && !IsMendable(status))) {
      worst.Update(status);
      continue;
    }
    if (!status.ok()) worst.Update(Refused(scan, status));
  }
  return worst;
}

absl::Status ScanCourier::JoinImages() {
  const auto scans = scans_.ToSend();
  if (!scans.ok()) return scans.status();
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<KeptScan>> by_component;
  for (const KeptScan& scan : *scans) {
    if (scan.media_type == scans::kPdf || scan.state != v1::SCAN_STATE_KEPT) continue;
    by_component[{scan.of.draft_id, scan.of.dossier_code, scan.of.component_id}].push_back(scan);
  }
  for (const auto& [component, kept] : by_component) {
    std::vector<Image> images;
    absl::Status status;
    for (const KeptScan& scan : kept) {
      auto bytes = scans_.Bytes(scan);
      status.Update(bytes.status());
      if (bytes.ok()) images.push_back({scan.media_type, *std::move(bytes)});
    }
    absl::StatusOr<std::string> pdf = status;
    if (status.ok()) pdf = PdfOf(images);
    // Too large together: they go as they are.
    if (pdf.ok() && static_cast<int64_t>(pdf->size()) > scans::kLargestScan) continue;
    if (pdf.ok()) status = scans_.KeepJoined(kept, *pdf).status();
    if (absl::IsUnavailable(status)) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ScanCourier::DossierOf(const KeptScan& scan) {
  if (scan.of.draft_id.empty()) return scan.of.dossier_code;
  const auto entry = journal_.Find(scan.of.draft_id);
  if (!entry.ok()) return entry.status();
  intake::v1::AcceptDossierResponse answer;
  // Where it was accepted with a provisional code, the services gave another.
  if (entry->has_value() && answer.ParseFromString((*entry)->answer) && !answer.dossier().dossier_code().empty()) {
    return answer.dossier().dossier_code();
  }
  return entry->has_value() ? (*entry)->dossier_code : "";
}

absl::Status ScanCourier::Send(const KeptScan& scan) {
  const auto code = DossierOf(scan);
  if (!code.ok()) return code.status();
  const auto bytes = scans_.Bytes(scan);
  if (!bytes.ok()) return bytes.status();
  scans::v1::NewScan said;
  said.set_scan_id(scan.scan_id);
  said.set_dossier_code(*code);
  said.set_component_id(scan.of.component_id);
  said.set_digest(scan.digest);
  said.set_bytes(scan.bytes);
  said.set_media_type(scan.media_type);
  said.set_pages(scan.pages);
  *said.mutable_scanned_at() = ToProto(scan.scanned_at);
  scans::v1::FindUploadRequest find;
  find.set_scan_id(scan.scan_id);
  find.set_dossier_code(*code);
  const auto found = door_.FindUpload(find);
  if (!found.ok()) return found.status();
  int64_t kept = found->bytes_kept();
  bool recorded = found->recorded();
  while (!recorded) {
    if (!MayGoOn()) return absl::OkStatus();
    scans::v1::ScanChunk chunk;
    chunk.set_offset(kept);
    chunk.set_content(bytes->substr(static_cast<size_t>(kept), static_cast<size_t>(part_)));
    const absl::Time begun = absl::Now();
    const auto answer = door_.Upload(said, chunk);
    Took(absl::Now() - begun);
    if (!answer.ok()) return answer.status();
    kept = answer->bytes_kept();
    recorded = answer->recorded();
    if (absl::Status status = scans_.NoteSent(scan.scan_id, kept); !status.ok()) return status;
  }
  return scans_.Settle(scan.scan_id, v1::SCAN_STATE_RECORDED, "", options_.now());
}

absl::Status ScanCourier::Refused(const KeptScan& scan, const absl::Status& why) {
  log::Warn("scan refused", {{"scan", scan.scan_id}, {"reason", errors::Reason(why)}});
  return scans_.Settle(scan.scan_id, v1::SCAN_STATE_NEEDS_REVIEW, std::string(why.message()), options_.now());
}

}  // namespace hoso::counter
