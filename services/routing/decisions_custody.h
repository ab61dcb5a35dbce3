// Custody of single items: handed over outside a bag, and differences settled.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_ROUTING_DECISIONS_CUSTODY_H_
#define HOSO_SERVICES_ROUTING_DECISIONS_CUSTODY_H_

#include "absl/status/statusor.h"
#include "common/catalogue/catalogue.h"
#include "common/command/context.h"
#include "common/command/plan.h"
#include "services/routing/validate.h"

namespace hoso::routing {

// The catalogue outlives each plan.

// Whoever has the items hands them over; what was lost with a report and turns up is signed for by whoever has it now.
absl::StatusOr<command::Plan> PlanHandOverItems(const catalogue::Catalogue& catalogue, const command::Context& context,
                                                const Valid<v1::HandOverRequest>& valid);

// Who may settle (pilot.md section 4: the supervisor of a bureau resolves discrepancies):
//  - found: the place where the item is now;
//  - lost with a report: a supervisor, an agency, or an office above the commune points;
//  - explained: one of those that does not itself answer for the difference.
absl::StatusOr<command::Plan> PlanSettleDiscrepancy(const catalogue::Catalogue& catalogue,
                                                    const command::Context& context,
                                                    const Valid<v1::SettleDiscrepancyRequest>& valid);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_DECISIONS_CUSTODY_H_
