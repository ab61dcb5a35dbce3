#include "clients/counter/scans.h"

#include <sys/stat.h>

#include <filesystem>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/digest/sha256.h"
#include "common/files/atomic_file.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/scans/content.h"

namespace hoso::counter {
namespace {

constexpr char kColumns[] =
    "scan_id, draft_id, dossier_code, component_id, media_type, pages, bytes, digest, warnings, scanned_at, "
    "bytes_sent, "
    "state, refusal";
constexpr size_t kSealAllowance = 1024;

std::string RowOf(const std::string& scan_id) { return absl::StrCat("scan ", scan_id); }

KeptScan ScanAt(const Sqlite::Statement& row) {
  KeptScan scan;
  scan.scan_id = row.TextAt(0);
  scan.of = {.draft_id = row.TextAt(1), .dossier_code = row.TextAt(2), .component_id = row.TextAt(3)};
  scan.media_type = row.TextAt(4);
  scan.pages = static_cast<int>(row.NumberAt(5));
  scan.bytes = row.NumberAt(6);
  scan.digest = row.BlobAt(7);
  scan.warnings = absl::StrSplit(row.TextAt(8), ' ', absl::SkipEmpty());
  scan.scanned_at = absl::FromUnixMicros(row.NumberAt(9));
  scan.bytes_sent = row.NumberAt(10);
  scan.state = static_cast<v1::ScanState>(row.NumberAt(11));
  scan.refusal = row.TextAt(12);
  return scan;
}

absl::Status Insert(Sqlite& database, const KeptScan& scan) {
  return Execute(
      database.Prepare(
          absl::StrCat("INSERT INTO scan (", kColumns, ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
      [&](auto& s) {
        s.Text(scan.scan_id).Text(scan.of.draft_id).Text(scan.of.dossier_code).Text(scan.of.component_id);
        s.Text(scan.media_type).Number(scan.pages).Number(scan.bytes).Blob(scan.digest);
        s.Text(absl::StrJoin(scan.warnings, " ")).Number(absl::ToUnixMicros(scan.scanned_at)).Number(scan.bytes_sent);
        s.Number(scan.state).Text(scan.refusal);
      });
}

absl::Status RemoveRows(Sqlite& database, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    absl::Status status = Execute(database.Prepare("DELETE FROM scan WHERE scan_id = ?"), [&](auto& s) { s.Text(id); });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Scans>> Scans::Open(Store& store, std::string folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error || chmod(folder.c_str(), 0700) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(folder, ": want a folder of one's own for scans"));
  }
  std::unique_ptr<Scans> scans(new Scans(store, std::move(folder)));
  if (absl::Status status = scans->RemoveStrays(); !status.ok()) return status;
  return scans;
}

std::string Scans::PathOf(const std::string& scan_id) const { return absl::StrCat(folder_, "/", scan_id); }

absl::Status Scans::RemoveStrays() {
  std::set<std::string> known;
  {
    absl::MutexLock lock(&store_.mutex());
    const auto scans = Read("true", {});
    if (!scans.ok()) return scans.status();
    for (const KeptScan& scan : *scans) known.insert(scan.scan_id);
  }
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(folder_, error)) {
    if (!known.contains(file.path().filename().string())) std::filesystem::remove(file.path(), error);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<KeptScan>> Scans::Read(const std::string& where, const std::vector<std::string>& texts) {
  auto statement = store_.database().Prepare(
      absl::StrCat("SELECT ", kColumns, " FROM scan WHERE ", where, " ORDER BY component_id, scanned_at, scan_id"));
  if (!statement.ok()) return statement.status();
  for (const std::string& text : texts) (*statement)->Text(text);
  std::vector<KeptScan> scans;
  absl::Status status = All(**statement, [&] {
    scans.push_back(ScanAt(**statement));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return scans;
}

absl::StatusOr<KeptScan> Scans::Keep(const ScanOf& of, const std::string& media_type, int pages,
                                     const std::vector<std::string>& warnings, const std::string& bytes,
                                     absl::Time now) {
  return Write({.scan_id = rpc::NewRequestId(),
                .of = of,
                .media_type = media_type,
                .pages = pages,
                .bytes = static_cast<int64_t>(bytes.size()),
                .digest = Sha256(bytes),
                .warnings = warnings,
                .scanned_at = now},
               bytes, {});
}

absl::StatusOr<KeptScan> Scans::KeepJoined(const std::vector<KeptScan>& images, const std::string& pdf) {
  if (images.empty()) return absl::InternalError("images: none, want those that became the PDF");
  std::set<std::string> warnings;
  for (const KeptScan& image : images) warnings.insert(image.warnings.begin(), image.warnings.end());
  return Write({.scan_id = rpc::NewRequestId(),
                .of = images[0].of,
                .media_type = scans::kPdf,
                .pages = static_cast<int>(images.size()),
                .bytes = static_cast<int64_t>(pdf.size()),
                .digest = Sha256(pdf),
                .warnings = {warnings.begin(), warnings.end()},
                .scanned_at = images[0].scanned_at},
               pdf, images);
}

// The file first, while others go on: a row without its file would be a scan that is lost, a file without a row is
// removed at the next start.
absl::StatusOr<KeptScan> Scans::Write(KeptScan scan, const std::string& bytes, const std::vector<KeptScan>& instead) {
  absl::Status status =
      files::WriteFile(PathOf(scan.scan_id), store_.Seal(RowOf(scan.scan_id), bytes), files::Existing::kRefuse, 0600);
  if (!status.ok()) return absl::UnavailableError("scans: cannot be written to the disk");
  std::vector<std::string> gone;
  for (const KeptScan& image : instead) gone.push_back(image.scan_id);
  status = Exchange(scan, instead, gone);
  if (!status.ok()) gone = {scan.scan_id};
  std::error_code error;
  for (const std::string& id : gone) std::filesystem::remove(PathOf(id), error);
  if (!status.ok()) return status;
  return scan;
}

absl::Status Scans::Exchange(const KeptScan& scan, const std::vector<KeptScan>& instead,
                             const std::vector<std::string>& gone) {
  absl::MutexLock lock(&store_.mutex());
  const auto others = Read("draft_id = ? AND dossier_code = ?", {scan.of.draft_id, scan.of.dossier_code});
  if (!others.ok()) return others.status();
  int64_t together = scan.bytes;
  for (const KeptScan& other : *others) together += other.bytes;
  for (const KeptScan& image : instead) together -= image.bytes;
  if (together > scans::kLargestDossier) {
    return errors::WithReason(absl::ResourceExhaustedError(absl::StrCat(
                                  "scans: ", together, " bytes together, want at most ", scans::kLargestDossier)),
                              "DOSSIER_FULL");
  }
  return store_.database().Transact([&]() -> absl::Status {
    if (absl::Status status = RemoveRows(store_.database(), gone); !status.ok()) return status;
    return Insert(store_.database(), scan);
  });
}

absl::StatusOr<KeptScan> Scans::Find(const std::string& scan_id) {
  absl::MutexLock lock(&store_.mutex());
  const auto scans = Read("scan_id = ?", {scan_id});
  if (!scans.ok()) return scans.status();
  if (scans->empty()) return errors::NotFound("scan", errors::Echo(scan_id));
  return scans->front();
}

absl::StatusOr<std::string> Scans::Bytes(const KeptScan& scan) {
  const auto sealed = files::ReadFile(PathOf(scan.scan_id), scans::kLargestScan + kSealAllowance);
  const absl::Status lost = absl::DataLossError(absl::StrCat(RowOf(scan.scan_id), " is damaged"));
  if (!sealed.ok()) return lost;
  auto bytes = store_.Unseal(RowOf(scan.scan_id), *sealed);
  if (!bytes.ok() || Sha256(*bytes) != scan.digest) return lost;
  return bytes;
}

absl::StatusOr<std::vector<KeptScan>> Scans::List(const std::string& draft_id, const std::string& dossier_code) {
  absl::MutexLock lock(&store_.mutex());
  if (!draft_id.empty()) return Read("draft_id = ?", {draft_id});
  return Read("dossier_code = ? OR draft_id IN (SELECT entry_id FROM entry WHERE entry.dossier_code = ?)",
              {dossier_code, dossier_code});
}

absl::Status Scans::Remove(const std::vector<std::string>& ids) {
  absl::Status status = store_.database().Transact([&] { return RemoveRows(store_.database(), ids); });
  if (!status.ok()) return status;
  std::error_code error;
  for (const std::string& id : ids) std::filesystem::remove(PathOf(id), error);
  return absl::OkStatus();
}

absl::Status Scans::Discard(const std::string& scan_id) {
  absl::MutexLock lock(&store_.mutex());
  const auto scans = Read("scan_id = ?", {scan_id});
  if (!scans.ok()) return scans.status();
  if (scans->empty()) return errors::NotFound("scan", errors::Echo(scan_id));
  if (scans->front().state != v1::SCAN_STATE_KEPT && scans->front().state != v1::SCAN_STATE_NEEDS_REVIEW) {
    return errors::Precondition("SENT_ALREADY", "scan_id: of this scan something was sent already");
  }
  return Remove({scan_id});
}

// 3 and 4: recorded, as it was or with a change.
absl::StatusOr<std::vector<KeptScan>> Scans::ToSend() {
  absl::MutexLock lock(&store_.mutex());
  return Read(
      "state IN (1, 2) AND (draft_id = '' OR draft_id IN (SELECT entry_id FROM entry WHERE entry.state IN (3, 4)))",
      {});
}

absl::Status Scans::NoteSent(const std::string& scan_id, int64_t bytes_sent) {
  absl::MutexLock lock(&store_.mutex());
  return Execute(store_.database().Prepare("UPDATE scan SET bytes_sent = ?, state = ? WHERE scan_id = ?"),
                 [&](auto& s) { s.Number(bytes_sent).Number(v1::SCAN_STATE_SENDING).Text(scan_id); });
}

absl::Status Scans::Settle(const std::string& scan_id, v1::ScanState state, const std::string& refusal,
                           absl::Time now) {
  absl::MutexLock lock(&store_.mutex());
  return Execute(
      store_.database().Prepare("UPDATE scan SET state = ?, refusal = ?, settled_at = ?, bytes_sent = CASE WHEN ? = 3 "
                                "THEN bytes ELSE bytes_sent END WHERE scan_id = ?"),
      [&](auto& s) { s.Number(state).Text(refusal).Number(absl::ToUnixMicros(now)).Number(state).Text(scan_id); });
}

absl::StatusOr<int> Scans::Sweep(absl::Time before) {
  absl::MutexLock lock(&store_.mutex());
  const std::string limit = absl::StrCat(absl::ToUnixMicros(before));
  // 7: voided. What was refused and may be mended still has its entry.
  const auto old = Read(absl::StrCat("(state = 3 AND settled_at < ", limit, ") OR (state = 1 AND scanned_at < ", limit,
                                     " AND draft_id <> '' AND draft_id NOT IN (SELECT draft_id FROM draft)"
                                     " AND draft_id NOT IN (SELECT entry_id FROM entry WHERE entry.state <> 7))"),
                        {});
  if (!old.ok()) return old.status();
  std::vector<std::string> ids;
  for (const KeptScan& scan : *old) ids.push_back(scan.scan_id);
  if (absl::Status status = Remove(ids); !status.ok()) return status;
  return static_cast<int>(ids.size());
}

}  // namespace hoso::counter
