// How a dossier's working time was spent, and what is left of it.
//
// Pure: no gRPC, no SQL, no clock of its own.
#ifndef HOSO_SERVICES_ROUTING_TIME_SHARES_H_
#define HOSO_SERVICES_ROUTING_TIME_SHARES_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/tracking/v1/tracking_service.pb.h"

namespace hoso::routing {

// Until the dossier was finished, or until `now`. What remains stands still
// while the clock waits for the applicant. All zero before acceptance.
absl::StatusOr<tracking::v1::TimeShares> TimeSharesOf(const catalogue::Catalogue& catalogue,
                                                      const core::v1::Dossier& dossier, absl::Time now);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_TIME_SHARES_H_
