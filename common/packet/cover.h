// Cover sheets: one dossier's acceptance as the text of a QR code, for where there is a network and no stick is read
// (packet.proto). Refusals carry the reasons of label.h.
#ifndef HOSO_COMMON_PACKET_COVER_H_
#define HOSO_COMMON_PACKET_COVER_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/packet/packet.h"

namespace hoso::packet {

inline constexpr char kCoverPrefix[] = "HOSOB1:";
// The letters and figures that the largest QR code holds at medium correction (version 40).
inline constexpr size_t kLongestCover = 3391;

// The text for `entry`, of which `token` says who wrote it. RESOURCE_EXHAUSTED when it is longer than kLongestCover.
absl::StatusOr<std::string> MakeCover(const Making& making, const journal::v1::JournalEntry& entry,
                                      const std::string& token);

// The id of the key to which a text is sealed. kUnreadable, kCutShort.
absl::StatusOr<std::string> KeyOfCover(const std::string& text);

// A cover sheet as a packet of one part, opened.
struct Cover {
  journal::v1::PacketLabel label;
  std::string signature;
  journal::v1::SyncJournalRequest part;
};
// For the office that holds `key`. Blanks and line ends around and in the text are forgiven. kUnreadable, kCutShort,
// kForAnotherOffice, kDamaged.
absl::StatusOr<Cover> OpenCover(const std::string& text, const signing::PrivateKey& key);

}  // namespace hoso::packet

#endif  // HOSO_COMMON_PACKET_COVER_H_
