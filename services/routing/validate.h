// The shape of routing's requests: what is wrong with a request taken by itself.
//
// Each Validate returns the request in its normal form (texts composed, codes as
// printed, manifests ordered), or INVALID_ARGUMENT naming every field that is
// wrong.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_ROUTING_VALIDATE_H_
#define HOSO_SERVICES_ROUTING_VALIDATE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "common/identity/dossier_code.h"
#include "hoso/routing/v1/routing_service.pb.h"

namespace hoso::routing {

template <typename Request>
struct Valid {
  Request request;
  absl::Time occurred_at;
  // Of the request's dossier_code; or of each of its items, in their order.
  std::vector<identity::DossierId> dossiers;
};

template <typename Request>
using Validated = absl::StatusOr<Valid<Request>>;

Validated<v1::SealBagRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                       const v1::SealBagRequest& request);
Validated<v1::DispatchBagRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                           const v1::DispatchBagRequest& request);
// Of a bag when bag_id is given, else of items.
Validated<v1::HandOverRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                        const v1::HandOverRequest& request);
Validated<v1::OpenBagRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                       const v1::OpenBagRequest& request);
Validated<v1::SettleDiscrepancyRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                                 const v1::SettleDiscrepancyRequest& request);

Validated<v1::ReceiveDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                              const v1::ReceiveDossierRequest& request);
Validated<v1::AssignDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                             const v1::AssignDossierRequest& request);
Validated<v1::RequestSupplementRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                                 const v1::RequestSupplementRequest& request);
Validated<v1::RequestPaymentRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                              const v1::RequestPaymentRequest& request);
Validated<v1::RescheduleDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                                 const v1::RescheduleDossierRequest& request);
Validated<v1::RefuseDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                             const v1::RefuseDossierRequest& request);
Validated<v1::StopDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                           const v1::StopDossierRequest& request);
Validated<v1::DecideDossierRequest> Validate(const catalogue::Catalogue& catalogue, absl::Time now,
                                             const v1::DecideDossierRequest& request);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_VALIDATE_H_
