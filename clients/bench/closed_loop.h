// Load as a counter makes it: each caller waits for its answer before it asks
// again.
#ifndef HOSO_CLIENTS_BENCH_CLOSED_LOOP_H_
#define HOSO_CLIENTS_BENCH_CLOSED_LOOP_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace hoso::bench {

struct Outcome {
  int64_t answered = 0;  // With OK, or with what the scenario expects.
  int64_t failed = 0;
  std::string first_failure;
  double seconds = 0;
  std::vector<double> latencies_ms;  // Of the answered ones, unordered.
};

using Finished = std::function<void(absl::Status)>;
// Starts one call without waiting. `finished` is called once, on any thread.
using StartCall = std::function<void(int caller, Finished finished)>;

// Runs `callers` callers for `duration`, then waits for the calls under way.
Outcome RunClosedLoop(int callers, absl::Duration duration, const StartCall& start_call);

// Runs exactly `calls` calls with at most `callers` at once; for preparing data.
Outcome RunCalls(int callers, int64_t calls, const StartCall& start_call);

// The `q` quantile, 0 to 1, by sorting; 0 when there is none.
double Quantile(std::vector<double> values, double q);

}  // namespace hoso::bench

#endif  // HOSO_CLIENTS_BENCH_CLOSED_LOOP_H_
