#include "services/routing/desk.h"

#include "absl/strings/str_cat.h"
#include "common/catalogue/relations.h"
#include "common/clock/zone.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::routing {

absl::Status CheckDecides(const catalogue::Catalogue& catalogue, const std::string& agency,
                          const core::v1::Dossier& dossier) {
  if (catalogue::IsOrSucceeds(catalogue, agency, dossier.agency_key())) return absl::OkStatus();
  return absl::PermissionDeniedError(absl::StrCat("dossier ", dossier.dossier_code(), " is decided by agency ",
                                                  dossier.agency_key(), "; the caller is of agency ", agency));
}

absl::Status CheckNotDatedBack(const Desk& desk) {
  const absl::Time due = FromProto(desk.dossier.first_appointment().due_at());
  const bool same_day = clock::LocalDay(desk.context.now) == desk.today();
  if (same_day || desk.context.occurred_at > due || desk.context.now <= due) return absl::OkStatus();
  return errors::Precondition("DATED_BACK",
                              absl::StrCat("occurred_at: before the promise of ", desk.dossier.dossier_code(),
                                           " passed, but recorded on a later day and after it; record it as of now "
                                           "and propose a correction"));
}

}  // namespace hoso::routing
