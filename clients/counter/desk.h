// What a clerk does at the counter, decided here and now by the same rules as at the services, and written into the
// journal before anybody is told. With the network or without: the services hear of it afterwards (courier.h).
#ifndef HOSO_CLIENTS_COUNTER_DESK_H_
#define HOSO_CLIENTS_COUNTER_DESK_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/counter/book.h"
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

// Who acts here, for facts.
core::v1::Actor ActorOf(const SignedIn& who, const Place& place);

// Thread-safe.
class Desk {
 public:
  // All outlive this. Without a `slip_key` slips are printed without a signed code.
  Desk(const catalogue::Catalogue& catalogue, Journal& journal, Numbers& numbers, Book& book, Timekeeper& clock,
       const signing::PrivateKey* slip_key, Place place)
      : catalogue_(catalogue),
        journal_(journal),
        numbers_(numbers),
        book_(book),
        clock_(clock),
        slip_key_(slip_key),
        place_(std::move(place)) {}

  v1::ListProceduresResponse ListProcedures();
  v1::ListPlacesResponse ListPlaces();
  absl::StatusOr<v1::CheckResponse> Check(const SignedIn& who, const v1::CheckRequest& request);
  // INVALID_ARGUMENT with every field that is wrong, as Check says them; nothing is written then.
  absl::StatusOr<v1::AcceptResponse> Accept(const SignedIn& who, const v1::AcceptRequest& request);
  // Puts an acceptance right that a service refused: under its code and its secret, as of the moment when it was made.
  // What was done with the dossier since and was refused for that is sent again. FAILED_PRECONDITION, reason
  // NOT_REFUSED, for an entry that is no acceptance that was refused; else errors as Accept.
  absl::StatusOr<v1::MendResponse> Mend(const SignedIn& who, const v1::MendRequest& request);
  absl::StatusOr<v1::GetEntryResponse> GetEntry(const v1::GetEntryRequest& request);
  absl::StatusOr<v1::ListTodayResponse> ListToday(const v1::ListTodayRequest& request);

  const catalogue::Catalogue& catalogue() const { return catalogue_; }
  const Place& place() const { return place_; }

 private:
  // A request and what it amounts to.
  struct Weighed {
    intake::v1::AcceptDossierRequest request;  // In its normal form.
    std::shared_ptr<const intake::Acceptance> acceptance;
  };
  absl::StatusOr<Weighed> Weigh(const SignedIn& who, intake::v1::AcceptDossierRequest request,
                                const Moment& moment) const;
  void Guide(const catalogue::v1::ProcedureVersion& version, intake::v1::AcceptDossierRequest dossier,
             core::v1::IntakeChannel channel, const Moment& moment, v1::CheckResponse& response) const;
  absl::Status TakeCode(const intake::Acceptance& acceptance, v1::KeptAcceptance& kept, NewEntry& entry);
  absl::StatusOr<std::string> ProvisionalCode(const intake::Acceptance& acceptance);
  absl::Status TakeReceiptNumber(v1::KeptAcceptance& kept);
  void SignSlip(v1::KeptAcceptance& kept) const;
  // What the book is to say of it, under the code that it got.
  absl::StatusOr<ledger::Decision> Opened(const Weighed& weighed, const v1::KeptAcceptance& kept);
  absl::StatusOr<Entry> Refused(int64_t position, v1::KeptAcceptance& kept);

  const catalogue::Catalogue& catalogue_;
  Journal& journal_;
  Numbers& numbers_;
  Book& book_;
  Timekeeper& clock_;
  const signing::PrivateKey* slip_key_;
  const Place place_;
};

// What the services are sent of an acceptance.
std::string SentOf(const v1::KeptAcceptance& kept);
// What is printed at /print/POSITION/FORM.pdf.
v1::Paper PaperOf(int64_t position, const char* form, const char* vi, const char* en);
// Papers to print of an acceptance at `position`.
std::vector<v1::Paper> PapersOf(int64_t position, const v1::KeptAcceptance& kept);
// The notice for the citizen when the services changed something of it.
v1::Paper NoticePaper(int64_t position);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_DESK_H_
