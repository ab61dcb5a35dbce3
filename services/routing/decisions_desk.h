// The agency's desk while a dossier is under work: received, given to someone,
// papers or money asked for.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_ROUTING_DECISIONS_DESK_H_
#define HOSO_SERVICES_ROUTING_DECISIONS_DESK_H_

#include "absl/status/statusor.h"
#include "common/catalogue/catalogue.h"
#include "common/command/context.h"
#include "common/command/plan.h"
#include "services/routing/validate.h"

namespace hoso::routing {

// The catalogue outlives each plan.

// The agency signs for papers that it has in hand: all of them when it says
// `complete`, else at least one. A dossier that came in online has its papers on
// file and may be received before any paper.
//
// With wrong_agency_to: an agency that has papers which another decides says so;
// they then go on by HandOver or SealBag.
absl::StatusOr<command::Plan> PlanReceiveDossier(const catalogue::Catalogue& catalogue, const command::Context& context,
                                                 const Valid<v1::ReceiveDossierRequest>& valid);

absl::StatusOr<command::Plan> PlanAssignDossier(const catalogue::Catalogue& catalogue, const command::Context& context,
                                                const Valid<v1::AssignDossierRequest>& valid);

// As often as the procedure allows (once). A request later than the procedure's
// notice term stands, but says in its legal basis that it came late.
absl::StatusOr<command::Plan> PlanRequestSupplement(const catalogue::Catalogue& catalogue,
                                                    const command::Context& context,
                                                    const Valid<v1::RequestSupplementRequest>& valid);

absl::StatusOr<command::Plan> PlanRequestPayment(const catalogue::Catalogue& catalogue, const command::Context& context,
                                                 const Valid<v1::RequestPaymentRequest>& valid);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_DECISIONS_DESK_H_
