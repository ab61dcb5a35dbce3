// The counters: who comes, what is taken in or refused, and those who come a
// second time with a paper, with money, or to take it all back.
#ifndef HOSO_CLIENTS_REPLAY_COUNTER_H_
#define HOSO_CLIENTS_REPLAY_COUNTER_H_

#include <string>

#include "absl/time/civil_time.h"
#include "clients/replay/play.h"

namespace hoso::replay {

class Counter {
 public:
  explicit Counter(Play& play) : play_(play) {}

  // Puts a case's coming on the agenda.
  void Expect(int case_number);

  // The applicant was asked for a paper and brings it some days later,
  void ExpectSupplement(int case_number, const core::v1::ComponentCount& missing);
  // or too late, on `day`: the counter must refuse it, and the agency stops the dossier.
  void ExpectLateSupplement(int case_number, const core::v1::ComponentCount& missing, absl::CivilDay day);
  // The applicant was asked for money and comes to pay.
  void ExpectPayment(int case_number);

  // The owner thinks better of it, and comes back soon.
  void PlanWithdrawal(int case_number);

  // The papers are lost: the owner takes the application back.
  void WithdrawAfterLoss(int case_number);

  // Someone wants the result at another point; a second person approves it, or does not.
  void PlanCorrectionOfPlace(int case_number);

 private:
  void Come(int case_number);
  void RefuseAtCounter(const Case& c);
  void Register(const Case& c);
  void TakeIn(int case_number);
  void TakeInWithoutLine(int case_number);
  void SendInLater(int case_number);
  intake::v1::AcceptDossierRequest AcceptRequest(const Case& c) const;
  void Accepted(int case_number, absl::Time accepted_at);
  void Supplement(int case_number, const core::v1::ComponentCount& missing);
  void SupplementTooLate(int case_number, const core::v1::ComponentCount& missing);
  void Pay(int case_number);
  void Withdraw(int case_number, const std::string& reason);
  void ReviewPlace(int case_number, int correction);
  void PlanLookUps(int case_number);
  PlaceId WrongAgency(PlaceId right) const;

  Play& play_;
};

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_COUNTER_H_
