// Why an agency refuses, stops or denies: the grounds of the procedure, and the
// catalogue's few that follow from what happened to the dossier and hold for
// every procedure.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_ROUTING_GROUNDS_H_
#define HOSO_SERVICES_ROUTING_GROUNDS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/catalogue/catalogue.h"
#include "hoso/core/v1/dossier.pb.h"

namespace hoso::routing {

// Each returns the ground in Vietnamese, as the slip and the history show it; INVALID_ARGUMENT naming ground_id and
// what there is instead for a ground that is none on `today`.

// Grounds of the procedure.
absl::StatusOr<std::string> RefusalGround(const catalogue::v1::ProcedureVersion& version, const std::string& ground_id);

// Those, and the catalogue's that stop. FAILED_PRECONDITION, reason NOT_OVERDUE, while the ground's condition does not
// hold: the applicant may still answer on `today`, or is not waited for.
absl::StatusOr<std::string> StopGround(const catalogue::Catalogue& catalogue,
                                       const catalogue::v1::ProcedureVersion& version, const std::string& ground_id,
                                       const core::v1::Dossier& dossier, absl::CivilDay today);

// Those of the procedure, and the catalogue's that deny. Conditions as above.
absl::StatusOr<std::string> DenialGround(const catalogue::Catalogue& catalogue,
                                         const catalogue::v1::ProcedureVersion& version, const std::string& ground_id,
                                         const core::v1::Dossier& dossier, absl::CivilDay today);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_GROUNDS_H_
