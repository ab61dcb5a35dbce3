#include "common/scans/upload.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/scans/content.h"

namespace hoso::scans {
namespace {

constexpr size_t kLongestComponent = 64;

bool IsId(const std::string& id) {
  return !id.empty() && id.size() <= kLongestComponent &&
         id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == std::string::npos;
}

}  // namespace

bool IsScanId(const std::string& id) { return rpc::IsUuid(id) && absl::AsciiStrToLower(id) == id; }

absl::Status CheckNewScan(const v1::NewScan& scan) {
  errors::FieldErrors wrong;
  if (!IsScanId(scan.scan_id())) wrong.Add("scan_id", "want a UUID in small figures");
  if (!IsId(scan.component_id())) wrong.Add("component_id", "want a component of the procedure version");
  if (scan.digest().size() != kDigestBytes) wrong.Add("digest", "want the 32 bytes of SHA-256");
  if (scan.bytes() < 1 || scan.bytes() > kLargestScan) {
    wrong.Add("bytes", absl::StrCat(scan.bytes(), ", want 1 to ", kLargestScan));
  }
  if (!IsMediaType(scan.media_type())) wrong.Add("media_type", "want application/pdf, image/jpeg or image/png");
  if (scan.pages() < 1 || scan.pages() > kMostPages) {
    wrong.Add("pages", absl::StrCat(scan.pages(), ", want 1 to ", kMostPages));
  }
  if (!scan.replaces().empty() && (!IsScanId(scan.replaces()) || scan.replaces() == scan.scan_id())) {
    wrong.Add("replaces", "want the scan_id of another scan");
  }
  return wrong.ToStatus();
}

absl::Status CheckChunk(const v1::ScanChunk& chunk, int64_t bytes_kept, int64_t bytes) {
  if (chunk.offset() != bytes_kept) {
    return errors::WithReason(errors::FieldError("chunk.offset", absl::StrCat(chunk.offset(), ", want ", bytes_kept,
                                                                              ", up to which it is kept")),
                              "WRONG_OFFSET", {{"bytes_kept", absl::StrCat(bytes_kept)}});
  }
  const auto length = static_cast<int64_t>(chunk.content().size());
  const bool last = bytes_kept + length == bytes;
  if (length > kLargestChunk || length < 1 || (length < kSmallestChunk && !last)) {
    return errors::FieldError("chunk.content",
                              absl::StrCat(length, " bytes, want ", kSmallestChunk, " to ", kLargestChunk));
  }
  if (bytes_kept + length > bytes) {
    return errors::FieldError("chunk.content", absl::StrCat("goes beyond the ", bytes, " bytes that were announced"));
  }
  return absl::OkStatus();
}

}  // namespace hoso::scans
