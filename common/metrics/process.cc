#include "common/metrics/process.h"

#include <dirent.h>
#include <prometheus/metric_family.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace hoso::metrics {
namespace {

// The fields of /proc/self/stat after the program's name: [0] is the state,
// field 3 of proc(5).
std::vector<double> ReadStat() {
  std::ifstream file("/proc/self/stat");
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream rest(text.substr(name_end + 1));
  std::string state;
  rest >> state;
  std::vector<double> fields = {0};
  for (double value; rest >> value;) fields.push_back(value);
  return fields;
}

// Seconds since the epoch at which the machine started.
double BootTime() {
  std::ifstream file("/proc/stat");
  for (std::string word; file >> word;) {
    double value = 0;
    if (word == "btime" && file >> value) return value;
  }
  return 0;
}

double OpenFiles() {
  DIR* directory = opendir("/proc/self/fd");
  if (directory == nullptr) return 0;
  int entries = -3;  // ".", ".." and the directory itself.
  while (readdir(directory) != nullptr) ++entries;
  closedir(directory);
  return entries;
}

prometheus::MetricFamily One(const char* name, const char* help, prometheus::MetricType type, double value) {
  prometheus::ClientMetric metric;
  (type == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  return {name, help, type, {metric}};
}

}  // namespace

std::vector<prometheus::MetricFamily> ProcessCollector::Collect() const {
  constexpr size_t kUserTicks = 14 - 3, kSystemTicks = 15 - 3, kStartTicks = 22 - 3, kResidentPages = 24 - 3;
  const std::vector<double> stat = ReadStat();
  if (stat.size() <= kResidentPages) return {};
  const double ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  using prometheus::MetricType;
  return {
      One("process_cpu_seconds_total", "User and system CPU time spent.", MetricType::Counter,
          (stat[kUserTicks] + stat[kSystemTicks]) / ticks),
      One("process_resident_memory_bytes", "Resident memory.", MetricType::Gauge,
          stat[kResidentPages] * static_cast<double>(sysconf(_SC_PAGESIZE))),
      One("process_start_time_seconds", "Unix time at which the process started.", MetricType::Gauge,
          BootTime() + stat[kStartTicks] / ticks),
      One("process_open_fds", "Open file descriptors.", MetricType::Gauge, OpenFiles()),
  };
}

}  // namespace hoso::metrics
