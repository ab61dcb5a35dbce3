// Corrections: one person proposes with a ground, a second one approves or rejects.
//
// Proposed personal data stand in a person record of their own (person 3 and on)
// until they are approved; only then do they become the next version of the
// owner's or submitter's. So what is in force is never what nobody approved.
//
// Pure: no gRPC, no SQL. `catalogue` outlives the plans.
#ifndef HOSO_SERVICES_INTAKE_DECISIONS_CORRECTION_H_
#define HOSO_SERVICES_INTAKE_DECISIONS_CORRECTION_H_

#include "absl/status/statusor.h"
#include "common/catalogue/catalogue.h"
#include "common/command/context.h"
#include "common/command/plan.h"
#include "hoso/intake/v1/intake_service.pb.h"
#include "services/intake/validate.h"

namespace hoso::intake {

// INVALID_ARGUMENT for an office or a result item that there is not, FAILED_PRECONDITION where there is nothing to
// correct yet, or another correction waits for its review.
command::Plan PlanProposal(const catalogue::Catalogue& catalogue, const command::Context& context,
                           const Valid<v1::ProposeCorrectionRequest>& valid);

// PERMISSION_DENIED, reason NOT_TWO_PERSONS, for who proposed it, and where one of the two could have signed in as the
// other (common/dossier/two_persons.h).
absl::StatusOr<command::Plan> PlanReview(const command::Context& context,
                                         const Valid<v1::ReviewCorrectionRequest>& valid);

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_DECISIONS_CORRECTION_H_
