// Reading a scenario: its text, and whether it makes sense by itself.
#ifndef HOSO_CLIENTS_REPLAY_SCENARIO_H_
#define HOSO_CLIENTS_REPLAY_SCENARIO_H_

#include <string>

#include "absl/status/statusor.h"
#include "clients/replay/scenario.pb.h"

namespace hoso::replay {

// INVALID_ARGUMENT with the line, or with the field, its value and what was expected.
absl::StatusOr<v1::Scenario> ParseScenario(const std::string& text);

// As above for a file; NOT_FOUND if it cannot be read.
absl::StatusOr<v1::Scenario> LoadScenario(const std::string& path);

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_SCENARIO_H_
