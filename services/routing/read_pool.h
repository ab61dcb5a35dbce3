// The pool of connections for reads, made where libpqxx is known, so that what
// speaks gRPC need not include it.
#ifndef HOSO_SERVICES_ROUTING_READ_POOL_H_
#define HOSO_SERVICES_ROUTING_READ_POOL_H_

#include <memory>
#include <string>

#include "common/metrics/metrics.h"

namespace hoso::postgres {
class Pool;
}

namespace hoso::routing {

struct PoolDeleter {
  void operator()(postgres::Pool* pool) const;
};
using ReadPool = std::unique_ptr<postgres::Pool, PoolDeleter>;

// Connects when first needed. `metrics` outlives the pool.
ReadPool MakeReadPool(const std::string& conninfo, int connections, metrics::Metrics& metrics);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_READ_POOL_H_
