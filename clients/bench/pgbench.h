// The floor: what PostgreSQL itself does with a hand-written statement that
// writes or reads the same rows, driven by pgbench on the same cluster.
#ifndef HOSO_CLIENTS_BENCH_PGBENCH_H_
#define HOSO_CLIENTS_BENCH_PGBENCH_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hoso::bench {

struct Floor {
  double per_second = 0;
  int64_t transactions = 0;
  double p50_ms = 0;
  double p99_ms = 0;
};

// How large the rows are that the services write, measured on real ones, so
// that the floor writes as many bytes.
struct RowSizes {
  int accept_facts = 1;
  int accept_fact_bytes = 0;  // Mean of a fact's body.
  int accept_state_bytes = 0;
  int accept_answer_bytes = 0;
  int persons = 1;
  int person_bytes = 0;
  int person_tokens = 0;  // In the index of persons, each.
  int advance_fact_bytes = 0;
  int advance_state_bytes = 0;
  int advance_answer_bytes = 0;
};

// Reads the sizes off one accepted and one handed-over dossier.
absl::StatusOr<RowSizes> MeasureRows(const std::string& conninfo, int64_t accepted, int64_t handed_over);

// The scripts. Floor dossiers live in the partitions of `day_base` under agency
// number 60001, which no catalogue uses.
std::string AcceptScript(const RowSizes& sizes);
// Each client has `dossiers_each` floor dossiers of its own, as each caller has of the services.
std::string AdvanceScript(const RowSizes& sizes, int dossiers_each);
std::string LookUpScript(int64_t first, int64_t last);
std::string WorklistScript(int agency_number);

// Makes the sequence that numbers floor dossiers and `dossiers` of them to advance.
absl::Status PrepareFloors(const std::string& conninfo, const RowSizes& sizes, int dossiers);

// Runs `script` with prepared statements, `clients` connections and 2 threads.
absl::StatusOr<Floor> RunPgbench(const std::string& conninfo, const std::string& script, int clients,
                                 absl::Duration duration);

}  // namespace hoso::bench

#endif  // HOSO_CLIENTS_BENCH_PGBENCH_H_
