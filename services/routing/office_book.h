// What an office has to do with, as a counter keeps it for days without the network (GetOfficeBook).
#ifndef HOSO_SERVICES_ROUTING_OFFICE_BOOK_H_
#define HOSO_SERVICES_ROUTING_OFFICE_BOOK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "common/rights/reach.h"
#include "common/vault/key_ring.h"
#include "hoso/tracking/v1/tracking_service.pb.h"
#include "services/routing/persons_in_full.h"

namespace hoso::postgres {
class Pool;
}

namespace hoso::routing {

struct DossierVersion {
  int64_t id = 0;
  int32_t version = 0;
};

// What belongs into the book now; how each stands is read of those alone that the counter has otherwise.
struct OfficeContents {
  std::vector<DossierVersion> dossiers;  // Oldest first.
  std::vector<core::v1::Bag> bags;       // Not opened, from or to the office.
};
// Of dossiers that were taken in there and are not finished, those since `since` alone.
absl::StatusOr<OfficeContents> ReadOfficeContents(postgres::Pool& pool, const std::string& office_id,
                                                  absl::CivilDay since, absl::Time deadline);

// What of `contents` is other than the request says, oldest first: the dossiers to be read, at most `limit`, and all
// else of the answer. INVALID_ARGUMENT naming a known code that is none.
struct BookChanges {
  std::vector<int64_t> dossiers;
  tracking::v1::GetOfficeBookResponse response;
};
absl::StatusOr<BookChanges> ChangesOf(const catalogue::Catalogue& catalogue, const OfficeContents& contents,
                                      const tracking::v1::GetOfficeBookRequest& request, size_t limit);

// How `ids` stand, with their persons opened. DATA_LOSS naming what is not as it was recorded.
absl::StatusOr<std::vector<tracking::v1::OfficeDossier>> ReadOfficeDossiers(postgres::Pool& pool,
                                                                            const vault::KeyRing& ring,
                                                                            const std::vector<int64_t>& ids,
                                                                            absl::Time deadline);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_OFFICE_BOOK_H_
