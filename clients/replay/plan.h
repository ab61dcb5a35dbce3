// The plan of a replay: every call that anybody makes, in the order of simulated
// time, and what it all comes to.
//
// The plan is made without any service: who does what when follows from scenario,
// world and seed alone. Dossier codes are drawn by the service, so the plan names
// dossiers by the number of their case; the player (player.h) puts codes in their
// place as answers come. What the plan says of the end is the replay's own record,
// against which the ledger is checked.
#ifndef HOSO_CLIENTS_REPLAY_PLAN_H_
#define HOSO_CLIENTS_REPLAY_PLAN_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/replay/population.h"
#include "clients/replay/scenario.pb.h"
#include "clients/replay/world.h"
#include "common/rpc/caller.h"
#include "hoso/intake/v1/intake_service.pb.h"
#include "hoso/returns/v1/returns_service.pb.h"
#include "hoso/routing/v1/routing_service.pb.h"
#include "hoso/tracking/v1/tracking_service.pb.h"

namespace hoso::replay {

// One call's message. Where it names a dossier, it does so by CaseName; request ids, digests of manifests and secrets
// are left to the player.
using Request = std::variant<
    intake::v1::LeaseCodesRequest, intake::v1::CloseLeaseRequest, intake::v1::RegisterDossierRequest,
    intake::v1::AcceptDossierRequest, intake::v1::RefuseDossierRequest, intake::v1::SupplementDossierRequest,
    intake::v1::WithdrawDossierRequest, intake::v1::RecordPaymentRequest, intake::v1::ProposeCorrectionRequest,
    intake::v1::ReviewCorrectionRequest,  //
    routing::v1::SealBagRequest, routing::v1::DispatchBagRequest, routing::v1::HandOverRequest,
    routing::v1::OpenBagRequest, routing::v1::SettleDiscrepancyRequest, routing::v1::ReceiveDossierRequest,
    routing::v1::AssignDossierRequest, routing::v1::RequestSupplementRequest, routing::v1::RequestPaymentRequest,
    routing::v1::RescheduleDossierRequest, routing::v1::RefuseDossierRequest, routing::v1::StopDossierRequest,
    routing::v1::DecideDossierRequest,  //
    returns::v1::ReceiveResultsRequest, returns::v1::NotifyApplicantRequest, returns::v1::HandOutRequest,
    returns::v1::RecordAttemptRequest, returns::v1::ReturnUnclaimedRequest, returns::v1::RecordFeedbackRequest,  //
    tracking::v1::LookUpRequest>;

// How the plan names a dossier that has no code yet, and the first code of a lease.
std::string CaseName(int case_number);          // "#17"
std::string LeaseName(int case_number);         // "lease#17"
std::optional<int> CaseOf(const std::string& case_name);
std::optional<int> LeaseOf(const std::string& lease_name);

struct Act {
  absl::Time at;  // Simulated.
  rpc::Caller who;
  Request request;
  std::vector<int> dossiers;  // Case numbers: acts that share one happen in the order of the plan.
  std::string bag_id;         // Likewise; empty if none.
  // The line in which those who draw codes stand, so that the same replay draws the same codes; empty if none.
  std::string line;
  absl::StatusCode expected = absl::StatusCode::kOk;
  bool twice = false;  // Sent again with the same request id: the answer must be the same.
  core::v1::Status expected_status = core::v1::STATUS_UNSPECIFIED;  // Of a look-up's answer.
};

// Where one dossier stands at the end.
struct DossierOutcome {
  bool in_ledger = false;
  bool taken_in = false;
  absl::Time accepted_at;  // Of one that was taken in.
  core::v1::Status status = core::v1::STATUS_UNSPECIFIED;
  core::v1::Outcome decision = core::v1::OUTCOME_UNSPECIFIED;
  core::v1::ResultClass result_class = core::v1::RESULT_CLASS_UNSPECIFIED;  // By the plan's own reckoning.
  core::v1::ReturnChannel handed_out = core::v1::RETURN_CHANNEL_UNSPECIFIED;  // Of the results, when all were.
  std::vector<core::v1::Item> items;
};

struct PlanOutcome {
  std::vector<DossierOutcome> dossiers;  // By case number.
  int taken_in = 0;
  int handed_out_by_post = 0;
  std::map<int, int64_t> facts;  // By kind: the field number in core.v1.Fact.
  // Bags still under way at the end, by id.
  std::vector<std::string> bags_under_way;
};

struct Plan {
  Population population;
  std::vector<Act> acts;  // In the order of simulated time.
  PlanOutcome outcome;
  int collected_at_agency = 0;  // How many were told to be, so that the published figure comes out.
};

// Plans the half-year so that exactly the published numbers are taken in and handed out by the post. Beside the errors
// of MakePopulation: FAILED_PRECONDITION naming what does not come out (too few for the published figure, or a branch
// that was planned for and did not happen).
absl::StatusOr<Plan> MakePlan(const v1::Scenario& scenario, const World& world, uint64_t seed);

// As above, for a population whose return channels are decided.
absl::StatusOr<Plan> Simulate(const v1::Scenario& scenario, const World& world, uint64_t seed, Population population);

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_PLAN_H_
