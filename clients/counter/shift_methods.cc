#include "clients/counter/shifts.h"

namespace hoso::counter {

PageMethodMap ShiftMethods(Shifts& shifts, People& people, Courier& courier) {
  using namespace v1;
  const auto sent = [&courier](absl::StatusOr<Shift> shift) {
    if (shift.ok()) courier.Nudge();
    return shift;
  };
  PageMethodMap methods;
  methods["GetShift"] = Signed<GetShiftRequest, Shift>(
      people, [&shifts](const SignedIn&, const GetShiftRequest&) { return shifts.Get(); });
  methods["OpenShift"] = Signed<OpenShiftRequest, Shift>(
      people, [&, sent](const SignedIn& who, const OpenShiftRequest& r) { return sent(shifts.Open(who, r)); });
  methods["CountCash"] = Signed<CountCashRequest, Shift>(
      people, [&, sent](const SignedIn& who, const CountCashRequest& r) { return sent(shifts.Count(who, r)); });
  methods["CloseShift"] =
      Signed<CloseShiftRequest, Shift>(people, [&, sent](const SignedIn& who, const CloseShiftRequest& r) {
        const auto prove = [&] {
          return people.Prove(r.staff_id(), r.password(), r.one_time_code(), courier.line().online);
        };
        return sent(shifts.Close(who, r, prove));
      });
  methods["HandOverFees"] = Signed<HandOverFeesRequest, Shift>(
      people, [&, sent](const SignedIn& who, const HandOverFeesRequest& r) { return sent(shifts.HandOver(who, r)); });
  return methods;
}

}  // namespace hoso::counter
