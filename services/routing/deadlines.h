// Deadlines that routing sets by itself.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_ROUTING_DEADLINES_H_
#define HOSO_SERVICES_ROUTING_DEADLINES_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "hoso/core/v1/custody.pb.h"

namespace hoso::routing {

// Working days in which a difference has to be settled. Assumed: no rule was found (docs of the pilot, section 7);
// `hoso-routing --discrepancy-days` sets it.
inline constexpr int kDiscrepancyWorkingDays = 3;

// The close of the `days`-th working day after the difference was found, in the hours of where it was found. REQUIRES:
// `place` is an office or an agency.
absl::StatusOr<absl::Time> SettleBy(const catalogue::Catalogue& catalogue, const core::v1::Holder& place,
                                    absl::Time found_at, int days);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_DEADLINES_H_
