// What every process tells about itself, under the names that Prometheus'
// client libraries share.
#pragma once

#include <prometheus/collectable.h>

#include <vector>

namespace hoso::metrics {

// process_cpu_seconds_total, process_resident_memory_bytes,
// process_start_time_seconds and process_open_fds, read from /proc/self.
class ProcessCollector : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace hoso::metrics
