// The reads behind TrackingService that are no look-up of one dossier by code:
// lists of dossiers, items and bags. Each is one statement, and each goes on
// after a key and never by an offset.
#ifndef HOSO_SERVICES_ROUTING_TRACKING_STORE_H_
#define HOSO_SERVICES_ROUTING_TRACKING_STORE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hoso/core/v1/custody.pb.h"
#include "hoso/core/v1/dossier.pb.h"

namespace hoso::postgres {
class Pool;
}

namespace hoso::routing {

// Each that is given narrows; an empty list that is given lets nothing through.
struct DossierFilter {
  std::optional<std::vector<std::string>> offices;  // Accepted at one of them.
  std::optional<std::vector<int>> agencies;         // Decided by one of them: their numbers.
  std::string slip;                                 // Empty: any.
  core::v1::Status status = core::v1::STATUS_UNSPECIFIED;  // Unspecified: any.
};

struct BagFilter {
  // From, to or with one of them; none: any.
  std::optional<std::vector<core::v1::Holder>> of;
  std::optional<core::v1::Holder> to;
  std::optional<core::v1::Holder> custodian;
  core::v1::BagStatus status = core::v1::BAG_STATUS_UNSPECIFIED;  // Unspecified: not yet opened.
};

struct StoredDossier {
  int64_t id = 0;
  core::v1::Dossier state;
};

struct StoredItem {
  int64_t dossier = 0;
  int32_t item = 0;
  core::v1::Dossier state;
};

// Thread-safe. Errors of the database as in common/postgres/error.h.
class TrackingStore {
 public:
  // `pool` has role hoso_routing and outlives this.
  explicit TrackingStore(postgres::Pool& pool) : pool_(pool) {}

  // Newest first: ids below `before`.
  absl::StatusOr<std::vector<StoredDossier>> ListDossiers(const DossierFilter& filter, int64_t before, int limit,
                                                          absl::Time deadline);

  // The items that `holder` has in hand, the dossiers accepted first before
  // the others: after item `after_item` of `after_dossier`.
  absl::StatusOr<std::vector<StoredItem>> ListItems(const core::v1::Holder& holder, int64_t after_dossier,
                                                    int32_t after_item, int limit, absl::Time deadline);

  // NOT_FOUND when there never was such a bag.
  absl::StatusOr<core::v1::Bag> FindBag(const std::string& bag_id, absl::Time deadline);

  // In the order of bag ids, after `after`.
  absl::StatusOr<std::vector<core::v1::Bag>> ListBags(const BagFilter& filter, const std::string& after, int limit,
                                                      absl::Time deadline);

  // Calls `visit` with the state of every dossier, of all agencies or of one
  // number, in one snapshot and a page at a time.
  absl::Status VisitDossiers(std::optional<int> agency, const std::function<void(const core::v1::Dossier&)>& visit,
                             absl::Time deadline);

 private:
  postgres::Pool& pool_;
};

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_TRACKING_STORE_H_
