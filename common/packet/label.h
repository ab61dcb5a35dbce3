// What a packet says of itself, what of it is signed, and whether that may be believed (packet_label.proto).
#ifndef HOSO_COMMON_PACKET_LABEL_H_
#define HOSO_COMMON_PACKET_LABEL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/signing/key_list.h"
#include "hoso/journal/v1/journal_service.pb.h"
#include "hoso/journal/v1/packet_label.pb.h"

namespace hoso::packet {

// Reasons of refusals, all FAILED_PRECONDITION but the first three, which are INVALID_ARGUMENT.
inline constexpr char kUnreadable[] = "PACKET_UNREADABLE";  // No packet at all.
inline constexpr char kCutShort[] = "PACKET_CUT_SHORT";
inline constexpr char kDamaged[] = "PACKET_DAMAGED";
inline constexpr char kLaterFormat[] = "PACKET_LATER_FORMAT";
inline constexpr char kForAnotherOffice[] = "PACKET_FOR_ANOTHER_OFFICE";
inline constexpr char kKeyUnknown[] = "PACKET_KEY_UNKNOWN";
inline constexpr char kKeyRevoked[] = "PACKET_KEY_REVOKED";
inline constexpr char kSignatureWrong[] = "PACKET_SIGNATURE_WRONG";
inline constexpr char kChanged[] = "PACKET_CHANGED";  // Entries that were not signed.

// INVALID_ARGUMENT naming the field of `label` that no counter writes.
absl::Status CheckLabel(const journal::v1::PacketLabel& label);

// The lines that are signed. REQUIRES: CheckLabel.
std::string SignedText(const journal::v1::PacketLabel& label);

// Of a part, for PacketLabel.part_digests.
std::string PartDigest(const journal::v1::SyncJournalRequest& part);

// The name of the machine whose counter signed `label`. FAILED_PRECONDITION with kKeyUnknown for a key that is not in
// `keys` for slips, or no office's; kKeyRevoked for one that is revoked, whatever the packet says of its time, or not
// in use `now`; kSignatureWrong.
absl::StatusOr<std::string> CheckSignature(const journal::v1::PacketLabel& label, const std::string& signature,
                                           const signing::KeyList& keys, absl::Time now);

// The office to which `key_id`, of KEY_USE_PACKET, belongs. kKeyUnknown and kKeyRevoked as above.
absl::StatusOr<std::string> OfficeOfKey(const std::string& key_id, const signing::KeyList& keys, absl::Time now);

// The key under which packets for `office_id` are sealed `now`: its newest. kKeyUnknown when it has none.
absl::StatusOr<trust::v1::PublicKey> KeyOfOffice(const std::string& office_id, const signing::KeyList& keys,
                                                 absl::Time now);

}  // namespace hoso::packet

#endif  // HOSO_COMMON_PACKET_LABEL_H_
