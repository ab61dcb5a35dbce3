// The figures of the benchmark: medians over rounds, and their ratio to the
// floor measured in the same round.
#ifndef HOSO_CLIENTS_BENCH_REPORT_H_
#define HOSO_CLIENTS_BENCH_REPORT_H_

#include <map>
#include <string>
#include <vector>

namespace hoso::bench {

// One round of one operation at one number of callers.
struct Sample {
  double ours_per_s = 0;
  double floor_per_s = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  double floor_p99_ms = 0;
  double cpu_us = 0;           // CPU of the service process per request.
  double database_cpu_us = 0;  // CPU of PostgreSQL per request.
  double batch = 0;            // Mean commands per committed batch; 0 where none commits.
};

// A median with the extremes beside it.
struct Figure {
  double median = 0;
  double min = 0;
  double max = 0;
};
Figure FigureOf(std::vector<double> values);

class Report {
 public:
  void Add(const std::string& operation, int callers, const Sample& sample);
  // Resident memory of a process at the end, in MB.
  void SetMemory(const std::string& process, double mb);

  // {"accept":{"32":{"ours_per_s":…,"floor_per_s":…,"ratio":…,"ratio_min":…,…}},…,"memory_mb":{…}}
  std::string Json() const;
  // The same for people.
  std::string Table() const;

 private:
  std::map<std::string, std::map<int, std::vector<Sample>>> samples_;
  std::vector<std::string> order_;
  std::map<std::string, double> memory_mb_;
};

}  // namespace hoso::bench

#endif  // HOSO_CLIENTS_BENCH_REPORT_H_
