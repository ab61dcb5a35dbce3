// Bags under way: sealed, given to a carrier, passed on unopened.
//
// Each command moves the bag and records a fact for every dossier that has
// something in it, in one transaction. Opening a bag is decisions_open_bag.h.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_ROUTING_DECISIONS_BAG_H_
#define HOSO_SERVICES_ROUTING_DECISIONS_BAG_H_

#include "absl/status/statusor.h"
#include "common/catalogue/catalogue.h"
#include "common/command/context.h"
#include "common/command/plan.h"
#include "services/routing/validate.h"

namespace hoso::routing {

// The catalogue outlives each plan.

absl::StatusOr<command::Plan> PlanSealBag(const catalogue::Catalogue& catalogue, const command::Context& context,
                                          const Valid<v1::SealBagRequest>& valid);

// `read` is the bag as it was read before: only its manifest counts, which never changes; all else is decided on the
// bag as locked.
absl::StatusOr<command::Plan> PlanDispatchBag(const catalogue::Catalogue& catalogue, const command::Context& context,
                                              const Valid<v1::DispatchBagRequest>& valid, const core::v1::Bag& read);
absl::StatusOr<command::Plan> PlanHandOverBag(const catalogue::Catalogue& catalogue, const command::Context& context,
                                              const Valid<v1::HandOverRequest>& valid, const core::v1::Bag& read);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_DECISIONS_BAG_H_
