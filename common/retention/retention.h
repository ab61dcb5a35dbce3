// When the term of a dossier's personal data has passed: so many years, by the version that it was taken in under,
// counted from its end. Pure.
#ifndef HOSO_COMMON_RETENTION_RETENTION_H_
#define HOSO_COMMON_RETENTION_RETENTION_H_

#include <optional>

#include "absl/time/civil_time.h"
#include "common/catalogue/catalogue.h"
#include "hoso/core/v1/dossier.pb.h"

namespace hoso::retention {

// The day on which the dossier ended: it is finished, and what was to be handed out is in the citizen's hands or went
// back unclaimed. nullopt while it has not.
std::optional<absl::CivilDay> EndOf(const core::v1::Dossier& dossier);

// The last day on which its personal data are kept (Retention.dossier_years). nullopt: it has not ended, or the
// catalogue does not know the version: for ever, as far as one can tell.
std::optional<absl::CivilDay> KeptUntil(const catalogue::Catalogue& catalogue, const core::v1::Dossier& dossier);

// Whether they may be destroyed on `day`.
bool TermHasPassed(const catalogue::Catalogue& catalogue, const core::v1::Dossier& dossier, absl::CivilDay day);

}  // namespace hoso::retention

#endif  // HOSO_COMMON_RETENTION_RETENTION_H_
