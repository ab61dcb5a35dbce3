// What a clerk does with dossiers, papers and bags that are there: each act is the services' own command, decided here
// by their rules and what the book knows, and written into the journal before anybody is told.
#ifndef HOSO_CLIENTS_COUNTER_ACTS_H_
#define HOSO_CLIENTS_COUNTER_ACTS_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "clients/counter/book.h"
#include "clients/counter/desk.h"
#include "clients/counter/journal.h"
#include "clients/counter/numbers.h"
#include "clients/counter/people.h"
#include "clients/counter/timekeeper.h"
#include "clients/counter/views.h"
#include "common/catalogue/catalogue.h"
#include "common/command/context.h"
#include "common/signing/key.h"
#include "common/signing/key_list.h"
#include "hoso/counter/v1/desk.pb.h"
#include "hoso/counter/v1/kept.pb.h"

namespace hoso::counter {

// Thread-safe; one act at a time.
class Acts {
 public:
  // All outlive this. Without a `slip_key` slips carry no signed code; without `slip_keys` the text of a slip that is
  // given back is sent on unread.
  Acts(const catalogue::Catalogue& catalogue, Journal& journal, Numbers& numbers, Book& book, Timekeeper& clock,
       const signing::PrivateKey* slip_key, signing::KeyListFile* slip_keys, Place place)
      : catalogue_(catalogue),
        journal_(journal),
        numbers_(numbers),
        book_(book),
        clock_(clock),
        slip_key_(slip_key),
        slip_keys_(slip_keys),
        place_(std::move(place)) {}

  // Errors are those of the service's command; and NOT_FOUND (reason NOT_IN_THE_BOOK) for a dossier or bag of which
  // this machine has not heard.
  absl::StatusOr<v1::DoResponse> Do(const SignedIn& who, const v1::DoRequest& request);

 private:
  // Who acts, when, and under which id.
  struct Acting {
    command::Context context;
    Moment moment;
    std::string act_id;
    bool dry_run = false;
  };
  struct Weighed;  // An act and what it amounts to.

  absl::StatusOr<Weighed> Weigh(const Acting& acting, v1::DoRequest request);
  absl::StatusOr<Weighed> WeighIntake(const Acting& acting, v1::DoRequest request);
  absl::StatusOr<Weighed> WeighBag(const Acting& acting, v1::DoRequest request);
  absl::StatusOr<Weighed> WeighReturns(const Acting& acting, v1::DoRequest request);
  absl::StatusOr<Weighed> WeighPayment(const Acting& acting, v1::DoRequest request);
  absl::StatusOr<Weighed> WeighSealing(const Acting& acting, v1::DoRequest request);
  absl::StatusOr<Weighed> WeighHandOver(const Acting& acting, v1::DoRequest request);
  absl::StatusOr<Weighed> WeighOpening(const Acting& acting, v1::DoRequest request);
  absl::StatusOr<Weighed> WeighHandOut(const Acting& acting, v1::DoRequest request);
  absl::StatusOr<Weighed> WeighRefusalOfNew(const Acting& acting, v1::DoRequest request);
  absl::StatusOr<Weighed> WeighMissingPapers(const Acting& acting, v1::DoRequest request);

  // `command` is the field of `request` that says what to do; `plan` makes the service's plan of it in its normal form.
  template <typename Response, typename Command, typename ValidateFn, typename PlanFn>
  absl::StatusOr<Weighed> WeighCommand(const Acting& acting, const std::string& kind, v1::DoRequest& request,
                                       Command* command, ValidateFn validate, PlanFn plan,
                                       const std::vector<core::v1::Bag>& bags = {});
  absl::StatusOr<core::v1::Bag> KnownBag(const std::string& bag_id);
  absl::StatusOr<std::string> NewBagId(const Acting& acting);
  std::vector<std::string> LabelsOf(const core::v1::Bag& bag);
  void SignSlip(v1::KeptAct& kept) const;
  absl::Status ShowDossier(const ledger::Append& append, v1::KeptAct& kept);
  Eye EyeOf(const Acting& acting) const;

  const catalogue::Catalogue& catalogue_;
  Journal& journal_;
  Numbers& numbers_;
  Book& book_;
  Timekeeper& clock_;
  const signing::PrivateKey* slip_key_;
  signing::KeyListFile* slip_keys_;
  const Place place_;
  absl::Mutex one_at_a_time_;
};

// Papers to print of an act at `position`.
std::vector<v1::Paper> PapersOf(int64_t position, const v1::KeptAct& kept);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_ACTS_H_
