// What TrackingService's lists are asked for: the shape of requests, and where
// a page begins.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_ROUTING_TRACKING_REQUESTS_H_
#define HOSO_SERVICES_ROUTING_TRACKING_REQUESTS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "common/catalogue/catalogue.h"
#include "common/identity/dossier_code.h"
#include "common/rights/reach.h"
#include "hoso/tracking/v1/tracking_service.pb.h"
#include "services/routing/tracking_store.h"

namespace hoso::routing {

// INVALID_ARGUMENT naming dossier_code and what is wrong with it; NOT_FOUND for
// a code of an agency that there is not.
absl::StatusOr<identity::DossierId> ReadDossierCode(const identity::AgencyCodes& codes, const std::string& code);

struct DossiersPage {
  DossierFilter filter;
  int64_t before = 0;
  int size = 0;
  std::string question;
};
// PERMISSION_DENIED for an office or agency out of reach; without either, all that is within.
absl::StatusOr<DossiersPage> PlanListDossiers(const catalogue::Catalogue& catalogue, const rights::Reach& reach,
                                              const tracking::v1::ListDossiersRequest& request);

struct ItemsPage {
  core::v1::Holder holder;
  int64_t after_dossier = 0;
  int32_t after_item = 0;
  int size = 0;
  std::string question;
};
absl::StatusOr<ItemsPage> PlanListItems(const tracking::v1::ListItemsRequest& request);

struct BagsPage {
  BagFilter filter;
  std::string after;
  int size = 0;
  std::string question;
};
// Bags within reach, whatever is asked for.
absl::StatusOr<BagsPage> PlanListBags(const catalogue::Catalogue& catalogue, const rights::Reach& reach,
                                      const tracking::v1::ListBagsRequest& request);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_TRACKING_REQUESTS_H_
