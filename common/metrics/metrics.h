// Every metric of the system, in one place, and the page on which Prometheus
// reads them. docs/metrics.md says what they mean to an operator; a test holds
// the two together.
//
// A process has one Metrics, made in main() and handed to what counts. Labels
// have few values: never a dossier, a person or a request id.
//
// The gauges about the stock (dossiers by status, overdue, items by holder and
// so on) are set by one exporter only, so that replicas do not count twice.
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

namespace hoso::metrics {

enum class Type { kCounter, kGauge, kHistogram };

struct Description {
  std::string name;
  Type type;
  std::string help;
  std::vector<std::string> labels;
  std::vector<double> buckets;  // Upper bounds; histograms only.
};

// All metrics, in the order of docs/metrics.md.
const std::vector<Description>& Descriptions();

// Thread-safe. The references that the methods return live as long as the
// Metrics; hot paths keep them.
class Metrics {
 public:
  Metrics();

  // Calls.
  prometheus::Counter& Commands(const std::string& service, const std::string& command, const std::string& code);
  prometheus::Histogram& CommandDuration(const std::string& service, const std::string& command);

  // The ledger's committers; `lane` is "usual" or "bulk", or "reader".
  prometheus::Histogram& LedgerBatchSize(const std::string& lane);
  prometheus::Gauge& LedgerQueueDepth(const std::string& lane);
  prometheus::Histogram& LedgerCommitDuration(const std::string& lane);
  prometheus::Counter& LedgerBisections(const std::string& lane);

  // `state` is "idle" or "busy".
  prometheus::Gauge& PostgresPoolConnections(const std::string& state);
  prometheus::Counter& PostgresRetries();

  // The feed.
  prometheus::Gauge& FeedLag();  // Seconds.
  prometheus::Gauge& FeedWatchers();

  // The stock; from the one exporter.
  prometheus::Gauge& Dossiers(const std::string& status, const std::string& agency);
  prometheus::Gauge& DossiersOverdue(const std::string& agency);
  prometheus::Gauge& DossiersDueSoon(const std::string& agency);
  prometheus::Gauge& Items(const std::string& holder_kind);
  prometheus::Gauge& DiscrepanciesOpen();
  prometheus::Gauge& BagOldestItemAge();  // Seconds.
  prometheus::Gauge& StockRefreshed();    // Unix time of the last refresh, in seconds.
  // Takes all gauges of the stock off the page; references to them end here.
  // For an exporter that is the one no longer.
  void RemoveStock();

  // What Prometheus would read now.
  std::string Text() const;

  const std::shared_ptr<prometheus::Registry>& registry() const { return registry_; }

 private:
  using Labels = std::map<std::string, std::string>;

  prometheus::Counter& CounterOf(const char* name, const Labels& labels);
  prometheus::Gauge& GaugeOf(const char* name, const Labels& labels);
  prometheus::Gauge& StockGaugeOf(const char* name, const Labels& labels);
  prometheus::Histogram& HistogramOf(const char* name, const Labels& labels);

  std::shared_ptr<prometheus::Registry> registry_;
  std::map<std::string, prometheus::Family<prometheus::Counter>*> counters_;
  std::map<std::string, prometheus::Family<prometheus::Gauge>*> gauges_;
  std::map<std::string, std::pair<prometheus::Family<prometheus::Histogram>*, std::vector<double>>> histograms_;

  absl::Mutex stock_mutex_;
  std::map<prometheus::Gauge*, prometheus::Family<prometheus::Gauge>*> stock_ ABSL_GUARDED_BY(stock_mutex_);
};

// Serves /metrics over HTTP, on loopback only.
class Exposer {
 public:
  // `address` is "127.0.0.1:PORT"; port 0 takes a free one. Returns
  // INVALID_ARGUMENT for another host, UNAVAILABLE if the port is taken.
  // Process metrics (process_cpu_seconds_total, process_resident_memory_bytes,
  // process_start_time_seconds, process_open_fds) come with it.
  static absl::StatusOr<std::unique_ptr<Exposer>> Start(const std::string& address, const Metrics& metrics);

  int port() const { return port_; }

 private:
  Exposer() = default;

  std::unique_ptr<prometheus::Exposer> exposer_;
  std::shared_ptr<prometheus::Registry> registry_;
  std::shared_ptr<prometheus::Collectable> process_;
  int port_ = 0;
};

}  // namespace hoso::metrics
