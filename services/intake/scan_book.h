// What the calls of the scan service do, without gRPC: each method blocks until it is known.
#ifndef HOSO_SERVICES_INTAKE_SCAN_BOOK_H_
#define HOSO_SERVICES_INTAKE_SCAN_BOOK_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hoso/scans/v1/scan_service.pb.h"
#include "services/intake/scan_service.h"

namespace hoso::intake {

// An upload under way: one thread's.
struct UploadUnderWay {
  scans::v1::NewScan scan;
  identity::DossierId dossier;
  absl::Time scanned_at;
  int64_t bytes_kept = 0;
  bool recorded = false;
  std::optional<vault::Key> key;
};

// Thread-safe. Errors: scan_service.proto.
class ScanBook {
 public:
  explicit ScanBook(const ScanParts& parts);

  absl::StatusOr<scans::v1::FindUploadResponse> FindUpload(const rpc::CallContext& call,
                                                           const scans::v1::FindUploadRequest& request);
  absl::StatusOr<scans::v1::ListScansResponse> List(const rpc::CallContext& call,
                                                    const scans::v1::ListScansRequest& request);
  // The bytes of a scan, after the access log has it.
  absl::StatusOr<std::string> Read(const rpc::CallContext& call, const scans::v1::ReadScanRequest& request);

  absl::StatusOr<UploadUnderWay> Begin(const rpc::CallContext& call, const scans::v1::NewScan& scan);
  absl::Status Add(UploadUnderWay& upload, const scans::v1::ScanChunk& chunk);
  // Of all that came: records the scan if it is complete.
  absl::StatusOr<scans::v1::UploadScanResponse> Finish(const rpc::CallContext& call, UploadUnderWay& upload);

 private:
  // NOT_FOUND, too, for one out of reach; then `exists` says whether there is one.
  absl::StatusOr<ledger::Found> Dossier(const rpc::CallContext& call, const std::string& code, bool with_facts,
                                        bool* exists = nullptr);
  absl::Status CheckReplaces(const UploadUnderWay& upload);
  absl::StatusOr<vault::Key> KeyOf(const KeptScan& kept, const std::string& scan_id);
  absl::StatusOr<std::string> BytesOf(const scans::v1::Scan& scan);
  absl::StatusOr<std::string> Open(const vault::Key& key, const std::string& scan_id);
  absl::Status CheckContent(const UploadUnderWay& upload);
  absl::Status Record(const rpc::CallContext& call, const UploadUnderWay& upload);

  const ScanParts parts_;
  const identity::AgencyCodes codes_;
  const ledger::ClassOf class_of_;
};

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_SCAN_BOOK_H_
