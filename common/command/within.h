// The reach of the caller's right over the dossiers that a command names: in the data as well as at the door.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_COMMON_COMMAND_WITHIN_H_
#define HOSO_COMMON_COMMAND_WITHIN_H_

#include "absl/status/statusor.h"
#include "common/catalogue/catalogue.h"
#include "common/command/plan.h"
#include "common/rights/reach.h"

namespace hoso::command {

// A plan whose dossiers are looked at before it decides. Only such a plan goes to the ledger.
class ScopedPlan {
 public:
  const absl::StatusOr<Plan>& plan() const { return plan_; }

 private:
  friend ScopedPlan Within(const catalogue::Catalogue& catalogue, const rights::Reach& reach,
                           absl::StatusOr<Plan> plan);
  explicit ScopedPlan(absl::StatusOr<Plan> plan) : plan_(std::move(plan)) {}
  absl::StatusOr<Plan> plan_;
};

// NOT_FOUND, as for a dossier that does not exist, if one of the plan's dossiers does and is out of reach. `catalogue`
// outlives the command.
ScopedPlan Within(const catalogue::Catalogue& catalogue, const rights::Reach& reach, absl::StatusOr<Plan> plan);

}  // namespace hoso::command

#endif  // HOSO_COMMON_COMMAND_WITHIN_H_
