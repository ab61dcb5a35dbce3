// What the public may see of a dossier with code and secret: where it stands,
// what happened, and what the applicant has to do next. In Vietnamese, without
// names, numbers or free text of people (screens.md 4.13).
//
// Pure: no gRPC, no SQL, no clock of its own.
#ifndef HOSO_SERVICES_ROUTING_PUBLIC_VIEW_H_
#define HOSO_SERVICES_ROUTING_PUBLIC_VIEW_H_

#include <string>
#include <vector>

#include "common/catalogue/catalogue.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/core/v1/fact.pb.h"
#include "hoso/tracking/v1/tracking_service.pb.h"

namespace hoso::routing {

// Steps that have no time are still to come.
tracking::v1::LookUpResponse PublicView(const catalogue::Catalogue& catalogue, const core::v1::Dossier& dossier,
                                        const std::vector<core::v1::Fact>& facts);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_PUBLIC_VIEW_H_
