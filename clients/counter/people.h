// Who works at the counter: signs in at the staff service, or, while the network is down, by a PIN that opens what was
// left on this machine.
#ifndef HOSO_CLIENTS_COUNTER_PEOPLE_H_
#define HOSO_CLIENTS_COUNTER_PEOPLE_H_

#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "clients/counter/clerks.h"
#include "clients/counter/doors.h"
#include "clients/counter/journal.h"
#include "hoso/counter/v1/page.pb.h"
#include "hoso/trust/v1/session.pb.h"

namespace hoso::counter {

struct SignedIn {
  std::string token;
  trust::v1::Session session;  // What the token states.
};

// Thread-safe.
class People {
 public:
  // All outlive this. `office_id` is where the counter stands.
  People(Journal& journal, Clerks& clerks, Doors& doors, std::string office_id)
      : journal_(journal), clerks_(clerks), doors_(doors), office_id_(std::move(office_id)) {}

  absl::Status SignIn(const v1::SignInRequest& request);
  absl::Status SignInOffline(const v1::SignInOfflineRequest& request);
  // Who that is, for one act and without signing them in: by password at the staff service, or, without the network, by
  // the PIN that they have on this machine.
  absl::StatusOr<SignedIn> Prove(const std::string& staff_id, const std::string& password,
                                 const std::string& one_time_code, bool online);
  void SignOut();
  std::optional<SignedIn> Current();
  // UNAUTHENTICATED, reason SIGN_IN_NEEDED, when nobody is signed in.
  absl::StatusOr<SignedIn> Needed();
  // Another token for who is signed in, when the present one is about to end. What cannot be had now is tried again
  // later.
  void Renew(absl::Time now);

  static constexpr int kWrongPins = 5;

 private:
  absl::StatusOr<SignedIn> AskStaff(const staff::v1::SignInRequest& call);
  absl::StatusOr<SignedIn> OpenByPin(const std::string& staff_id, const std::string& pin);
  absl::Status Keep(const SignedIn& who, const std::string& pin);

  Journal& journal_;
  Clerks& clerks_;
  Doors& doors_;
  const std::string office_id_;
  absl::Mutex mutex_;
  std::optional<SignedIn> current_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_PEOPLE_H_
