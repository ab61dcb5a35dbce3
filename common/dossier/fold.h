// What facts amount to: the state of a dossier after one more fact.
//
// Services use it to record a fact (through DossierChange), `hoso ledger
// verify` to compute everything again. It is the one guard of a dossier: what
// the lifecycle, the custody book or the order of time does not allow is refused
// here, wherever it comes from.
//
// Nothing here knows of gRPC, SQL or the catalogue, or asks the clock.
#ifndef HOSO_COMMON_DOSSIER_FOLD_H_
#define HOSO_COMMON_DOSSIER_FOLD_H_

#include "absl/status/status.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::dossier {

// Applies `fact` to `dossier`. The fact carries its envelope: dossier code, the
// next sequence number, both times. FAILED_PRECONDITION where the lifecycle or
// custody does not allow it, INVALID_ARGUMENT where the fact contradicts itself;
// `dossier` is unspecified then.
absl::Status Apply(core::v1::Dossier& dossier, const core::v1::Fact& fact);

// Whether nothing that belongs to the citizen is left to hand out: all results
// of a decided dossier, the papers of one that ended without a decision.
bool NothingLeftToHandOut(const core::v1::Dossier& dossier);

// Whether the clock stands and waits for the applicant.
bool IsWaiting(const core::v1::Dossier& dossier);

}  // namespace hoso::dossier

#endif  // HOSO_COMMON_DOSSIER_FOLD_H_
