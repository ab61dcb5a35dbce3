// How the whole stands at one moment: dossiers by status, what is overdue,
// items by holder. What the operators' page and the metrics show.
#ifndef HOSO_SERVICES_ROUTING_STOCK_H_
#define HOSO_SERVICES_ROUTING_STOCK_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "hoso/core/v1/custody.pb.h"
#include "hoso/core/v1/status.pb.h"
#include "hoso/tracking/v1/tracking_service.pb.h"

namespace hoso::postgres {
class Pool;
}

namespace hoso::routing {

struct StatusGroup {
  int agency = 0;  // Its number.
  core::v1::Status status = core::v1::STATUS_UNSPECIFIED;
  std::string procedure_key;
  int64_t dossiers = 0;
  int64_t open = 0;      // The agency may still have to act, or the applicant on its request.
  int64_t overdue = 0;   // Of the open: past the current promise.
  int64_t due_soon = 0;  // Of the open: not past it, and due before the moment asked for.
  bool operator==(const StatusGroup&) const = default;
};

struct Stock {
  std::vector<StatusGroup> groups;  // By agency, status, procedure.
  std::map<core::v1::HolderKind, int64_t> items;
  int64_t facts = 0;
  int64_t open_discrepancies = 0;
  int64_t bags_under_way = 0;  // Sealed and not opened.
  std::optional<absl::Time> oldest_in_bag_since;
};

// For each agency of the catalogue the end of the `working_days`-th working day
// after `now`, by its number. An agency whose calendar ends before is left out.
std::map<int, absl::Time> DueSoonUntil(const catalogue::Catalogue& catalogue, absl::Time now, int working_days);

// Reads the stock in one snapshot.
absl::StatusOr<Stock> ReadStock(postgres::Pool& pool, absl::Time now, const std::map<int, absl::Time>& due_soon_until,
                                absl::Time deadline);

// When the ledger's latest facts were recorded; no value when it is empty. For
// services on a simulated clock, whose present that is.
absl::StatusOr<std::optional<absl::Time>> LastRecordedAt(postgres::Pool& pool, absl::Time deadline);

tracking::v1::GetOverviewResponse OverviewOf(const catalogue::Catalogue& catalogue, const Stock& stock, absl::Time now);

// The agency's key, or "#7" for a number that the catalogue does not have.
std::string AgencyKeyOf(const catalogue::Catalogue& catalogue, int number);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_STOCK_H_
