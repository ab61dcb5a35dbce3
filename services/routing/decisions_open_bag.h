// OpenBag: who may open, when, and against which manifest. What it comes to for
// each dossier is opening.h.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_ROUTING_DECISIONS_OPEN_BAG_H_
#define HOSO_SERVICES_ROUTING_DECISIONS_OPEN_BAG_H_

#include "absl/status/statusor.h"
#include "common/catalogue/catalogue.h"
#include "common/command/context.h"
#include "common/command/plan.h"
#include "services/routing/validate.h"

namespace hoso::routing {

// `read` is the bag as it was read before: only its manifest counts, which never changes; all else is decided on the
// bag as locked. The catalogue outlives the plan.
absl::StatusOr<command::Plan> PlanOpenBag(const catalogue::Catalogue& catalogue, const command::Context& context,
                                          const Valid<v1::OpenBagRequest>& valid, const core::v1::Bag& read);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_DECISIONS_OPEN_BAG_H_
