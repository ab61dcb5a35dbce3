// A scan of a dossier's paper becomes a fact. Pure: no gRPC, no SQL. `catalogue` outlives the plans.
#ifndef HOSO_SERVICES_INTAKE_DECISIONS_SCAN_H_
#define HOSO_SERVICES_INTAKE_DECISIONS_SCAN_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/catalogue/catalogue.h"
#include "common/command/context.h"
#include "common/command/plan.h"
#include "common/identity/dossier_code.h"
#include "hoso/scans/v1/scan_service.pb.h"

namespace hoso::intake {

// INVALID_ARGUMENT (`component_id`) for one that the dossier's procedure version does not have; FAILED_PRECONDITION
// while the dossier was not taken in.
absl::Status CheckScanOf(const catalogue::Catalogue& catalogue, const core::v1::Dossier& dossier,
                         const scans::v1::NewScan& scan);

// It occurred when the paper was scanned, but not before the acceptance: the fact tells of a paper of the dossier.
// REQUIRES: `context.occurred_at` is when it was scanned, and the shape of `scan` was checked.
command::Plan PlanScan(const catalogue::Catalogue& catalogue, const command::Context& context, identity::DossierId id,
                       const scans::v1::NewScan& scan);

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_DECISIONS_SCAN_H_
