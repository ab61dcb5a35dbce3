// The scan service as the counter sees it. One implementation speaks gRPC; tests have another.
#ifndef HOSO_CLIENTS_COUNTER_SCAN_DOOR_H_
#define HOSO_CLIENTS_COUNTER_SCAN_DOOR_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hoso/scans/v1/scan_service.pb.h"

namespace hoso::counter {

// Thread-safe; each call blocks for at most its deadline. UNAVAILABLE without a network. Errors: scan_service.proto.
class ScanDoor {
 public:
  virtual ~ScanDoor() = default;

  virtual absl::StatusOr<scans::v1::FindUploadResponse> FindUpload(const scans::v1::FindUploadRequest& request) = 0;
  // One part, in a stream of its own.
  virtual absl::StatusOr<scans::v1::UploadScanResponse> Upload(const scans::v1::NewScan& scan,
                                                               const scans::v1::ScanChunk& chunk) = 0;
};

// FAILED_PRECONDITION when a certificate cannot be read. `address`: of hoso-intake. `machine`: folder of the office's
// certificate. `played`: what time it is for the services, nullopt for the real one.
absl::StatusOr<std::unique_ptr<ScanDoor>> OpenGrpcScanDoor(const std::string& address, const std::string& machine,
                                                           const std::string& device,
                                                           std::function<std::optional<absl::Time>()> played);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_SCAN_DOOR_H_
