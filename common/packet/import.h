// Handing the entries of an opened packet, or cover sheet, to the services: each to its door, in their order.
//
// Pure: who calls the services is the caller's to bring.
#ifndef HOSO_COMMON_PACKET_IMPORT_H_
#define HOSO_COMMON_PACKET_IMPORT_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/signing/key.h"
#include "hoso/journal/v1/journal_service.pb.h"

namespace hoso::packet {

// What was opened.
struct Opened {
  journal::v1::PacketLabel label;
  std::string signature;
  std::vector<journal::v1::SyncJournalRequest> parts;
};

// Reads and opens a packet's file, or the text of a cover sheet, for the office that holds `key`. Refusals are those of
// packet.h and cover.h.
absl::StatusOr<Opened> OpenFile(const std::string& file, const signing::PrivateKey& key);
absl::StatusOr<Opened> OpenText(const std::string& text, const signing::PrivateKey& key);

struct Refusal {
  std::string dossier_code;  // Empty where the entry is of no dossier.
  std::string kind;
  std::string refusal;  // google.rpc.Status, serialised, as in EntryOutcome.
};

// What became of the entries.
struct Imported {
  int recorded = 0;
  int known = 0;                           // Had been recorded before.
  int waiting = 0;                         // No service answered for them: to be imported again.
  std::vector<std::string> dossier_codes;  // Of acceptances, by which they are in the ledger.
  std::vector<Refusal> refused;
};

// Calls ImportPacket at `door`, the word that a command's name begins with.
using ImportAt = std::function<absl::StatusOr<journal::v1::ImportPacketResponse>(
    const std::string& door, const journal::v1::ImportPacketRequest& request)>;

// When a service is away, what follows waits. What a service says of the whole packet is returned as it is.
absl::StatusOr<Imported> Import(const Opened& opened, const ImportAt& import_at);

}  // namespace hoso::packet

#endif  // HOSO_COMMON_PACKET_IMPORT_H_
