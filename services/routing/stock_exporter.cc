#include "services/routing/stock_exporter.h"

#include <map>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"
#include "common/log/log.h"
#include "common/postgres/pool.h"

namespace hoso::routing {
namespace {

constexpr char kLockName[] = "hoso_stock_exporter";
constexpr int kDueSoonDays = 1;
constexpr absl::Duration kReadLimit = absl::Seconds(20);

// "STATUS_AWAITING_PAYMENT" as "awaiting_payment".
std::string Label(const std::string& name, const std::string& prefix) {
  return absl::AsciiStrToLower(name.substr(prefix.size()));
}

std::string StatusLabel(core::v1::Status status) { return Label(core::v1::Status_Name(status), "STATUS_"); }

std::string HolderLabel(core::v1::HolderKind kind) { return Label(core::v1::HolderKind_Name(kind), "HOLDER_KIND_"); }

}  // namespace

StockExporter::StockExporter(const catalogue::Catalogue& catalogue, postgres::Pool& pool, metrics::Metrics& metrics,
                             StockExporterOptions options)
    : catalogue_(catalogue),
      pool_(pool),
      metrics_(metrics),
      options_(options),
      lock_(pool.options().connect, kLockName),
      thread_([this] { Loop(); }) {}

StockExporter::~StockExporter() {
  {
    absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  thread_.join();
  metrics_.RemoveStock();
}

void StockExporter::Loop() {
  while (true) {
    if (lock_.Hold()) {
      exporting_ = true;
      if (const absl::Status status = Refresh(); !status.ok()) {
        log::Warn("stock: cannot read", {{"error", std::string(status.message())}});
      }
    } else if (exporting_) {
      exporting_ = false;
      seen_.clear();
      metrics_.RemoveStock();
    }
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stop_), options_.refresh_every)) return;
  }
}

absl::Status StockExporter::Refresh() {
  const absl::Time deadline = absl::Now() + kReadLimit;
  absl::Time now = absl::Now();
  if (options_.simulated_clock) {
    const auto last = LastRecordedAt(pool_, deadline);
    if (!last.ok()) return last.status();
    now = last->value_or(now);
  }
  const auto stock = ReadStock(pool_, now, DueSoonUntil(catalogue_, now, kDueSoonDays), deadline);
  if (!stock.ok()) return stock.status();
  Set(*stock, now);
  return absl::OkStatus();
}

void StockExporter::Set(const Stock& stock, absl::Time now) {
  std::map<std::pair<std::string, std::string>, int64_t> dossiers;
  std::map<std::string, std::pair<int64_t, int64_t>> loads;  // Overdue and due soon.
  for (const auto& key : seen_) {
    dossiers[key] = 0;
    loads[key.second] = {0, 0};
  }
  for (const StatusGroup& group : stock.groups) {
    const std::string agency = AgencyKeyOf(catalogue_, group.agency);
    dossiers[{StatusLabel(group.status), agency}] += group.dossiers;
    loads[agency].first += group.overdue;
    loads[agency].second += group.due_soon;
  }
  for (const auto& [key, count] : dossiers) {
    seen_.insert(key);
    metrics_.Dossiers(key.first, key.second).Set(static_cast<double>(count));
  }
  for (const auto& [agency, load] : loads) {
    metrics_.DossiersOverdue(agency).Set(static_cast<double>(load.first));
    metrics_.DossiersDueSoon(agency).Set(static_cast<double>(load.second));
  }
  for (int kind = core::v1::HOLDER_KIND_OFFICE; kind <= core::v1::HOLDER_KIND_MISSING; ++kind) {
    const auto items = stock.items.find(static_cast<core::v1::HolderKind>(kind));
    metrics_.Items(HolderLabel(static_cast<core::v1::HolderKind>(kind)))
        .Set(items == stock.items.end() ? 0 : static_cast<double>(items->second));
  }
  metrics_.DiscrepanciesOpen().Set(static_cast<double>(stock.open_discrepancies));
  metrics_.BagOldestItemAge().Set(
      stock.oldest_in_bag_since.has_value() ? absl::ToDoubleSeconds(now - *stock.oldest_in_bag_since) : 0);
  metrics_.StockRefreshed().Set(absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch()));
}

}  // namespace hoso::routing
