// Report Biểu 06/VPCP/KSTT over the states of all dossiers (pilot.md section 10).
//
// A dossier counts as received by the day of acceptance, as resolved by the day
// of its decision; one that was refused after acceptance, withdrawn or stopped
// is closed without a result. A dossier that was never accepted does not count.
// Ahead, on time and late are against the lawful promise: an apology does not
// change them.
//
// Pure: no gRPC, no SQL, no clock of its own.
#ifndef HOSO_SERVICES_ROUTING_REPORT_BIEU06_H_
#define HOSO_SERVICES_ROUTING_REPORT_BIEU06_H_

#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/tracking/v1/tracking_service.pb.h"

namespace hoso::routing {

struct Period {
  absl::CivilDay from;
  absl::CivilDay until;  // Inclusive.
};

// The period of `request`; INVALID_ARGUMENT naming `from` or `until` for a day
// that does not exist or one that lies before the other.
absl::StatusOr<Period> PeriodOf(const tracking::v1::ReportBieu06Request& request);

class Bieu06Report {
 public:
  // What is in progress is judged at the end of the period, or at `now` if that
  // comes first.
  Bieu06Report(const Period& period, absl::Time now);

  void Add(const core::v1::Dossier& dossier);

  // Rows by agency and procedure, and the total. The identities are checked in
  // each row, and each that does not hold is named.
  tracking::v1::ReportBieu06Response Finish() const;

 private:
  const Period period_;
  const absl::Time judged_at_;
  std::map<std::pair<std::string, std::string>, tracking::v1::Bieu06Row> rows_;  // By agency, procedure.
};

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_REPORT_BIEU06_H_
