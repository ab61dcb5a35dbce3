// Why an agency refuses, stops or denies: the grounds of the procedure, and the
// few that follow from what happened to the dossier and hold for every
// procedure.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_ROUTING_GROUNDS_H_
#define HOSO_SERVICES_ROUTING_GROUNDS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "hoso/catalogue/v1/catalogue.pb.h"
#include "hoso/core/v1/dossier.pb.h"

namespace hoso::routing {

// What slip 02 asked for did not come by its day. To be had only after that day.
inline constexpr char kSupplementOverdue[] = "SUPPLEMENT_OVERDUE";
// The fee that was asked for was not paid. To be had only while it is waited for.
inline constexpr char kPaymentOverdue[] = "PAYMENT_OVERDUE";
// The owner died, and nobody may go on with the request.
inline constexpr char kOwnerDeceased[] = "OWNER_DECEASED";
// The dossier is complete, and the request may not be granted all the same.
inline constexpr char kConditionsNotMet[] = "CONDITIONS_NOT_MET";

// Each returns the ground in Vietnamese, as the slip and the history show it; INVALID_ARGUMENT naming ground_id and
// what there is instead for a ground that is none.

// Grounds of the procedure.
absl::StatusOr<std::string> RefusalGround(const catalogue::v1::ProcedureVersion& version, const std::string& ground_id);

// Those, and overdue or deceased. FAILED_PRECONDITION, reason NOT_OVERDUE, while the applicant may still answer on
// `today`, or is not waited for.
absl::StatusOr<std::string> StopGround(const catalogue::v1::ProcedureVersion& version, const std::string& ground_id,
                                       const core::v1::Dossier& dossier, absl::CivilDay today);

// Those of the procedure, and CONDITIONS_NOT_MET.
absl::StatusOr<std::string> DenialGround(const catalogue::v1::ProcedureVersion& version, const std::string& ground_id);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_GROUNDS_H_
