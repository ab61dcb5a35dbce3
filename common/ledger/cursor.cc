#include "common/ledger/cursor.h"

#include "absl/strings/escaping.h"
#include "common/ledger/bytes.h"
#include "common/rpc/errors.h"

namespace hoso::ledger {
namespace {

constexpr uint8_t kForm = 1;
constexpr size_t kLedgerBytes = 16;
constexpr size_t kFilterBytes = 8;
constexpr size_t kChecksumBytes = 4;

std::string FilterDigest(const std::string& filter) { return Sha256(filter).substr(0, kFilterBytes); }

std::string Checksum(const std::string& bytes) { return Sha256(bytes).substr(0, kChecksumBytes); }

absl::Status Refused(const char* why) { return errors::FieldError("cursor", why); }

}  // namespace

std::string EncodeCursor(const std::string& ledger_id, const std::string& filter, const FeedPosition& position) {
  std::string bytes;
  AppendInteger(bytes, kForm);
  bytes += ledger_id;
  bytes += FilterDigest(filter);
  AppendInteger(bytes, position.tx);
  AppendInteger(bytes, static_cast<uint64_t>(position.dossier));
  AppendInteger(bytes, static_cast<uint32_t>(position.sequence));
  bytes += Checksum(bytes);
  return absl::WebSafeBase64Escape(bytes);
}

absl::StatusOr<FeedPosition> DecodeCursor(const std::string& ledger_id, const std::string& filter,
                                          const std::string& cursor) {
  if (cursor.empty()) return FeedPosition{};
  std::string bytes;
  // Base64 has more than one spelling of some bytes: only ours is one.
  if (!absl::WebSafeBase64Unescape(cursor, &bytes) || absl::WebSafeBase64Escape(bytes) != cursor) {
    return Refused("is no cursor, want one that the feed gave");
  }
  ByteReader reader(bytes);
  const auto form = reader.Integer<uint8_t>();
  const std::string ledger = reader.Bytes(kLedgerBytes);
  const std::string of_filter = reader.Bytes(kFilterBytes);
  FeedPosition position;
  position.tx = reader.Integer<uint64_t>();
  position.dossier = static_cast<int64_t>(reader.Integer<uint64_t>());
  position.sequence = static_cast<int32_t>(reader.Integer<uint32_t>());
  const std::string checksum = reader.Bytes(kChecksumBytes);
  if (!reader.ok() || !reader.AtEnd() || form != kForm ||
      checksum != Checksum(bytes.substr(0, bytes.size() - kChecksumBytes))) {
    return Refused("is no cursor, want one that the feed gave");
  }
  if (ledger != ledger_id) return Refused("belongs to another ledger, want one of this");
  if (of_filter != FilterDigest(filter)) return Refused("belongs to another filter, want one of the same");
  return position;
}

}  // namespace hoso::ledger
