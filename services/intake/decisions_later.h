// What happens at a counter to a dossier that was taken in: a supplement, a
// withdrawal, a payment.
//
// Pure: no gRPC, no SQL. `catalogue` outlives the plans.
#ifndef HOSO_SERVICES_INTAKE_DECISIONS_LATER_H_
#define HOSO_SERVICES_INTAKE_DECISIONS_LATER_H_

#include "common/catalogue/catalogue.h"
#include "common/command/context.h"
#include "common/command/plan.h"
#include "hoso/intake/v1/intake_service.pb.h"
#include "services/intake/validate.h"

namespace hoso::intake {

// All of what slip 02 asked for and nothing else, by the day that it named: FAILED_PRECONDITION (reason
// SUPPLEMENT_LATE) after it, INVALID_ARGUMENT naming each component that is missing or surplus.
command::Plan PlanSupplement(const catalogue::Catalogue& catalogue, const command::Context& context,
                             const Valid<v1::SupplementDossierRequest>& valid);

// PERMISSION_DENIED (reason WRONG_PERSON) when the identity number is neither the owner's nor the submitter's.
command::Plan PlanWithdrawal(const command::Context& context, const Valid<v1::WithdrawDossierRequest>& valid);

// All that is due, or all that the agency asked for: then the wait ends. INVALID_ARGUMENT for another sum or another
// fee, FAILED_PRECONDITION (reason NOTHING_DUE) where nothing is to be paid.
command::Plan PlanPayment(const catalogue::Catalogue& catalogue, const command::Context& context,
                          const Valid<v1::RecordPaymentRequest>& valid);

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_DECISIONS_LATER_H_
