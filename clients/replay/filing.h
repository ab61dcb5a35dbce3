// What one person brings to the counter: the procedure's case, the papers, the
// fee, and in which capacity, as the catalogue asks for it on that day.
#ifndef HOSO_CLIENTS_REPLAY_FILING_H_
#define HOSO_CLIENTS_REPLAY_FILING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/replay/population.h"
#include "clients/replay/scenario.pb.h"
#include "clients/replay/world.h"

namespace hoso::replay {

// Fills in all of `filed` that follows from its kind, office and time of coming.
absl::Status DrawFiling(const World& world, uint64_t seed, int index, const v1::ProcedureShare& share, Case& filed);

// The papers that the version asks for, tallied right.
std::vector<core::v1::ComponentCount> PapersFor(const catalogue::v1::ProcedureVersion& version,
                                                const catalogue::Choice& choice);

// Whether someone with a plain written or notarised authorisation may collect the results.
bool ProxyMayCollect(const Case& filed);

// Recomputes papers and fee after a change of the choice. REQUIRES: the new choice is one the version allows.
absl::Status ChangeUnits(Case& filed, int units);

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_FILING_H_
