#include "common/retention/retention.h"

#include <algorithm>

#include "common/clock/zone.h"
#include "common/dossier/fold.h"
#include "common/proto_time/proto_time.h"

namespace hoso::retention {

std::optional<absl::CivilDay> EndOf(const core::v1::Dossier& dossier) {
  if (!dossier.has_finished_at()) return std::nullopt;
  if (!dossier.unclaimed() && !dossier::NothingLeftToHandOut(dossier)) return std::nullopt;
  absl::Time end = FromProto(dossier.finished_at());
  if (dossier.has_handed_out_at()) end = std::max(end, FromProto(dossier.handed_out_at()));
  // The facts' last moment: there is none of the return itself.
  if (dossier.unclaimed()) end = std::max(end, FromProto(dossier.last_recorded_at()));
  return clock::LocalDay(end);
}

std::optional<absl::CivilDay> KeptUntil(const catalogue::Catalogue& catalogue, const core::v1::Dossier& dossier) {
  const auto end = EndOf(dossier);
  const auto procedure = catalogue.FindVersion(dossier.procedure_version());
  if (!end.has_value() || !procedure.ok() || procedure->version->retention().dossier_years() < 1) return std::nullopt;
  return absl::CivilDay(end->year() + procedure->version->retention().dossier_years(), end->month(), end->day());
}

bool TermHasPassed(const catalogue::Catalogue& catalogue, const core::v1::Dossier& dossier, absl::CivilDay day) {
  const auto until = KeptUntil(catalogue, dossier);
  return until.has_value() && *until < day;
}

}  // namespace hoso::retention
