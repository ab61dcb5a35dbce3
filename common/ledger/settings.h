// What the connections of committers and readers ask of the planner.
#ifndef HOSO_COMMON_LEDGER_SETTINGS_H_
#define HOSO_COMMON_LEDGER_SETTINGS_H_

namespace hoso::ledger {

// Generic plans are made once per connection and serve any batch; the planner
// must not take a growing table for the empty one that it first saw. No JIT and
// no parallel workers: postgres::Connect sees to that.
inline constexpr char kPlannerSettingsSql[] =
    "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off;"
    " SET enable_mergejoin = off";

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_SETTINGS_H_
