// What each command of returns asks of the ledger, and what it decides from the
// state that the ledger holds.
//
// The lifecycle and the custody book refuse what they do not allow when a fact
// is added; here stands only what they do not know: who may collect, what is
// due, how long results are kept.
//
// Pure: no gRPC, no SQL. `catalogue` outlives the plans.
#ifndef HOSO_SERVICES_RETURNS_DECISIONS_H_
#define HOSO_SERVICES_RETURNS_DECISIONS_H_

#include "absl/status/statusor.h"
#include "common/catalogue/catalogue.h"
#include "common/command/context.h"
#include "common/command/plan.h"
#include "common/slips/check.h"
#include "hoso/returns/v1/returns_service.pb.h"
#include "services/returns/validate.h"

namespace hoso::returns {

// FAILED_PRECONDITION, reason NOT_HERE, when an item is not in the caller's office; its metadata `holder` says where
// it is.
absl::StatusOr<command::Plan> Plan(const catalogue::Catalogue& catalogue, const command::Context& context,
                                   const Valid<v1::ReceiveResultsRequest>& valid);

absl::StatusOr<command::Plan> Plan(const catalogue::Catalogue& catalogue, const command::Context& context,
                                   const Valid<v1::NotifyApplicantRequest>& valid);

// PERMISSION_DENIED (WRONG_PERSON, see collector.h); FAILED_PRECONDITION with reason NOT_HERE, FEE_DUE (metadata
// `amount_vnd`), EXCHANGE_DUE (metadata `paper`), NO_EXCHANGE, or as in presented_slip.h. `slip`: what the keys say of
// slip_text; not looked at when that is empty.
absl::StatusOr<command::Plan> Plan(const catalogue::Catalogue& catalogue, const command::Context& context,
                                   const Valid<v1::HandOutRequest>& valid, const slips::Checked& slip);

// The result of a granted dossier for which an old paper is taken back, taken back already or not; null if there is none.
const catalogue::v1::Result* ExchangedFor(const catalogue::v1::ProcedureVersion& version,
                                          const core::v1::Dossier& dossier);

// FAILED_PRECONDITION, reason NOT_HERE, when the caller holds nothing of the dossier.
absl::StatusOr<command::Plan> Plan(const catalogue::Catalogue& catalogue, const command::Context& context,
                                   const Valid<v1::RecordAttemptRequest>& valid);

// FAILED_PRECONDITION, reason TOO_EARLY (metadata `not_before`, a day), ALREADY_UNCLAIMED or NOT_HERE.
absl::StatusOr<command::Plan> Plan(const catalogue::Catalogue& catalogue, const command::Context& context,
                                   const Valid<v1::ReturnUnclaimedRequest>& valid);

// PERMISSION_DENIED, reason WRONG_SECRET, for a wrong pair of code and secret, whichever of the two is wrong.
// FAILED_PRECONDITION, reason ALREADY_RATED.
absl::StatusOr<command::Plan> Plan(const catalogue::Catalogue& catalogue, const command::Context& context,
                                   const Valid<v1::RecordFeedbackRequest>& valid);

}  // namespace hoso::returns

#endif  // HOSO_SERVICES_RETURNS_DECISIONS_H_
