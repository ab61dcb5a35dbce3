// The calls that a replay makes, apart from how they get to the services: so
// that the player can be tested without any.
#ifndef HOSO_CLIENTS_REPLAY_CALLS_H_
#define HOSO_CLIENTS_REPLAY_CALLS_H_

#include <variant>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/replay/plan.h"
#include "common/rpc/caller.h"

namespace hoso::replay {

// The answer to the alternative of Request at the same place.
using Response = std::variant<
    intake::v1::LeaseCodesResponse, intake::v1::CloseLeaseResponse, intake::v1::RegisterDossierResponse,
    intake::v1::AcceptDossierResponse, intake::v1::RefuseDossierResponse, intake::v1::SupplementDossierResponse,
    intake::v1::WithdrawDossierResponse, intake::v1::RecordPaymentResponse, intake::v1::ProposeCorrectionResponse,
    intake::v1::ReviewCorrectionResponse,  //
    routing::v1::SealBagResponse, routing::v1::DispatchBagResponse, routing::v1::HandOverResponse,
    routing::v1::OpenBagResponse, routing::v1::SettleDiscrepancyResponse, routing::v1::ReceiveDossierResponse,
    routing::v1::AssignDossierResponse, routing::v1::RequestSupplementResponse, routing::v1::RequestPaymentResponse,
    routing::v1::RescheduleDossierResponse, routing::v1::RefuseDossierResponse, routing::v1::StopDossierResponse,
    routing::v1::DecideDossierResponse,  //
    returns::v1::ReceiveResultsResponse, returns::v1::NotifyApplicantResponse, returns::v1::HandOutResponse,
    returns::v1::RecordAttemptResponse, returns::v1::ReturnUnclaimedResponse, returns::v1::RecordFeedbackResponse,  //
    tracking::v1::LookUpResponse>;
static_assert(std::variant_size_v<Request> == std::variant_size_v<Response>);

class Calls {
 public:
  virtual ~Calls() = default;
  // Makes one call as `who` at the simulated time `at`, and waits for its answer. Thread-safe.
  virtual absl::StatusOr<Response> Make(const Request& request, const rpc::Caller& who, absl::Time at) = 0;
};

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_CALLS_H_
