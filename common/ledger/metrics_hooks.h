// The ledger's hooks as metrics and log lines, alike in every service.
#ifndef HOSO_COMMON_LEDGER_METRICS_HOOKS_H_
#define HOSO_COMMON_LEDGER_METRICS_HOOKS_H_

#include "common/ledger/ledger.h"
#include "common/metrics/metrics.h"

namespace hoso::ledger {

// "usual" or "bulk": the lane as a label.
const char* LaneName(Lane lane);

// `metrics` outlives the ledger.
Hooks HooksInto(metrics::Metrics& metrics);

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_METRICS_HOOKS_H_
