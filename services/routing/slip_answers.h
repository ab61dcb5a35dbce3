// What TrackingService answers about slips.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_ROUTING_SLIP_ANSWERS_H_
#define HOSO_SERVICES_ROUTING_SLIP_ANSWERS_H_

#include <vector>

#include "common/slips/check.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/core/v1/fact.pb.h"
#include "hoso/tracking/v1/tracking_service.pb.h"

namespace hoso::routing {

// Of a slip that the keys alone refuse.
tracking::v1::VerifySlipResponse VerifyAnswer(const slips::Checked& slip);

// Of one whose signature holds, against the facts of the dossier that it names; both empty when there is none.
tracking::v1::VerifySlipResponse VerifyAnswer(const slips::Checked& slip, const core::v1::Dossier& dossier,
                                              const std::vector<core::v1::Fact>& facts);

// The slips of those facts, for a new print; not signed yet.
tracking::v1::ListSlipsResponse ReprintsOf(const std::vector<core::v1::Fact>& facts);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_SLIP_ANSWERS_H_
