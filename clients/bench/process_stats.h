// What a process has used so far, from /proc.
#ifndef HOSO_CLIENTS_BENCH_PROCESS_STATS_H_
#define HOSO_CLIENTS_BENCH_PROCESS_STATS_H_

#include <string>

namespace hoso::bench {

struct ProcessStats {
  double cpu_seconds = 0;   // User and system, of all its threads.
  double resident_mb = 0;
};

// Zeros for a process that does not run.
ProcessStats StatsOf(int pid);

// The sum over `pid` and its children: PostgreSQL and its backends.
ProcessStats StatsOfTree(int pid);

// Mean batch size so far of `lane`, from the text of a metrics page at
// 127.0.0.1:`port`; sum and count, so that differences can be taken.
struct BatchCount {
  double commands = 0;
  double batches = 0;
};
BatchCount BatchesOf(int metrics_port, const std::string& lane);

}  // namespace hoso::bench

#endif  // HOSO_CLIENTS_BENCH_PROCESS_STATS_H_
