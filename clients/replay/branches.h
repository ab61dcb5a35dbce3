// To whom something out of the ordinary happens. A dossier has at most one
// branch, so that each can be counted; a request sent twice and a preparation
// online come on top.
#ifndef HOSO_CLIENTS_REPLAY_BRANCHES_H_
#define HOSO_CLIENTS_REPLAY_BRANCHES_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "clients/replay/population.h"
#include "clients/replay/scenario.pb.h"
#include "clients/replay/world.h"

namespace hoso::replay {

// FAILED_PRECONDITION naming the branch when fewer dossiers could have it than the scenario wants.
absl::Status AssignBranches(const v1::Scenario& scenario, const World& world, uint64_t seed, std::vector<Case>& cases);

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_BRANCHES_H_
