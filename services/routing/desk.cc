#include "services/routing/desk.h"

#include "absl/strings/str_cat.h"
#include "common/catalogue/relations.h"

namespace hoso::routing {

absl::Status CheckDecides(const catalogue::Catalogue& catalogue, const std::string& agency,
                          const core::v1::Dossier& dossier) {
  if (catalogue::IsOrSucceeds(catalogue, agency, dossier.agency_key())) return absl::OkStatus();
  return absl::PermissionDeniedError(absl::StrCat("dossier ", dossier.dossier_code(), " is decided by agency ",
                                                  dossier.agency_key(), "; the caller is of agency ", agency));
}

}  // namespace hoso::routing
