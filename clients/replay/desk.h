// The agencies: papers are signed for one after another, given to a specialist,
// and decided off the worklist, the most urgent first, in working time.
#ifndef HOSO_CLIENTS_REPLAY_DESK_H_
#define HOSO_CLIENTS_REPLAY_DESK_H_

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "clients/replay/play.h"

namespace hoso::replay {

class Desk {
 public:
  explicit Desk(Play& play) : play_(play) {}

  // An item came to where `agency` takes papers in.
  void Arrived(int case_number, int item, PlaceId agency);

  // The applicant did what was asked for; the work goes on.
  void Resume(int case_number);

  // The applicant came too late, or never: the agency stops the dossier at its next opening.
  void StopSoon(int case_number, absl::Time from, const std::string& ground, const std::string& explanation);

  // The dossier has ended without a decision: papers that the agency has go back to the applicant.
  void SendPapersBack(int case_number);

 private:
  void SignFor(int case_number, PlaceId agency);
  void SendOn(int case_number, PlaceId wrong_agency);
  void Refuse(int case_number);
  void BeginWork(int case_number);
  void Assign(int case_number);
  void RequestSupplement(int case_number);
  void RequestPayment(int case_number);
  void PlanReschedule(int case_number);
  void Reschedule(int case_number);
  void Stop(int case_number, const std::string& ground, const std::string& explanation);

  // Ready to be decided from `when` on.
  void ReadyAt(int case_number, absl::Time when);
  void PlanRound(PlaceId agency);
  void Round(PlaceId agency);
  bool IsSlow(const Case& c, absl::CivilDay day) const;
  void Decide(int case_number);
  std::vector<int> CreateResults(Played& played, routing::v1::DecideDossierRequest& request);

  const v1::AgencyPace& PaceOf(PlaceId agency) const;
  absl::Time InOpenTime(PlaceId agency, absl::Duration work) const;
  rpc::Caller SpecialistOf(const Case& c) const;

  Play& play_;
  std::map<PlaceId, absl::Time> desk_free_at_;
  std::map<PlaceId, std::vector<int>> worklist_;  // Ready to be decided.
  std::map<PlaceId, bool> round_planned_;
};

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_DESK_H_
