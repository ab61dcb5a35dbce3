// What was refused or changed by the services, settled by people: given up by a supervisor, or told to the citizen.
#ifndef HOSO_CLIENTS_COUNTER_REVIEW_H_
#define HOSO_CLIENTS_COUNTER_REVIEW_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/counter/doors.h"
#include "clients/counter/journal.h"
#include "clients/counter/page_method.h"
#include "clients/counter/people.h"
#include "clients/counter/timekeeper.h"
#include "hoso/counter/v1/desk.pb.h"

namespace hoso::counter {

// Thread-safe.
class Review {
 public:
  // All outlive this.
  Review(Journal& journal, Doors& doors, Timekeeper& clock) : journal_(journal), doors_(doors), clock_(clock) {}

  // Gives an entry that needs review up: at its service first, then here. The supervisor signs in for this alone and
  // has to work at this office. NOT_FOUND; FAILED_PRECONDITION with reason NOT_TO_REVIEW, or those of
  // journal.v1.VoidEntry; PERMISSION_DENIED, reason NOT_A_SUPERVISOR; UNAVAILABLE without a network.
  absl::Status Void(const SignedIn& who, const v1::VoidEntryRequest& request);
  // FAILED_PRECONDITION, reason NOT_TO_REVIEW, for an entry of which nothing was changed.
  absl::Status MarkSeen(const SignedIn& who, const v1::MarkSeenRequest& request);

 private:
  absl::StatusOr<Entry> ToReview(int64_t position, EntryState state);
  absl::StatusOr<SignedIn> Supervisor(const SignedIn& who, const v1::VoidEntryRequest& request);
  // Says in the journal who did what, and brings the entry at `position` from one state to another.
  absl::Status Note(const SignedIn& who, const char* kind, const google::protobuf::Message& request, const Entry& entry,
                    EntryState to);

  Journal& journal_;
  Doors& doors_;
  Timekeeper& clock_;
};

// VoidEntry and MarkSeen. All outlive the methods.
PageMethodMap ReviewMethods(People& people, Review& review);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_REVIEW_H_
