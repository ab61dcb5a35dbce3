// The services as the counter sees them. One implementation speaks gRPC; tests have another.
#ifndef HOSO_CLIENTS_COUNTER_DOORS_H_
#define HOSO_CLIENTS_COUNTER_DOORS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hoso/intake/v1/intake_service.pb.h"
#include "hoso/journal/v1/journal_service.pb.h"
#include "hoso/staff/v1/staff_service.pb.h"
#include "hoso/tracking/v1/tracking_service.pb.h"

namespace hoso::counter {

// Thread-safe; each call blocks for at most its deadline. UNAVAILABLE without a network.
class Doors {
 public:
  virtual ~Doors() = default;

  // To the door that a command's name begins with: "intake".
  virtual absl::StatusOr<journal::v1::SyncJournalResponse> SyncJournal(
      const std::string& door, const journal::v1::SyncJournalRequest& request) = 0;
  virtual absl::StatusOr<intake::v1::LeaseCodesResponse> LeaseCodes(const intake::v1::LeaseCodesRequest& request) = 0;
  virtual absl::StatusOr<staff::v1::SignInResponse> SignIn(const staff::v1::SignInRequest& request) = 0;
  virtual absl::StatusOr<staff::v1::RenewTokenResponse> RenewToken(const std::string& token) = 0;
  virtual absl::StatusOr<tracking::v1::GetOfficeBookResponse> GetOfficeBook(
      const std::string& token, const tracking::v1::GetOfficeBookRequest& request) = 0;
  // A packet's entries, by who is signed in.
  virtual absl::StatusOr<journal::v1::ImportPacketResponse> ImportPacket(
      const std::string& door, const std::string& token, const journal::v1::ImportPacketRequest& request) {
    return absl::UnavailableError("no way for packets");
  }
  virtual absl::StatusOr<journal::v1::VoidEntryResponse> VoidEntry(const std::string& door, const std::string& token,
                                                                   const journal::v1::VoidEntryRequest& request) {
    return absl::UnavailableError("no way to give entries up");
  }
  virtual absl::StatusOr<intake::v1::CloseLeaseResponse> CloseLease(const intake::v1::CloseLeaseRequest& request) {
    return absl::UnavailableError("no way to close leases");
  }
  // OK when a service answers at all: whether there is a network.
  virtual absl::Status Ping() = 0;
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_DOORS_H_
