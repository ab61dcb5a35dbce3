// The requests of routing, and what TrackingService's lists are asked for.
#include "services/routing/tracking_requests.h"
#include "services/routing/validate.h"
#include "tests/fuzz/requests.h"

namespace hoso::fuzz {
namespace {

template <typename Request>
RequestType Of() {
  return Validated<Request>([](const Request& request) { return routing::Validate(TheCatalogue(), Now(), request); });
}

}  // namespace

const std::vector<RequestType>& RequestTypes() {
  using namespace routing::v1;
  namespace tracking = tracking::v1;
  static const auto* const kTypes = new std::vector<RequestType>{
      Of<SealBagRequest>(),
      Of<DispatchBagRequest>(),
      Of<HandOverRequest>(),
      Of<OpenBagRequest>(),
      Of<SettleDiscrepancyRequest>(),
      Of<ReceiveDossierRequest>(),
      Of<AssignDossierRequest>(),
      Of<RequestSupplementRequest>(),
      Of<RequestPaymentRequest>(),
      Of<RescheduleDossierRequest>(),
      Of<RefuseDossierRequest>(),
      Of<StopDossierRequest>(),
      Of<DecideDossierRequest>(),
      Planned<tracking::ListDossiersRequest>(
          [](const auto& request) { return routing::PlanListDossiers(TheCatalogue(), rights::Everything(), request); }),
      Planned<tracking::ListItemsRequest>([](const auto& request) { return routing::PlanListItems(request); }),
      Planned<tracking::ListBagsRequest>(
          [](const auto& request) { return routing::PlanListBags(TheCatalogue(), rights::Everything(), request); }),
  };
  return *kTypes;
}

}  // namespace hoso::fuzz
