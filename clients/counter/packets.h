// Unsent work that goes with a bag: written into a packet for an office, and taken from one that came here.
#ifndef HOSO_CLIENTS_COUNTER_PACKETS_H_
#define HOSO_CLIENTS_COUNTER_PACKETS_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/counter/courier.h"
#include "clients/counter/desk.h"
#include "clients/counter/doors.h"
#include "clients/counter/journal.h"
#include "clients/counter/page_method.h"
#include "clients/counter/page_server.h"
#include "clients/counter/people.h"
#include "clients/counter/timekeeper.h"
#include "common/catalogue/catalogue.h"
#include "common/forms/forms.h"
#include "common/packet/import.h"
#include "common/signing/key.h"
#include "common/signing/key_list.h"
#include "hoso/counter/v1/packets.pb.h"

namespace hoso::counter {

// Thread-safe.
class Packets {
 public:
  struct Options {
    std::string folder;  // Where packets are written; made when it is needed.
    Place place;
    std::optional<signing::PrivateKey> device_key;  // Signs packets; without it none are made.
    std::optional<signing::PrivateKey> office_key;  // Of this office; without it none are taken.
    std::string keys;                               // The published list of keys; empty: no packets are made.
  };
  // All outlive this.
  Packets(const catalogue::Catalogue& catalogue, Journal& journal, Doors& doors, Timekeeper& clock,
          const forms::Typesetter& typesetter, Options options)
      : catalogue_(catalogue),
        journal_(journal),
        doors_(doors),
        clock_(clock),
        typesetter_(typesetter),
        options_(std::move(options)) {}

  // What was not sent goes with the bag from now on, until a service has recorded it: it is still sent when there is a
  // line. FAILED_PRECONDITION with reason NO_DEVICE_KEY, NOTHING_WAITS, or that of common/packet/label.h for the
  // office's key.
  absl::StatusOr<v1::ExportPacketResponse> Export(const SignedIn& who, const v1::ExportPacketRequest& request);
  // The bytes of a packet that was written here. NOT_FOUND.
  absl::StatusOr<std::string> File(const std::string& name) const;
  // The cover sheet of the acceptance at `position`, for the office of the newest packet that it is in. NOT_FOUND.
  absl::StatusOr<Printed> Cover(int64_t position);

  // A packet, or the text of a cover sheet, that came to this office. FAILED_PRECONDITION, reason NO_OFFICE_KEY, and
  // the refusals of common/packet.
  absl::StatusOr<v1::ImportPacketResponse> Import(const SignedIn& who, const std::string& file);
  absl::StatusOr<v1::ImportPacketResponse> ImportCover(const SignedIn& who, const std::string& text);

 private:
  struct Sealing {
    trust::v1::PublicKey to_key;
    std::string office_name;
  };
  absl::StatusOr<Sealing> SealingFor(const std::string& office_id) const;
  absl::StatusOr<std::vector<journal::v1::SyncJournalRequest>> PartsOf(const std::vector<Entry>& entries);
  absl::StatusOr<v1::ImportPacketResponse> Hand(const SignedIn& who, absl::StatusOr<packet::Opened> opened);
  absl::StatusOr<signing::PrivateKey> OfficeKey() const;

  const catalogue::Catalogue& catalogue_;
  Journal& journal_;
  Doors& doors_;
  Timekeeper& clock_;
  const forms::Typesetter& typesetter_;
  const Options options_;
};

// ExportPacket and ImportCoverSheet. All outlive the methods.
PageMethodMap PacketMethods(People& people, Packets& packets);
// POST /packet: the file's bytes, to ImportPacketResponse as JSON.
PageMethod TakePacket(People& people, Packets& packets);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_PACKETS_H_
