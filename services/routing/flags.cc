#include "services/routing/flags.h"

namespace hoso::routing {

void Flags::AddTo(CLI::App& app) {
  service.AddTo(app);
  service.AddVaultTo(app);
  service.AddSlipKeyTo(app);
  app.add_option("--committers", committers, "Committers of the ledger: 1 on a fast disk, 2 where fsync takes long")
      ->check(CLI::Range(1, 16))
      ->capture_default_str();
  app.add_option("--bulk-committers", bulk_committers, "Committers for bags")
      ->check(CLI::Range(1, 16))
      ->capture_default_str();
  app.add_option("--stock-seconds", stock_seconds, "How often the gauges about the stock are refreshed")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
}

}  // namespace hoso::routing
