// What a clerk does at the counter, decided here and now by the same rules as at the services, and written into the
// journal before anybody is told. With the network or without: the services hear of it afterwards (courier.h).
#ifndef HOSO_CLIENTS_COUNTER_DESK_H_
#define HOSO_CLIENTS_COUNTER_DESK_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/counter/journal.h"
#include "clients/counter/numbers.h"
#include "clients/counter/people.h"
#include "clients/counter/timekeeper.h"
#include "common/catalogue/catalogue.h"
#include "common/signing/key.h"
#include "hoso/counter/v1/kept.pb.h"
#include "hoso/counter/v1/page.pb.h"
#include "services/intake/decisions_accept.h"

namespace hoso::counter {

struct Place {
  std::string office_id;
  std::string device_id;  // Name of this counter.
};

// Thread-safe.
class Desk {
 public:
  // All outlive this. Without a `slip_key` slips are printed without a signed code.
  Desk(const catalogue::Catalogue& catalogue, Journal& journal, Numbers& numbers, Timekeeper& clock,
       const signing::PrivateKey* slip_key, Place place)
      : catalogue_(catalogue),
        journal_(journal),
        numbers_(numbers),
        clock_(clock),
        slip_key_(slip_key),
        place_(std::move(place)) {}

  v1::ListProceduresResponse ListProcedures();
  v1::ListPlacesResponse ListPlaces();
  absl::StatusOr<v1::CheckResponse> Check(const SignedIn& who, const v1::CheckRequest& request);
  // INVALID_ARGUMENT with every field that is wrong, as Check says them; nothing is written then.
  absl::StatusOr<v1::AcceptResponse> Accept(const SignedIn& who, const v1::AcceptRequest& request);
  absl::StatusOr<v1::ListTodayResponse> ListToday(const v1::ListTodayRequest& request);

  const catalogue::Catalogue& catalogue() const { return catalogue_; }
  const Place& place() const { return place_; }

 private:
  struct Weighed;  // A request and what it amounts to.
  absl::StatusOr<Weighed> Weigh(const SignedIn& who, intake::v1::AcceptDossierRequest request,
                                const Moment& moment) const;
  void Guide(const catalogue::v1::ProcedureVersion& version, intake::v1::AcceptDossierRequest dossier,
             core::v1::IntakeChannel channel, const Moment& moment, v1::CheckResponse& response) const;
  absl::Status TakeCode(const intake::Acceptance& acceptance, v1::KeptAcceptance& kept, NewEntry& entry);
  absl::StatusOr<std::string> ProvisionalCode(const intake::Acceptance& acceptance);
  absl::Status TakeReceiptNumber(v1::KeptAcceptance& kept);
  void SignSlip(v1::KeptAcceptance& kept) const;

  const catalogue::Catalogue& catalogue_;
  Journal& journal_;
  Numbers& numbers_;
  Timekeeper& clock_;
  const signing::PrivateKey* slip_key_;
  const Place place_;
};

// Papers to print of an acceptance at `position`.
std::vector<v1::Paper> PapersOf(int64_t position, const v1::KeptAcceptance& kept);
// The notice for the citizen when the services changed something of it.
v1::Paper NoticePaper(int64_t position);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_DESK_H_
