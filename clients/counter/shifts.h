// The cash of this counter, a shift at a time: opened with what was counted into the box, counted blind, closed with a
// sheet that balances or names the difference. Nothing of it is ever changed; whatever comes later is another entry.
#ifndef HOSO_CLIENTS_COUNTER_SHIFTS_H_
#define HOSO_CLIENTS_COUNTER_SHIFTS_H_

#include <functional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "clients/counter/cash_book.h"
#include "clients/counter/courier.h"
#include "clients/counter/desk.h"
#include "clients/counter/journal.h"
#include "clients/counter/page_method.h"
#include "clients/counter/people.h"
#include "clients/counter/timekeeper.h"
#include "hoso/counter/v1/shift.pb.h"

namespace hoso::counter {

// Thread-safe. Errors are those of shift.proto.
class Shifts {
 public:
  // All outlive this. `procedure_of` knows dossiers that were not taken in here.
  Shifts(const catalogue::Catalogue& catalogue, Journal& journal, Timekeeper& clock, Place place,
         ProcedureOf procedure_of = nullptr)
      : catalogue_(catalogue),
        journal_(journal),
        clock_(clock),
        place_(std::move(place)),
        elsewhere_(std::move(procedure_of)) {}

  // Before a count nothing is said of what should be in the box.
  absl::StatusOr<v1::Shift> Get();
  absl::StatusOr<v1::Shift> Open(const SignedIn& who, const v1::OpenShiftRequest& request);
  absl::StatusOr<v1::Shift> Count(const SignedIn& who, const v1::CountCashRequest& request);
  // `supervisor` proves the one whom the request names; called only when there is a difference.
  using Prove = std::function<absl::StatusOr<SignedIn>()>;
  absl::StatusOr<v1::Shift> Close(const SignedIn& who, const v1::CloseShiftRequest& request, const Prove& supervisor);
  absl::StatusOr<v1::Shift> HandOver(const SignedIn& who, const v1::HandOverFeesRequest& request);

  absl::StatusOr<bool> IsOpen();

 private:
  struct Act;  // What is to be written.
  absl::StatusOr<CashState> Now() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<v1::Shift> View(const CashState& state) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status AddOpenWork(v1::Shift& shift);
  absl::StatusOr<v1::Shift> LastPapers(v1::Shift shift);
  // The answer that this act got before; an empty one: none.
  absl::StatusOr<std::optional<v1::Shift>> Known(const std::string& act_id, const char* kind);
  absl::StatusOr<Entry> Write(const SignedIn& who, Act act) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<std::string> SignedFor(const SignedIn& who, const CashState& state,
                                        const v1::CloseShiftRequest& request, const Prove& supervisor,
                                        cash::v1::CloseShiftRequest& sent) const;
  std::string ProcedureOfCode(const std::string& dossier_code);

  const catalogue::Catalogue& catalogue_;
  Journal& journal_;
  Timekeeper& clock_;
  const Place place_;
  const ProcedureOf elsewhere_;
  absl::Mutex mutex_;  // One act of the cash at a time.
};

PageMethodMap ShiftMethods(Shifts& shifts, People& people, Courier& courier);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_SHIFTS_H_
