// The agency's desk: its open dossiers, the most urgent first.
//
// A page is one statement over one index (agency, due, code), in which what
// waits for the applicant comes last, since it has no due time then.
#ifndef HOSO_SERVICES_ROUTING_WORKLIST_H_
#define HOSO_SERVICES_ROUTING_WORKLIST_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "common/rights/reach.h"
#include "common/rpc/caller.h"
#include "hoso/routing/v1/routing_service.pb.h"

namespace hoso::postgres {
class Pool;
}

namespace hoso::routing {

// A row's place in the order: by due time, those that wait for the applicant
// after all others, then by code.
struct WorklistPosition {
  std::optional<absl::Time> due_at;  // No value: waits.
  int64_t dossier = 0;
};

struct WorklistQuery {
  int agency = 0;  // Its number.
  std::string agency_key;
  v1::WorklistView view = v1::WORKLIST_VIEW_UNSPECIFIED;
  std::string staff;
  int page_size = 0;
  std::optional<WorklistPosition> after;  // No value: from the start.
  std::string question;                   // What its page tokens are bound to.
};

// PERMISSION_DENIED for an agency out of reach. An unknown agency is NOT_FOUND.
absl::Status CheckMaySee(const catalogue::Catalogue& catalogue, const rights::Reach& reach,
                         const std::string& agency_key);

// INVALID_ARGUMENT naming the fields that are wrong; then as CheckMaySee.
absl::StatusOr<WorklistQuery> PlanWorklist(const catalogue::Catalogue& catalogue, const rpc::Caller& caller,
                                           const rights::Reach& reach, const v1::ListWorklistRequest& request);

// The token of the page after the row at `last`.
std::string WorklistToken(const WorklistQuery& query, const WorklistPosition& last);

// Thread-safe.
class WorklistStore {
 public:
  // `pool` has role hoso_routing and outlives this.
  explicit WorklistStore(postgres::Pool& pool) : pool_(pool) {}

  absl::StatusOr<v1::ListWorklistResponse> List(const WorklistQuery& query, absl::Time deadline);

 private:
  postgres::Pool& pool_;
};

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_WORKLIST_H_
