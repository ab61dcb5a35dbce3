// The shape of what is uploaded (hoso.scans.v1). Pure.
#ifndef HOSO_COMMON_SCANS_UPLOAD_H_
#define HOSO_COMMON_SCANS_UPLOAD_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "hoso/scans/v1/scan_service.pb.h"

namespace hoso::scans {

inline constexpr int64_t kLargestChunk = 256 * 1024;
inline constexpr int64_t kSmallestChunk = 4 * 1024;  // But the last: else a scan could be millions of rows.

// A UUID in small figures: one spelling, as it is bound into what is sealed.
bool IsScanId(const std::string& id);

// INVALID_ARGUMENT naming each field of the first message that is wrong; the dossier's code and the instant are not
// looked at.
absl::Status CheckNewScan(const v1::NewScan& scan);

// INVALID_ARGUMENT for a chunk of another size; reason WRONG_OFFSET, with `bytes_kept`, for one that does not go on
// where the scan of `bytes` is kept up to.
absl::Status CheckChunk(const v1::ScanChunk& chunk, int64_t bytes_kept, int64_t bytes);

}  // namespace hoso::scans

#endif  // HOSO_COMMON_SCANS_UPLOAD_H_
