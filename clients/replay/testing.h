// What the replay's tests stand on: the real catalogue and the real scenario,
// loaded once, and plans by seed, made once each.
#ifndef HOSO_CLIENTS_REPLAY_TESTING_H_
#define HOSO_CLIENTS_REPLAY_TESTING_H_

#include <cstdint>

#include "clients/replay/plan.h"
#include "clients/replay/scenario.pb.h"
#include "clients/replay/world.h"

namespace hoso::replay::testing {

// Each ends the test program, with the reason, where the files do not load.
const v1::Scenario& HalfYear();
const World& YenBai();
const Plan& PlanOf(uint64_t seed);
inline const Plan& ThePlan() { return PlanOf(HalfYear().seed()); }

}  // namespace hoso::replay::testing

#endif  // HOSO_CLIENTS_REPLAY_TESTING_H_
