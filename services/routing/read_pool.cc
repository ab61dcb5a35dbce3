#include "services/routing/read_pool.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/postgres/pool.h"

namespace hoso::routing {
namespace {

// Plans of prepared statements are made once per connection: they must not take
// a growing table for the empty one that they first saw, and sort all of it to
// give one page. What reads whole tables says so itself (read_sql.h).
std::string WithPlannerSettings(const std::string& conninfo) {
  if (absl::StartsWith(conninfo, "postgresql://") || absl::StartsWith(conninfo, "postgres://")) {
    return absl::StrCat(conninfo, absl::StrContains(conninfo, "?") ? "&" : "?",
                        "options=-c%20plan_cache_mode%3Dforce_generic_plan%20-c%20enable_seqscan%3Doff%20-c%20enable_sort%3Doff");
  }
  return absl::StrCat(conninfo, " options='-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_sort=off'");
}

}  // namespace

void PoolDeleter::operator()(postgres::Pool* pool) const { delete pool; }

ReadPool MakeReadPool(const std::string& conninfo, int connections, metrics::Metrics& metrics) {
  prometheus::Gauge& idle_gauge = metrics.PostgresPoolConnections("idle");
  prometheus::Gauge& busy_gauge = metrics.PostgresPoolConnections("busy");
  prometheus::Counter& retries = metrics.PostgresRetries();
  return ReadPool(new postgres::Pool(
      {.connect = {.conninfo = WithPlannerSettings(conninfo), .application_name = "hoso-routing reads"},
       .size = connections,
       .on_change =
           [&idle_gauge, &busy_gauge](int idle, int busy) {
             idle_gauge.Set(idle);
             busy_gauge.Set(busy);
           },
       .on_retry = [&retries] { retries.Increment(); }}));
}

}  // namespace hoso::routing
