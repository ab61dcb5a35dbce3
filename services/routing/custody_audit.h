// The custody audit: every item that facts brought into being has one holder,
// and the sum over holders is the number of items that exist.
//
// It compares three things that are written together and can only differ when
// someone wrote behind the ledger's back: the facts, the dossier's state, and
// the table of holders. `hoso ledger verify` proves more, and takes longer.
#ifndef HOSO_SERVICES_ROUTING_CUSTODY_AUDIT_H_
#define HOSO_SERVICES_ROUTING_CUSTODY_AUDIT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hoso/core/v1/custody.pb.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/core/v1/fact.pb.h"
#include "hoso/tracking/v1/tracking_service.pb.h"

namespace hoso::postgres {
class Pool;
}

namespace hoso::routing {

// Problems beyond these are counted and not named.
inline constexpr int kMostProblemsNamed = 100;

// How many items `fact` brings into being.
int ItemsBroughtBy(const core::v1::Fact& fact);

struct BookedItem {
  int32_t item = 0;
  core::v1::Holder holder;
};

// One dossier: its state, how many items its facts brought into being, and
// what the table of holders says. A line for each thing that does not agree.
std::vector<std::string> CompareCustody(const core::v1::Dossier& state, int items_by_facts,
                                        const std::vector<BookedItem>& booked);

// Audits the whole ledger in one snapshot.
absl::StatusOr<tracking::v1::AuditCustodyResponse> AuditCustody(postgres::Pool& pool, absl::Time deadline);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_CUSTODY_AUDIT_H_
