#include <exception>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/metrics/metrics.h"
#include "common/metrics/process.h"

namespace hoso::metrics {

absl::StatusOr<std::unique_ptr<Exposer>> Exposer::Start(const std::string& address, const Metrics& metrics) {
  if (!absl::StartsWith(address, "127.0.0.1:")) {
    return absl::InvalidArgumentError(absl::StrCat("metrics address: ", address, ", want 127.0.0.1:PORT"));
  }
  std::unique_ptr<Exposer> exposer(new Exposer);
  try {
    exposer->exposer_ = std::make_unique<prometheus::Exposer>(address, /*num_threads=*/2);
  } catch (const std::exception& thrown) {
    return absl::UnavailableError(absl::StrCat("metrics address: ", address, ": ", thrown.what()));
  }
  exposer->registry_ = metrics.registry();
  exposer->process_ = std::make_shared<ProcessCollector>();
  exposer->exposer_->RegisterCollectable(exposer->registry_);
  exposer->exposer_->RegisterCollectable(exposer->process_);
  exposer->port_ = exposer->exposer_->GetListeningPorts().at(0);
  return exposer;
}

}  // namespace hoso::metrics
