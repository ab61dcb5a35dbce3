// Plays a plan: makes its calls, day by day, many at a time where they have
// nothing to do with each other, and keeps a record of what was answered.
//
// Acts on the same dossier or bag, and those that draw codes of the same agency,
// follow each other in the order of the plan; a day begins when the day before
// is over. So the outcome does not depend on how the calls happen to overlap.
//
// Request ids follow from scenario, seed and the act's place in the plan. A
// replay that was interrupted is played again from its beginning over the same
// ledger: what was acknowledged is answered from memory, and the rest goes on.
#ifndef HOSO_CLIENTS_REPLAY_PLAYER_H_
#define HOSO_CLIENTS_REPLAY_PLAYER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/replay/calls.h"
#include "clients/replay/plan.h"

namespace hoso::replay {

// What was acknowledged.
struct Record {
  std::vector<std::string> codes;  // By case number; empty for a case that got none.
  int64_t acknowledged = 0;        // Calls answered with OK.
  int64_t refused = 0;             // Calls refused, as planned.
  int64_t repeated = 0;            // Requests sent again, and answered the same.
  int64_t warnings = 0;            // Of acceptances.
  std::map<core::v1::ResultClass, int64_t> classes;  // As the decisions were answered.
  absl::Duration took;
};

struct PlayerOptions {
  std::string replay;  // Scenario's name and seed: what request ids are made from.
  int in_flight = 24;
  // Parts of the plan were played before: then dossiers may have gone on since. What is only looked at may show more
  // than it did, and what was refused is refused again, if for another reason.
  bool again = false;
  // Called from time to time, and at the end, from one thread at a time.
  std::function<void(size_t done, size_t of, absl::Time simulated)> progress;
};

// Returns the first answer that is not as planned, naming the act; what is in flight then is still awaited.
absl::StatusOr<Record> PlayPlan(const Plan& plan, Calls& calls, const PlayerOptions& options);

// The request id of an act: a UUID.
std::string RequestIdOf(const std::string& replay, size_t act);

// Such as "#1203 HandOutRequest by GDV-YB-II-136 at 2023-01-05 09:12".
std::string Describe(const Plan& plan, size_t act);

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_PLAYER_H_
