// How long a bag is planned to take from place to place, by the catalogue's legs.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_ROUTING_WAYS_H_
#define HOSO_SERVICES_ROUTING_WAYS_H_

#include <optional>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "hoso/core/v1/custody.pb.h"

namespace hoso::routing {

// The sum of the planned times of the legs on the shortest way, by the clock.
// Legs are travelled in both directions; an agency whose desk is in another's
// house is reached there. No value when no way is known on `day`.
std::optional<absl::Duration> PlannedTime(const catalogue::Catalogue& catalogue, const core::v1::Holder& from,
                                          const core::v1::Holder& to, absl::CivilDay day);

// The first stop on that way: where a bag from `from` goes, on its way to `to`. `to` itself when no way is known.
core::v1::Holder NextStop(const catalogue::Catalogue& catalogue, const core::v1::Holder& from,
                          const core::v1::Holder& to, absl::CivilDay day);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_WAYS_H_
