#include "common/command/within.h"

#include <utility>

#include "common/rpc/errors.h"

namespace hoso::command {

ScopedPlan Within(const catalogue::Catalogue& catalogue, const rights::Reach& reach, absl::StatusOr<Plan> plan) {
  if (!plan.ok() || reach.scope == rights::Scope::kProvince) return ScopedPlan(std::move(plan));
  plan->decide = [&catalogue, reach, dossiers = plan->dossiers,
                  decide = std::move(plan->decide)](const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
    for (const identity::DossierId id : dossiers) {
      const ledger::Loaded& loaded = view.Get(id);
      if (loaded.exists && !rights::ReachesDossier(catalogue, reach, loaded.dossier)) {
        return errors::NotFound("dossier", loaded.dossier.dossier_code());
      }
    }
    return decide(view);
  };
  return ScopedPlan(std::move(plan));
}

}  // namespace hoso::command
