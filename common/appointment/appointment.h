// A dossier's promise: the clock (common/clock) applied to its facts under the
// catalogue version that it was taken in under.
//
// The dossier keeps its procedure version for ever; the calendar is the one
// known on the day of the act that makes the promise, since a date is computed
// again only by a recorded act (pilot.md section 8, rule 7).
//
// Pure: no gRPC, no SQL, no clock of its own.
#ifndef HOSO_COMMON_APPOINTMENT_APPOINTMENT_H_
#define HOSO_COMMON_APPOINTMENT_APPOINTMENT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "common/clock/clock.h"
#include "hoso/core/v1/clock.pb.h"
#include "hoso/core/v1/dossier.pb.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::appointment {

core::v1::Term ToProto(clock::Term term);
clock::Term FromProto(const core::v1::Term& term);
core::v1::Appointment ToProto(const clock::Appointment& appointment);

// The promise of slip 01: of a dossier of procedure `version`, taken in for
// `agency_key` at `accepted_at`.
absl::StatusOr<core::v1::Appointment> Promise(const catalogue::Catalogue& catalogue, const std::string& agency_key,
                                              clock::Term term, absl::Time accepted_at);

// The promise when the present wait ends at `at`: moved by the time waited, or
// the full term again, as the procedure says. FAILED_PRECONDITION when the
// dossier does not wait.
absl::StatusOr<core::v1::Appointment> PromiseAfterWait(const catalogue::Catalogue& catalogue,
                                                       const core::v1::Dossier& dossier, absl::Time at);

// The hours and the calendar by which the dossier's agency works on `day`.
absl::StatusOr<clock::Schedule> ScheduleOf(const catalogue::Catalogue& catalogue, const core::v1::Dossier& dossier,
                                           absl::CivilDay day);

// Compares each promise among a dossier's facts with what the catalogue gives
// today. Empty when all agree; else one line a difference, naming the fact.
std::vector<std::string> CheckPromises(const catalogue::Catalogue& catalogue,
                                       const std::vector<core::v1::Fact>& facts);

}  // namespace hoso::appointment

#endif  // HOSO_COMMON_APPOINTMENT_APPOINTMENT_H_
