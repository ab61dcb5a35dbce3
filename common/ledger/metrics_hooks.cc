#include "common/ledger/metrics_hooks.h"

#include "common/log/log.h"

namespace hoso::ledger {

const char* LaneName(Lane lane) { return lane == Lane::kBulk ? "bulk" : "usual"; }

Hooks HooksInto(metrics::Metrics& metrics) {
  return {.on_batch =
              [&metrics](Lane lane, int commands, absl::Duration took) {
                metrics.LedgerBatchSize(LaneName(lane)).Observe(commands);
                metrics.LedgerCommitDuration(LaneName(lane)).Observe(absl::ToDoubleSeconds(took));
              },
          .on_queue = [&metrics](Lane lane, int waiting) { metrics.LedgerQueueDepth(LaneName(lane)).Set(waiting); },
          .on_bisection = [&metrics](Lane lane) { metrics.LedgerBisections(LaneName(lane)).Increment(); },
          .on_trouble =
              [](const absl::Status& status) {
                log::Warn("ledger", {{"error", status.ToString()}});
              }};
}

}  // namespace hoso::ledger
