#include "services/intake/scan_book.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/access_log/call_entry.h"
#include "common/command/context.h"
#include "common/command/fields.h"
#include "common/command/person_class.h"
#include "common/command/within.h"
#include "common/digest/sha256.h"
#include "common/proto_time/proto_time.h"
#include "common/rights/reach.h"
#include "common/rpc/errors.h"
#include "common/scans/content.h"
#include "common/scans/sealed_chunk.h"
#include "common/scans/upload.h"
#include "services/intake/decisions_scan.h"

namespace hoso::intake {
namespace {

using namespace scans::v1;

constexpr char kMethod[] = "UploadScan";

absl::Status NoScan(const std::string& scan_id) { return errors::NotFound("scan", errors::Echo(scan_id)); }

absl::Status WrongDigest() {
  return errors::WithReason(
      errors::FieldError("digest", "not that of the bytes that came, which are dropped; send them again"),
      "WRONG_DIGEST");
}

absl::StatusOr<ListScansResponse> ScansOf(const ledger::Found& found) {
  ListScansResponse response;
  std::map<std::string, Scan*> by_id;
  for (const ledger::StoredFact& stored : found.facts) {
    core::v1::Fact fact;
    if (!fact.ParseFromString(stored.body)) {
      return absl::DataLossError(absl::StrCat(found.dossier.dossier_code(), ": fact ", stored.sequence,
                                              " cannot be read; run `hoso ledger verify`"));
    }
    if (!fact.has_scanned()) continue;
    const core::v1::Scanned& scanned = fact.scanned();
    Scan& scan = *response.add_scans();
    scan.set_scan_id(scanned.scan_id());
    scan.set_component_id(scanned.component_id());
    scan.set_digest(scanned.digest());
    scan.set_bytes(scanned.bytes());
    scan.set_media_type(scanned.media_type());
    scan.set_pages(scanned.pages());
    *scan.mutable_scanned_at() = fact.occurred_at();
    *scan.mutable_recorded_at() = fact.recorded_at();
    scan.set_replaces(scanned.replaces());
    scan.set_procedure_version(found.dossier.procedure_version());
    by_id[scanned.scan_id()] = &scan;
    const auto replaced = by_id.find(scanned.replaces());
    if (replaced != by_id.end()) replaced->second->set_replaced_by(scanned.scan_id());
  }
  return response;
}

// NOT_FOUND for one that was replaced, too.
absl::StatusOr<Scan> ShownScan(const ledger::Found& found, const std::string& scan_id) {
  const auto listed = ScansOf(found);
  if (!listed.ok()) return listed.status();
  for (const Scan& scan : listed->scans()) {
    if (scan.scan_id() == scan_id && scan.replaced_by().empty()) return scan;
  }
  return NoScan(scan_id);
}

}  // namespace

ScanBook::ScanBook(const ScanParts& parts)
    : parts_(parts), codes_(command::CodesOf(parts.catalogue)), class_of_(command::PersonClassesOf(parts.catalogue)) {}

absl::StatusOr<ledger::Found> ScanBook::Dossier(const rpc::CallContext& call, const std::string& code, bool with_facts,
                                                bool* exists) {
  const auto id = identity::ParseDossierCode(code, codes_);
  if (absl::IsNotFound(id.status())) return errors::NotFound("dossier", code);
  if (!id.ok()) return errors::FieldError("dossier_code", std::string(id.status().message()));
  absl::StatusOr<ledger::Found> found = absl::UnknownError("");
  absl::Notification known;
  parts_.reader.Find(*id, with_facts, [&](absl::StatusOr<ledger::Found> answer) {
    found = std::move(answer);
    known.Notify();
  });
  known.WaitForNotification();
  if (!found.ok() && !absl::IsNotFound(found.status())) return found.status();
  if (exists != nullptr) *exists = found.ok();
  if (!found.ok() || !rights::ReachesDossier(parts_.catalogue, call.reach(), found->dossier)) {
    return errors::NotFound("dossier", code);
  }
  return found;
}

absl::StatusOr<FindUploadResponse> ScanBook::FindUpload(const rpc::CallContext& call,
                                                        const FindUploadRequest& request) {
  if (!scans::IsScanId(request.scan_id())) return errors::FieldError("scan_id", "want a UUID in small figures");
  const auto found = Dossier(call, request.dossier_code(), false);
  if (!found.ok()) return found.status();
  const auto kept = parts_.store.Find(request.scan_id());
  if (!kept.ok()) return kept.status();
  FindUploadResponse response;
  const auto id = identity::ParseDossierCode(request.dossier_code(), codes_);
  if (!kept->has_value() || (*kept)->dossier != id->value()) return response;
  response.set_bytes_kept((*kept)->bytes_kept);
  response.set_recorded((*kept)->recorded);
  return response;
}

absl::StatusOr<ListScansResponse> ScanBook::List(const rpc::CallContext& call, const ListScansRequest& request) {
  const auto found = Dossier(call, request.dossier_code(), true);
  if (!found.ok()) return found.status();
  return ScansOf(*found);
}

absl::StatusOr<std::string> ScanBook::Read(const rpc::CallContext& call, const ReadScanRequest& request) {
  absl::Status status = access_log::CheckPurpose(request.purpose(), request.reference());
  if (!status.ok()) return status;
  if (!scans::IsScanId(request.scan_id())) return errors::FieldError("scan_id", "want a UUID in small figures");
  bool exists = false;
  const auto found = Dossier(call, request.dossier_code(), true, &exists);
  if (!found.ok() && !absl::IsNotFound(found.status())) return found.status();
  const auto shown = found.ok() ? ShownScan(*found, request.scan_id()) : found.status();
  if (!shown.ok() && !absl::IsNotFound(shown.status())) return shown.status();
  const auto bytes = shown.ok() ? BytesOf(*shown) : shown.status();
  if (shown.ok() && !bytes.ok()) return bytes.status();

  access_log::AccessEntry entry = access_log::EntryOf(access::v1::DEED_VIEW_SCAN, call);
  entry.set_purpose(request.purpose());
  entry.set_reference(request.reference());
  entry.set_scope(request.scan_id());
  entry.set_records(shown.ok() ? 1 : 0);
  entry.set_outcome(shown.ok()              ? access::v1::OUTCOME_SHOWN
                    : exists && !found.ok() ? access::v1::OUTCOME_OUT_OF_REACH
                                            : access::v1::OUTCOME_NOT_FOUND);
  // In its normal form, and only of what there is: who types something else may have typed a number of a person.
  const auto id = identity::ParseDossierCode(request.dossier_code(), codes_);
  if (exists && id.ok()) entry.set_dossier_code(identity::FormatDossierCode(*id, codes_).value_or(""));
  status = parts_.access_log.RecordAndWait(entry);
  if (!status.ok()) return status;
  return bytes;
}

absl::StatusOr<std::string> ScanBook::BytesOf(const Scan& scan) {
  const auto kept = parts_.store.Find(scan.scan_id());
  if (!kept.ok()) return kept.status();
  const absl::Status lost = absl::DataLossError(
      absl::StrCat("scan ", scan.scan_id(), ": is not what was recorded; run `hoso ledger verify`"));
  if (!kept->has_value()) return lost;
  const auto key = KeyOf(**kept, scan.scan_id());
  if (!key.ok()) return key.status();
  auto bytes = Open(*key, scan.scan_id());
  if (!bytes.ok()) return bytes.status();
  if (Sha256(*bytes) != scan.digest()) return lost;
  return bytes;
}

absl::StatusOr<vault::Key> ScanBook::KeyOf(const KeptScan& kept, const std::string& scan_id) {
  if (!kept.key.has_value()) {
    return errors::Precondition("SCAN_DESTROYED", absl::StrCat("scan ", scan_id, ": its term has passed"));
  }
  return parts_.vault.Current()->Unwrap(scans::RowOf(kept.dossier, scan_id), *kept.key);
}

absl::StatusOr<std::string> ScanBook::Open(const vault::Key& key, const std::string& scan_id) {
  const auto chunks = parts_.store.Read(scan_id);
  if (!chunks.ok()) return chunks.status();
  std::string bytes;
  for (const SealedChunk& chunk : *chunks) {
    const auto plain = scans::OpenChunk(key, scan_id, static_cast<int64_t>(bytes.size()), chunk.sealed);
    if (!plain.ok()) return plain.status();
    bytes += *plain;
  }
  return bytes;
}

absl::StatusOr<UploadUnderWay> ScanBook::Begin(const rpc::CallContext& call, const NewScan& scan) {
  if (absl::Status status = scans::CheckNewScan(scan); !status.ok()) return status;
  command::Fields fields(parts_.catalogue, call.now());
  const absl::Time scanned_at = fields.Instant(scan.has_scanned_at(), scan.scanned_at(), call.now(), "scanned_at");
  if (!fields.ok()) return fields.ToStatus();
  const auto found = Dossier(call, scan.dossier_code(), false);
  if (!found.ok()) return found.status();
  if (absl::Status status = CheckScanOf(parts_.catalogue, found->dossier, scan); !status.ok()) return status;
  const auto id = identity::ParseDossierCode(scan.dossier_code(), codes_);
  UploadUnderWay upload{.scan = scan, .dossier = *id, .scanned_at = scanned_at};
  if (absl::Status status = CheckReplaces(upload); !status.ok()) return status;

  const std::string said = scan.SerializeAsString();
  auto kept = parts_.store.Find(scan.scan_id());
  if (kept.ok() && !kept->has_value()) {
    const auto ring = parts_.vault.Current();
    const auto wrapped =
        ring->Wrap(class_of_(found->dossier), scans::RowOf(id->value(), scan.scan_id()), vault::Key::Random());
    if (!wrapped.ok()) return wrapped.status();
    absl::Status begun = parts_.store.Begin(scan.scan_id(), id->value(), said, scan.bytes(), *wrapped, call.now());
    if (!begun.ok() && !absl::IsAlreadyExists(begun)) return begun;
    kept = parts_.store.Find(scan.scan_id());
  }
  if (!kept.ok()) return kept.status();
  if (!kept->has_value() || (*kept)->said != said) {
    return errors::WithReason(absl::AlreadyExistsError("scan_id: came before with another first message"),
                              "SCAN_ID_REUSED");
  }
  upload.bytes_kept = (*kept)->bytes_kept;
  upload.recorded = (*kept)->recorded;
  if (upload.recorded) return upload;
  auto key = KeyOf(**kept, scan.scan_id());
  if (!key.ok()) return key.status();
  upload.key = *std::move(key);
  return upload;
}

absl::Status ScanBook::CheckReplaces(const UploadUnderWay& upload) {
  if (upload.scan.replaces().empty()) return absl::OkStatus();
  const auto before = parts_.store.Find(upload.scan.replaces());
  if (!before.ok()) return before.status();
  NewScan said;
  if (before->has_value() && (*before)->recorded && (*before)->dossier == upload.dossier.value() &&
      said.ParseFromString((*before)->said) && said.component_id() == upload.scan.component_id()) {
    return absl::OkStatus();
  }
  return errors::Precondition("NOT_REPLACEABLE", "replaces: want a recorded scan of the same component of the dossier");
}

absl::Status ScanBook::Add(UploadUnderWay& upload, const ScanChunk& chunk) {
  if (upload.recorded) return absl::OkStatus();  // It came before: what is sent again is not needed.
  absl::Status status = scans::CheckChunk(chunk, upload.bytes_kept, upload.scan.bytes());
  if (!status.ok()) return status;
  const std::string& id = upload.scan.scan_id();
  const auto length = static_cast<int64_t>(chunk.content().size());
  status = parts_.store.Add(
      id, {.first = upload.bytes_kept, .sealed = scans::SealChunk(*upload.key, id, upload.bytes_kept, chunk.content())},
      length);
  if (status.ok()) upload.bytes_kept += length;
  return status;
}

absl::Status ScanBook::CheckContent(const UploadUnderWay& upload) {
  const auto bytes = Open(*upload.key, upload.scan.scan_id());
  if (!bytes.ok()) return bytes.status();
  if (Sha256(*bytes) != upload.scan.digest()) return WrongDigest();
  const auto media_type = scans::MediaTypeOf(*bytes);
  if (!media_type.ok()) return media_type.status();
  if (*media_type == upload.scan.media_type()) return absl::OkStatus();
  return errors::WithReason(
      errors::FieldError("media_type", absl::StrCat(upload.scan.media_type(), ", want ", *media_type, ", as it is")),
      "WRONG_TYPE");
}

absl::StatusOr<UploadScanResponse> ScanBook::Finish(const rpc::CallContext& call, UploadUnderWay& upload) {
  UploadScanResponse response;
  if (upload.bytes_kept == upload.scan.bytes() && !upload.recorded) {
    absl::Status status = CheckContent(upload);
    if (absl::IsInvalidArgument(status)) {
      const absl::Status dropped = parts_.store.Drop(upload.scan.scan_id());
      return dropped.ok() ? status : dropped;
    }
    if (status.ok()) status = Record(call, upload);
    if (!status.ok()) return status;
    upload.recorded = true;
  }
  response.set_bytes_kept(upload.bytes_kept);
  response.set_recorded(upload.recorded);
  return response;
}

// The fact first: a crash before the mark is mended by the next call for this scan.
absl::Status ScanBook::Record(const rpc::CallContext& call, const UploadUnderWay& upload) {
  const command::Context at{.actor = command::ActorOf(call.caller()),
                            .now = ToMicros(call.now()),
                            .occurred_at = ToMicros(upload.scanned_at),
                            .credentials_by = call.caller().credentials_by};
  const command::ScopedPlan scoped =
      command::Within(parts_.catalogue, call.reach(), PlanScan(parts_.catalogue, at, upload.dossier, upload.scan));
  ledger::Command command;
  command.request_id = upload.scan.scan_id();
  command.digest = command::DigestOf(kMethod, upload.scan);
  command.dossiers = scoped.plan()->dossiers;
  command.decide = scoped.plan()->decide;
  const auto answer = parts_.ledger.SubmitAndWait(std::move(command));
  if (!answer.ok()) return answer.status();
  return parts_.store.MarkRecorded(upload.scan.scan_id(), call.now());
}

}  // namespace hoso::intake
