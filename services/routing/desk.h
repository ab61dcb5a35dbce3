// What every command of the agency's desk has in common: an agency acts on a
// dossier that it decides, or whose former agency it took over from.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_ROUTING_DESK_H_
#define HOSO_SERVICES_ROUTING_DESK_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/appointment/appointment.h"
#include "common/catalogue/catalogue.h"
#include "common/clock/calendar.h"
#include "common/clock/zone.h"
#include "common/command/callers.h"
#include "common/command/context.h"
#include "common/command/plan.h"
#include "common/command/slips.h"
#include "common/dossier/summary.h"
#include "services/routing/validate.h"

namespace hoso::routing {

// One dossier before an agency that may act on it.
struct Desk {
  const catalogue::Catalogue& catalogue;
  const command::Context& context;
  std::string agency;                              // Of the caller.
  const core::v1::Dossier& dossier;                // As it stands.
  const catalogue::v1::ProcedureVersion& version;  // Under which it was taken in.

  absl::CivilDay today() const { return clock::LocalDay(context.occurred_at); }
  // The hours and the calendar by which the dossier's agency works.
  absl::StatusOr<clock::Schedule> Schedule() const { return appointment::ScheduleOf(catalogue, dossier, today()); }
};

// OK if `agency` decides the dossier, or succeeds the one that did; else PERMISSION_DENIED.
absl::Status CheckDecides(const catalogue::Catalogue& catalogue, const std::string& agency,
                          const core::v1::Dossier& dossier);

// What stops or halts the clock is not dated back across the first promise: FAILED_PRECONDITION, reason DATED_BACK
// (docs/adr, no dating back).
absl::Status CheckNotDatedBack(const Desk& desk);

// A command of the agency that decides the dossier. `act` is `absl::Status(const Desk&, const Request&,
// dossier::DossierChange&, Response&)` and adds the facts; the answer's dossier, and its slip if it has one, are filled
// in after it. The catalogue outlives the plan.
template <typename Response, typename Request, typename Act>
absl::StatusOr<command::Plan> PlanAtDesk(const catalogue::Catalogue& catalogue, const command::Context& context,
                                         const Valid<Request>& valid, Act act) {
  const auto agency = command::AgencyOf(catalogue, context.actor);
  if (!agency.ok()) return agency.status();
  command::Plan plan;
  plan.dossiers = valid.dossiers;
  plan.decide = [&catalogue, context, agency = *agency, request = valid.request, id = valid.dossiers.front(),
                 act = std::move(act)](const ledger::View& view) -> absl::StatusOr<ledger::Decision> {
    const auto loaded = command::Existing(view, id, request.dossier_code());
    if (!loaded.ok()) return loaded.status();
    const core::v1::Dossier& dossier = (*loaded)->dossier;
    if (absl::Status status = CheckDecides(catalogue, agency, dossier); !status.ok()) return status;
    if (absl::Status status = command::CheckVersion(dossier, request); !status.ok()) return status;
    const auto procedure = catalogue.FindVersion(dossier.procedure_version());
    if (!procedure.ok()) return procedure.status();
    const Desk desk{catalogue, context, agency, dossier, *procedure->version};
    dossier::DossierChange change = command::Begin(**loaded, context);
    Response response;
    if (absl::Status status = act(desk, request, change, response); !status.ok()) return status;
    *response.mutable_dossier() = dossier::Summarize(change.dossier());
    if constexpr (requires { response.mutable_slip(); }) *response.mutable_slip() = command::UnsignedSlip(change);
    return command::Decide(std::move(change), response);
  };
  return plan;
}

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_DESK_H_
