// Packets: a counter's unsent entries as a file for one office (packet.proto), written and read.
//
// Refusals carry the reasons of label.h.
#ifndef HOSO_COMMON_PACKET_PACKET_H_
#define HOSO_COMMON_PACKET_PACKET_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/packet/label.h"
#include "common/signing/key.h"
#include "hoso/journal/v1/packet.pb.h"

namespace hoso::packet {

inline constexpr int kFormat = 1;
inline constexpr size_t kMostBytes = 16 << 20;  // Of a packet's contents, before they are made small.

// Who makes a packet, for whom.
struct Making {
  std::string to_office_id;
  trust::v1::PublicKey to_key;  // Of KEY_USE_PACKET.
  std::string device;
  const signing::PrivateKey* key = nullptr;  // Of the counter.
  absl::Time made_at;
};

// The file. `parts` hold entries of one journal in the order of their positions, each part as SyncJournal takes it.
// INVALID_ARGUMENT naming the part that is none, or when it all is longer than kMostBytes.
absl::StatusOr<std::string> Make(const Making& making, const std::vector<journal::v1::SyncJournalRequest>& parts);

// SHA-256 of the file, as it stands in a bag's manifest.
std::string DigestOf(const std::string& file);

// A file's parts; nobody has looked at its signature or contents. Tells apart kUnreadable, kCutShort, kLaterFormat and
// kDamaged (its contents are not those that the label names).
absl::StatusOr<journal::v1::Packet> Read(const std::string& file);

// What is in it, for the office that holds `key`. kForAnotherOffice when it was sealed to another key; kDamaged.
absl::StatusOr<journal::v1::PacketContents> Open(const journal::v1::Packet& packet, const signing::PrivateKey& key);

}  // namespace hoso::packet

#endif  // HOSO_COMMON_PACKET_PACKET_H_
