// TrackingService: answers questions, records who was shown a dossier or a person, and changes no dossier. Served by
// the routing process.
#ifndef HOSO_SERVICES_ROUTING_TRACKING_SERVICE_H_
#define HOSO_SERVICES_ROUTING_TRACKING_SERVICE_H_

#include <grpcpp/impl/service_type.h>

#include <memory>

#include "common/access_log/access_log.h"
#include "common/catalogue/catalogue.h"
#include "common/ledger/reader.h"
#include "common/rpc/call.h"
#include "common/rpc/workers.h"
#include "common/signing/key_list.h"
#include "common/slips/signer.h"
#include "common/vault/key_ring.h"

namespace hoso::postgres {
class Pool;
}

namespace hoso::routing {

// All outlive the service; `pool` has role hoso_routing, and `workers` as many
// threads as it has connections.
struct TrackingParts {
  const catalogue::Catalogue& catalogue;
  ledger::Reader& reader;
  postgres::Pool& pool;
  rpc::Workers& workers;
  vault::KeyRingFile& vault;
  const slips::Signer& slips;
  signing::KeyListFile& keys;  // Under which slips are checked.
  access_log::AccessLog& access_log;
  rpc::CallsOptions calls;  // Its service, for metrics and logs: "tracking".
};

std::unique_ptr<grpc::Service> MakeTrackingService(TrackingParts parts);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_TRACKING_SERVICE_H_
