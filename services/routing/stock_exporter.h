// Keeps the gauges about the stock (dossiers by status, overdue, items by
// holder …) fresh. Every replica has one; the one that holds a lock in the
// database sets the gauges, so that a sum over replicas counts nothing twice.
#ifndef HOSO_SERVICES_ROUTING_STOCK_EXPORTER_H_
#define HOSO_SERVICES_ROUTING_STOCK_EXPORTER_H_

#include <set>
#include <string>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"
#include "common/metrics/metrics.h"
#include "services/routing/advisory_lock.h"
#include "services/routing/stock.h"

namespace hoso::routing {

struct StockExporterOptions {
  absl::Duration refresh_every = absl::Seconds(5);
  // The present is when the latest facts were recorded: for services with
  // --simulated-clock, whose callers say what time it is.
  bool simulated_clock = false;
};

// Runs a thread of its own from construction to destruction. `catalogue`,
// `pool` (role hoso_routing) and `metrics` outlive it.
class StockExporter {
 public:
  StockExporter(const catalogue::Catalogue& catalogue, postgres::Pool& pool, metrics::Metrics& metrics,
                StockExporterOptions options = {});
  ~StockExporter();
  StockExporter(const StockExporter&) = delete;
  StockExporter& operator=(const StockExporter&) = delete;

 private:
  void Loop();
  absl::Status Refresh();
  void Set(const Stock& stock, absl::Time now);

  const catalogue::Catalogue& catalogue_;
  postgres::Pool& pool_;
  metrics::Metrics& metrics_;
  const StockExporterOptions options_;
  AdvisoryLock lock_;
  bool exporting_ = false;
  std::set<std::pair<std::string, std::string>> seen_;  // Status and agency; what vanishes is 0 and not stale.

  absl::Mutex mutex_;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_STOCK_EXPORTER_H_
