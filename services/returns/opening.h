// How every decision of returns begins and ends. Part of decisions*.cc.
#ifndef HOSO_SERVICES_RETURNS_OPENING_H_
#define HOSO_SERVICES_RETURNS_OPENING_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "common/command/context.h"
#include "common/command/plan.h"
#include "common/dossier/dossier_change.h"
#include "common/dossier/summary.h"
#include "services/returns/validate.h"

namespace hoso::returns {

// The dossier that the request names, at the version that the caller saw.
template <typename Request>
absl::StatusOr<const ledger::Loaded*> Open(const ledger::View& view, const Valid<Request>& valid) {
  const auto loaded = command::Existing(view, valid.dossier, valid.request.dossier_code());
  if (!loaded.ok()) return loaded.status();
  if (absl::Status status = command::CheckVersion((*loaded)->dossier, valid.request); !status.ok()) return status;
  return *loaded;
}

// Adds the one fact of a command and answers with the dossier as it is then.
template <typename Response>
absl::StatusOr<ledger::Decision> Record(const ledger::Loaded& loaded, const command::Context& context,
                                        core::v1::Fact fact, Response response,
                                        std::vector<ledger::PersonRow> persons = {}) {
  dossier::DossierChange change = command::Begin(loaded, context);
  if (absl::Status status = change.Add(std::move(fact)); !status.ok()) return status;
  *response.mutable_dossier() = dossier::Summarize(change.dossier());
  return command::Decide(std::move(change), response, std::move(persons));
}

// A plan for one dossier.
template <typename Decide>
command::Plan PlanFor(identity::DossierId id, Decide decide) {
  command::Plan plan;
  plan.dossiers.push_back(id);
  plan.decide = std::move(decide);
  return plan;
}

// FAILED_PRECONDITION, reason NOT_HERE: `item` is not in the caller's hands.
absl::Status NotHere(const core::v1::Dossier& dossier, const core::v1::Item& item);
// The same for a dossier of which nothing is.
absl::Status NothingHere(const core::v1::Dossier& dossier);

// Whether the item belongs into the citizen's hands now: a result of a decided dossier, the papers of one that ended
// without a decision.
bool IsOwed(const core::v1::Dossier& dossier, const core::v1::Item& item);

}  // namespace hoso::returns

#endif  // HOSO_SERVICES_RETURNS_OPENING_H_
