// What the decisions about bags share: the dossiers of a manifest, the bag as
// locked, and what of a dossier is in it.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_ROUTING_BAG_CONTENTS_H_
#define HOSO_SERVICES_ROUTING_BAG_CONTENTS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "common/identity/dossier_code.h"
#include "common/ledger/ledger.h"
#include "hoso/core/v1/custody.pb.h"
#include "hoso/core/v1/dossier.pb.h"

namespace hoso::routing {

// Item numbers by dossier code.
using ItemsByCode = std::map<std::string, std::vector<int32_t>>;

template <typename Items>
ItemsByCode GroupByCode(const Items& items) {
  ItemsByCode groups;
  for (const core::v1::ItemRef& item : items) groups[item.dossier_code()].push_back(item.item());
  return groups;
}

// The dossiers of `groups`, by code. INTERNAL for a code that is none: codes were checked when they came in.
absl::StatusOr<std::map<std::string, identity::DossierId>> DossiersOf(const catalogue::Catalogue& catalogue,
                                                                      const ItemsByCode& groups);

// The bag among the rows that the command loaded. NOT_FOUND when it is not there.
absl::StatusOr<core::v1::Bag> BagIn(const ledger::View& view, const std::string& bag_id);

// Which of `items` stand in the bag by the dossier's book.
std::vector<int32_t> StillInBag(const core::v1::Dossier& dossier, const std::string& bag_id,
                                const std::vector<int32_t>& items);

// FAILED_PRECONDITION, reason BAG_OPENED, saying where and when, for a bag that was opened; and INVALID_ARGUMENT
// naming occurred_at for what would have happened before the bag's last event.
absl::Status CheckUnderWay(const core::v1::Bag& bag, absl::Time occurred_at);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_BAG_CONTENTS_H_
