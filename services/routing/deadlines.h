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

// By when a difference has to be settled: the close of the last of the working days that the postal rules give, in the
// hours of where it was found. REQUIRES: `place` is an office or an agency.
absl::StatusOr<absl::Time> SettleBy(const catalogue::Catalogue& catalogue, const core::v1::Holder& place,
                                    absl::Time found_at);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_DEADLINES_H_
