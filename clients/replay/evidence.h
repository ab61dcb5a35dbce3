// What the services have to say of the half-year: the facts themselves, through
// the feed, and their own reports.
#ifndef HOSO_CLIENTS_REPLAY_EVIDENCE_H_
#define HOSO_CLIENTS_REPLAY_EVIDENCE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "clients/replay/grpc_calls.h"
#include "clients/replay/recount.h"
#include "common/catalogue/catalogue.h"
#include "hoso/tracking/v1/tracking_service.pb.h"

namespace hoso::replay {

struct Evidence {
  Figures figures;  // Counted from the facts.
  tracking::v1::ReportBieu06Response bieu06;               // Of the whole period.
  std::vector<tracking::v1::ReportBieu06Response> months;  // Of each month of it.
  tracking::v1::AuditCustodyResponse audit;                // As of now.
  tracking::v1::GetOverviewResponse overview;              // As of now.
};

// Counts all facts that the feed gives until now.
absl::StatusOr<Figures> CountFacts(const Doors& doors, const catalogue::Catalogue& catalogue, absl::CivilDay first,
                                   absl::CivilDay last);

absl::StatusOr<Evidence> Gather(const Doors& doors, const catalogue::Catalogue& catalogue, absl::CivilDay first,
                                absl::CivilDay last);

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_EVIDENCE_H_
