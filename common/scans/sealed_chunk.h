// The bytes of a scan at rest, in chunks, each encrypted for itself and bound to its scan and place: none can be moved,
// left out or exchanged unseen. Each scan has a data key of its own, wrapped under the key ring (common/vault).
#ifndef HOSO_COMMON_SCANS_SEALED_CHUNK_H_
#define HOSO_COMMON_SCANS_SEALED_CHUNK_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/vault/key.h"
#include "common/vault/key_ring.h"

namespace hoso::scans {

// By how much a sealed chunk is larger.
inline constexpr int64_t kSealBytes = vault::kNonceBytes + vault::kTagBytes;

// `first`: offset of the chunk's first byte in the scan.
std::string SealChunk(const vault::Key& key, const std::string& scan_id, int64_t first, absl::string_view plain);
// DATA_LOSS naming scan and offset.
absl::StatusOr<std::string> OpenChunk(const vault::Key& key, const std::string& scan_id, int64_t first,
                                      const std::string& sealed);

// What a scan's data key is bound to when it is wrapped: the dossier and 62 bits of the scan's id, apart from all rows
// of persons, whose numbers are positive. REQUIRES: `scan_id` is a UUID.
vault::RowId RowOf(int64_t dossier, const std::string& scan_id);

}  // namespace hoso::scans

#endif  // HOSO_COMMON_SCANS_SEALED_CHUNK_H_
