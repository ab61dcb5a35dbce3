// The way back: what lies ready, who is told, who comes, who does not, and what
// goes wrong at the last step.
#ifndef HOSO_CLIENTS_REPLAY_HANDING_OUT_H_
#define HOSO_CLIENTS_REPLAY_HANDING_OUT_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "clients/replay/play.h"

namespace hoso::replay {

class HandingOut {
 public:
  explicit HandingOut(Play& play) : play_(play) {}

  // An item of the way back came to the office where it is to be handed out.
  void Arrived(int case_number, int item, PlaceId office);

  // What is owed to the applicant lies at the agency's desk.
  void ReadyAtAgency(int case_number, PlaceId agency);

  // The applicant stands at the counter and gets the papers back.
  void GiveBackAtOnce(int case_number, PlaceId office);

 private:
  void PutOnShelf(int case_number, PlaceId office);
  void Notify(int case_number, PlaceId office);
  void PlanCollection(int case_number, PlaceId office);
  void ComeForIt(int case_number, PlaceId place);
  void Deliver(int case_number, PlaceId office);
  void KeepUnclaimed(int case_number, PlaceId office);
  void ReturnUnclaimed(int case_number, PlaceId office);
  void SendTheWrongPerson(int case_number, PlaceId office);
  void FindItWrong(int case_number, PlaceId office);
  void ApproveNumber(int case_number, PlaceId office, int correction);
  void RecordAttempt(int case_number, PlaceId office, core::v1::AttemptFailure failure, const std::string& explanation);

  // Hands out what lies at `place`, up to `most` items.
  void HandOut(int case_number, PlaceId place, core::v1::ReturnChannel channel, int most = 1000);
  void CollectFee(const Case& c, PlaceId office);
  void AddRecipient(const Played& played, returns::v1::HandOutRequest& request) const;
  void TakeOldPaperBack(Played& played, PlaceId place, returns::v1::HandOutRequest& request);
  void AllHandedOut(Played& played, core::v1::ReturnChannel channel);
  void PlanFeedback(int case_number);

  std::vector<int> OwedAt(Played& played, PlaceId place) const;
  bool NothingLeft(const Played& played) const;

  Play& play_;
};

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_HANDING_OUT_H_
