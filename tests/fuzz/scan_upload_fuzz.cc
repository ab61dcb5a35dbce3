// The messages of an upload, as any machine may send them.
#include <cstdint>

#include "common/scans/content.h"
#include "common/scans/sealed_chunk.h"
#include "common/scans/upload.h"
#include "tests/fuzz/property.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hoso;
  scans::v1::UploadScanRequest request;
  if (!request.ParseFromArray(data, static_cast<int>(size))) return 0;
  const scans::v1::NewScan& scan = request.scan();
  if (request.has_scan() && scans::CheckNewScan(scan).ok()) {
    HOSO_ALWAYS(scan.scan_id().size() == 36 && scan.digest().size() == 32);
    HOSO_ALWAYS(scan.bytes() >= 1 && scan.bytes() <= scans::kLargestScan);
    HOSO_ALWAYS(scan.component_id().find_first_of("/.\\ \n") == std::string::npos);
    HOSO_ALWAYS(scans::RowOf(1, scan.scan_id()).person < 0);
  }
  const scans::v1::ScanChunk& chunk = request.chunk();
  for (const int64_t bytes : {int64_t{1}, int64_t{5000}, scans::kLargestScan}) {
    if (!request.has_chunk() || !scans::CheckChunk(chunk, 0, bytes).ok()) continue;
    HOSO_ALWAYS(chunk.offset() == 0 && !chunk.content().empty());
    HOSO_ALWAYS(static_cast<int64_t>(chunk.content().size()) <= bytes);
  }
  return 0;
}
