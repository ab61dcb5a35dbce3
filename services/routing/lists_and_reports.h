// Lists, bags, items and reports: what tells of no person, and is not recorded.
#ifndef HOSO_SERVICES_ROUTING_LISTS_AND_REPORTS_H_
#define HOSO_SERVICES_ROUTING_LISTS_AND_REPORTS_H_

#include <memory>

#include "common/rpc/call.h"
#include "hoso/tracking/v1/tracking_service.pb.h"
#include "services/routing/tracking_service.h"
#include "services/routing/tracking_store.h"

namespace hoso::routing {

// The methods of TrackingService of these names. Thread-safe; what `parts` names outlives it, and it outlives its
// calls.
class ListsAndReports {
 public:
  explicit ListsAndReports(const TrackingParts& parts);

  template <typename Request, typename Response>
  using CallPtr = std::shared_ptr<rpc::Call<Request, Response>>;

  void ListDossiers(const CallPtr<tracking::v1::ListDossiersRequest, tracking::v1::ListDossiersResponse>& call);
  void GetBag(const CallPtr<tracking::v1::GetBagRequest, tracking::v1::GetBagResponse>& call);
  void ListBags(const CallPtr<tracking::v1::ListBagsRequest, tracking::v1::ListBagsResponse>& call);
  void ListItems(const CallPtr<tracking::v1::ListItemsRequest, tracking::v1::ListItemsResponse>& call);
  void AuditCustody(const CallPtr<tracking::v1::AuditCustodyRequest, tracking::v1::AuditCustodyResponse>& call);
  void ReportBieu06(const CallPtr<tracking::v1::ReportBieu06Request, tracking::v1::ReportBieu06Response>& call);
  void GetOverview(const CallPtr<tracking::v1::GetOverviewRequest, tracking::v1::GetOverviewResponse>& call);

 private:
  template <typename Call>
  absl::Status CheckMayList(const Call& call, const core::v1::Holder& holder);

  const catalogue::Catalogue& catalogue_;
  postgres::Pool& pool_;
  rpc::Workers& workers_;
  TrackingStore store_;
};

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_LISTS_AND_REPORTS_H_
