#include "common/metrics/metrics.h"

#include <prometheus/text_serializer.h>

#include <cstdlib>
#include <utility>

namespace hoso::metrics {
namespace {

// From a half of a millisecond to ten seconds, the cap of a call.
std::vector<double> Seconds() {
  return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

std::vector<double> PowersOfTwo() { return {1, 2, 4, 8, 16, 32, 64, 128, 256, 512}; }

std::map<std::string, std::string> Pair(const char* name, const std::string& value) { return {{name, value}}; }

}  // namespace

const std::vector<Description>& Descriptions() {
  // clang-format off
  static const auto* descriptions = new std::vector<Description>{
      {"hoso_commands_total", Type::kCounter, "Calls that ended, by service, command and gRPC status code.",
       {"service", "command", "code"}, {}},
      {"hoso_command_duration_seconds", Type::kHistogram, "Time from the arrival of a call to its answer.",
       {"service", "command"}, Seconds()},
      {"hoso_ledger_batch_size", Type::kHistogram, "Commands that the ledger committed in one transaction.", {"lane"},
       PowersOfTwo()},
      {"hoso_ledger_queue_depth", Type::kGauge, "Commands that wait for a committer.", {"lane"}, {}},
      {"hoso_ledger_commit_duration_seconds", Type::kHistogram, "Time of one batch, from loading to commit.", {"lane"},
       Seconds()},
      {"hoso_ledger_bisections_total", Type::kCounter, "Batches that were split because the database refused them.",
       {"lane"}, {}},
      {"hoso_postgres_pool_connections", Type::kGauge, "Connections of the pool that are idle or busy.", {"state"}, {}},
      {"hoso_postgres_retries_total", Type::kCounter,
       "Transactions that ran again after a serialization failure or deadlock.", {}, {}},
      {"hoso_feed_lag_seconds", Type::kGauge, "Age of the oldest committed fact that the feed has not yet sent.", {},
       {}},
      {"hoso_feed_watchers", Type::kGauge, "Open WatchFacts streams.", {}, {}},
      {"hoso_dossiers", Type::kGauge, "Dossiers by status and deciding agency.", {"status", "agency"}, {}},
      {"hoso_dossiers_overdue", Type::kGauge, "Undecided dossiers past their appointment date, by agency.", {"agency"},
       {}},
      {"hoso_dossiers_due_soon", Type::kGauge, "Undecided dossiers due within one working day, by agency.", {"agency"},
       {}},
      {"hoso_items", Type::kGauge, "Physical items by the kind of their holder.", {"holder_kind"}, {}},
      {"hoso_discrepancies_open", Type::kGauge, "Differences between manifest and count that nobody has settled.", {},
       {}},
      {"hoso_bag_oldest_item_age_seconds", Type::kGauge, "How long the item that is longest in a bag has been there.",
       {}, {}},
      {"hoso_stock_refreshed_timestamp_seconds", Type::kGauge,
       "Unix time at which the gauges about the stock were last read from the ledger.", {}, {}},
  };
  // clang-format on
  return *descriptions;
}

Metrics::Metrics() : registry_(std::make_shared<prometheus::Registry>()) {
  for (const Description& d : Descriptions()) {
    switch (d.type) {
      case Type::kCounter:
        counters_[d.name] = &prometheus::BuildCounter().Name(d.name).Help(d.help).Register(*registry_);
        break;
      case Type::kGauge:
        gauges_[d.name] = &prometheus::BuildGauge().Name(d.name).Help(d.help).Register(*registry_);
        break;
      case Type::kHistogram:
        histograms_[d.name] = {&prometheus::BuildHistogram().Name(d.name).Help(d.help).Register(*registry_), d.buckets};
        break;
    }
  }
}

prometheus::Counter& Metrics::CounterOf(const char* name, const Labels& labels) {
  return counters_.at(name)->Add(labels);
}

prometheus::Gauge& Metrics::GaugeOf(const char* name, const Labels& labels) { return gauges_.at(name)->Add(labels); }

prometheus::Gauge& Metrics::StockGaugeOf(const char* name, const Labels& labels) {
  absl::MutexLock lock(&stock_mutex_);
  prometheus::Family<prometheus::Gauge>* family = gauges_.at(name);
  prometheus::Gauge& gauge = family->Add(labels);
  stock_[&gauge] = family;
  return gauge;
}

prometheus::Histogram& Metrics::HistogramOf(const char* name, const Labels& labels) {
  const auto& [family, buckets] = histograms_.at(name);
  return family->Add(labels, buckets);
}

prometheus::Counter& Metrics::Commands(const std::string& service, const std::string& command,
                                       const std::string& code) {
  return CounterOf("hoso_commands_total", {{"service", service}, {"command", command}, {"code", code}});
}

prometheus::Histogram& Metrics::CommandDuration(const std::string& service, const std::string& command) {
  return HistogramOf("hoso_command_duration_seconds", {{"service", service}, {"command", command}});
}

prometheus::Histogram& Metrics::LedgerBatchSize(const std::string& lane) {
  return HistogramOf("hoso_ledger_batch_size", Pair("lane", lane));
}

prometheus::Gauge& Metrics::LedgerQueueDepth(const std::string& lane) {
  return GaugeOf("hoso_ledger_queue_depth", Pair("lane", lane));
}

prometheus::Histogram& Metrics::LedgerCommitDuration(const std::string& lane) {
  return HistogramOf("hoso_ledger_commit_duration_seconds", Pair("lane", lane));
}

prometheus::Counter& Metrics::LedgerBisections(const std::string& lane) {
  return CounterOf("hoso_ledger_bisections_total", Pair("lane", lane));
}

prometheus::Gauge& Metrics::PostgresPoolConnections(const std::string& state) {
  return GaugeOf("hoso_postgres_pool_connections", Pair("state", state));
}

prometheus::Counter& Metrics::PostgresRetries() { return CounterOf("hoso_postgres_retries_total", {}); }

prometheus::Gauge& Metrics::FeedLag() { return GaugeOf("hoso_feed_lag_seconds", {}); }

prometheus::Gauge& Metrics::FeedWatchers() { return GaugeOf("hoso_feed_watchers", {}); }

prometheus::Gauge& Metrics::Dossiers(const std::string& status, const std::string& agency) {
  return StockGaugeOf("hoso_dossiers", {{"status", status}, {"agency", agency}});
}

prometheus::Gauge& Metrics::DossiersOverdue(const std::string& agency) {
  return StockGaugeOf("hoso_dossiers_overdue", Pair("agency", agency));
}

prometheus::Gauge& Metrics::DossiersDueSoon(const std::string& agency) {
  return StockGaugeOf("hoso_dossiers_due_soon", Pair("agency", agency));
}

prometheus::Gauge& Metrics::Items(const std::string& holder_kind) {
  return StockGaugeOf("hoso_items", Pair("holder_kind", holder_kind));
}

prometheus::Gauge& Metrics::DiscrepanciesOpen() { return StockGaugeOf("hoso_discrepancies_open", {}); }

prometheus::Gauge& Metrics::BagOldestItemAge() { return StockGaugeOf("hoso_bag_oldest_item_age_seconds", {}); }

prometheus::Gauge& Metrics::StockRefreshed() { return StockGaugeOf("hoso_stock_refreshed_timestamp_seconds", {}); }

void Metrics::RemoveStock() {
  absl::MutexLock lock(&stock_mutex_);
  for (const auto& [gauge, family] : stock_) family->Remove(gauge);
  stock_.clear();
}

std::string Metrics::Text() const { return prometheus::TextSerializer().Serialize(registry_->Collect()); }

}  // namespace hoso::metrics
