// Bags as rows of routing.bag: the SQL that a bag's commands run in the
// ledger's transaction, and the way back from a row.
//
// Only texts are made here; nothing is run.
#ifndef HOSO_SERVICES_ROUTING_BAG_ROWS_H_
#define HOSO_SERVICES_ROUTING_BAG_ROWS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/identity/dossier_code.h"
#include "hoso/core/v1/custody.pb.h"

namespace hoso::routing {

// A row as text; nullopt is NULL.
using Row = std::vector<std::optional<std::string>>;

// What BagOfRow reads, in its order.
inline constexpr char kBagColumns[] =
    "bag_id, version, status, from_kind, from_id, to_kind, to_id, custodian_kind, custodian_id, seal_number, manifest, "
    "manifest_digest, sealed_at, dispatched_at, opened_at, expected_at, seal_state, packet_digest";

// REQUIRES: times printed with TimeZone UTC, bytes as hex. INTERNAL for a row that is none of kBagColumns.
absl::StatusOr<core::v1::Bag> BagOfRow(const Row& row);

// The row of a bag, for a decision where there is no database.
Row RowOf(const core::v1::Bag& bag);

// The row of `bag_id`, not locked.
std::string FindBagSql(const std::string& bag_id);

// The row of `bag_id`, locked until the transaction ends.
std::string LockBagSql(const std::string& bag_id);

// One physical item, as the ledger keys it.
struct ItemKey {
  identity::DossierId dossier;
  int32_t item = 0;
};

// The rows of `bag_id` and of every other bag in which one of `items` stands by the book, locked in the order of their
// ids, so that two openings never wait for each other.
std::string LockBagsOfSql(const std::string& bag_id, const std::vector<ItemKey>& items);

std::string InsertBagSql(const core::v1::Bag& bag);

// Writes what may change of a bag. `bag.version` is the new one. REQUIRES: the row is locked.
std::string UpdateBagSql(const core::v1::Bag& bag, const std::string& seal_number_found = "");

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_BAG_ROWS_H_
