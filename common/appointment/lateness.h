// Ahead, on time or late, and who answers for it.
//
// Pure: no gRPC, no SQL, no clock of its own.
#ifndef HOSO_COMMON_APPOINTMENT_LATENESS_H_
#define HOSO_COMMON_APPOINTMENT_LATENESS_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "common/clock/clock.h"
#include "hoso/core/v1/clock.pb.h"
#include "hoso/core/v1/dossier.pb.h"

namespace hoso::appointment {

// Against the lawful promise: an apology does not change it.
// REQUIRES: the dossier was accepted.
core::v1::ResultClass ClassOf(const core::v1::Dossier& dossier, absl::Time finished_at);

// Working time of each party from acceptance until `until`, in the hours of the
// dossier's agency.
absl::StatusOr<clock::Shares> SharesOf(const catalogue::Catalogue& catalogue, const core::v1::Dossier& dossier,
                                       absl::Time until);

// Who answers for a late dossier. Whoever a slip 04 named; else the post, if
// what it took beyond the planned leg times, in working time, is at least the
// working time by which the dossier is late; else the agency.
absl::StatusOr<core::v1::Party> LateCauseOf(const catalogue::Catalogue& catalogue, const core::v1::Dossier& dossier,
                                            absl::Time finished_at);

}  // namespace hoso::appointment

#endif  // HOSO_COMMON_APPOINTMENT_LATENESS_H_
