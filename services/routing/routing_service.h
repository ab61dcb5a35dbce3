// RoutingService over the ledger: papers between holders, and the agency's desk.
//
// Each writing method validates, loads what it needs, plans by a pure function
// (decisions_*.h) and hands the plan to the ledger. Lists and the feed are
// worklist.h and watch_facts.h.
#ifndef HOSO_SERVICES_ROUTING_ROUTING_SERVICE_H_
#define HOSO_SERVICES_ROUTING_ROUTING_SERVICE_H_

#include <map>
#include <memory>
#include <string>

#include "common/catalogue/catalogue.h"
#include "common/journal/journal_service.h"
#include "common/ledger/ledger.h"
#include "common/rpc/call.h"
#include "common/rpc/workers.h"
#include "common/slips/signer.h"
#include "hoso/routing/v1/routing_service.grpc.pb.h"

namespace hoso::routing {

class FactFeed;

class TrackingStore;
class WorklistStore;

// What the service stands on; all outlive it.
struct RoutingParts {
  const catalogue::Catalogue& catalogue;
  ledger::Ledger& ledger;
  TrackingStore& bags;  // To read a bag's manifest before it is locked.
  WorklistStore& worklists;
  FactFeed& feed;
  rpc::Workers& workers;  // For what blocks on the database.
  const slips::Signer& slips;
};

// The service, and how entries of counters' journals are run by it (common/journal).
struct RoutingDoor {
  std::unique_ptr<v1::RoutingService::CallbackService> service;
  std::map<std::string, journal::Runner> runners;  // Not longer than the service.
};
RoutingDoor MakeRoutingService(RoutingParts parts, rpc::CallsOptions calls);

}  // namespace hoso::routing

#endif  // HOSO_SERVICES_ROUTING_ROUTING_SERVICE_H_
