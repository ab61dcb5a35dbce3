#include "common/scans/sealed_chunk.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"

namespace hoso::scans {
namespace {

std::string PlaceOf(const std::string& scan_id, int64_t first) {
  return absl::StrCat("hoso scan chunk 1\n", scan_id, "\n", first);
}

// 31 bits of `digest`, from byte `at`.
int32_t Bits(const std::string& digest, size_t at) {
  uint32_t bits = 0;
  for (size_t i = at; i < at + 4; ++i) bits = bits << 8 | static_cast<unsigned char>(digest[i]);
  return static_cast<int32_t>(bits & static_cast<uint32_t>(std::numeric_limits<int32_t>::max()));
}

}  // namespace

std::string SealChunk(const vault::Key& key, const std::string& scan_id, int64_t first, absl::string_view plain) {
  const std::string nonce = vault::RandomBytes(vault::kNonceBytes);
  return absl::StrCat(nonce, vault::Encrypt(key, nonce, PlaceOf(scan_id, first), plain));
}

absl::StatusOr<std::string> OpenChunk(const vault::Key& key, const std::string& scan_id, int64_t first,
                                      const std::string& sealed) {
  const absl::Status damaged =
      absl::DataLossError(absl::StrCat("scan ", scan_id, ": the chunk at ", first, " is not what was kept"));
  if (sealed.size() < static_cast<size_t>(kSealBytes)) return damaged;
  auto plain = vault::Decrypt(key, sealed.substr(0, vault::kNonceBytes), PlaceOf(scan_id, first),
                              absl::string_view(sealed).substr(vault::kNonceBytes));
  if (!plain.ok()) return damaged;
  return plain;
}

vault::RowId RowOf(int64_t dossier, const std::string& scan_id) {
  const std::string digest = Sha256(scan_id);
  return {.dossier = dossier, .person = -1 - Bits(digest, 0), .version = Bits(digest, 4)};
}

}  // namespace hoso::scans
