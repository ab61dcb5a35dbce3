// The agency's desk when a promise moves or ends: rescheduled, refused, stopped,
// decided.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_ROUTING_DECISIONS_OUTCOME_H_
#define HOSO_SERVICES_ROUTING_DECISIONS_OUTCOME_H_

#include "absl/status/statusor.h"
#include "common/catalogue/catalogue.h"
#include "common/command/context.h"
#include "common/command/plan.h"
#include "services/routing/validate.h"

namespace hoso::routing {

// The catalogue outlives each plan.

// Once (reason ALREADY_RESCHEDULED), at least a day before the promise passes (APOLOGY_TOO_LATE), counted on the day on
// which it is recorded: an apology cannot be dated back.
absl::StatusOr<command::Plan> PlanRescheduleDossier(const catalogue::Catalogue& catalogue,
                                                    const command::Context& context,
                                                    const Valid<v1::RescheduleDossierRequest>& valid);

absl::StatusOr<command::Plan> PlanRefuseDossier(const catalogue::Catalogue& catalogue, const command::Context& context,
                                                const Valid<v1::RefuseDossierRequest>& valid);

absl::StatusOr<command::Plan> PlanStopDossier(const catalogue::Catalogue& catalogue, const command::Context& context,
                                              const Valid<v1::StopDossierRequest>& valid);

// A decision that is recorded on a later day than it is said to have been taken, with the promise passed in between,
// is refused (reason DATED_BACK): it is recorded as of now, and then corrected by two persons, which the statistics
// show.
absl::StatusOr<command::Plan> PlanDecideDossier(const catalogue::Catalogue& catalogue, const command::Context& context,
                                                const Valid<v1::DecideDossierRequest>& valid);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_DECISIONS_OUTCOME_H_
