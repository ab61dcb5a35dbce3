// The gRPC side of returns. One short method per call: check the shape, plan,
// hand to the ledger.
#ifndef HOSO_SERVICES_RETURNS_RETURNS_SERVICE_H_
#define HOSO_SERVICES_RETURNS_RETURNS_SERVICE_H_

#include <grpcpp/impl/service_type.h>

#include <map>
#include <memory>
#include <string>

#include "common/catalogue/catalogue.h"
#include "common/journal/journal_service.h"
#include "common/ledger/ledger.h"
#include "common/rpc/call.h"
#include "common/signing/key_list.h"
#include "services/returns/returns_store.h"

namespace hoso::returns {

// What the service works with. All of it outlives the service, and the service the server and the ledger's last answer.
struct ServiceParts {
  std::shared_ptr<const catalogue::Catalogue> catalogue;
  ledger::Ledger* ledger = nullptr;
  ReturnsStore* store = nullptr;
  signing::KeyListFile* keys = nullptr;  // Under which slips are checked.
  rpc::CallsOptions calls;
  int read_threads = 4;
};

// hoso.returns.v1.ReturnsService, and how entries of counters' journals are run by it (common/journal).
struct ReturnsDoor {
  std::unique_ptr<grpc::Service> service;
  std::map<std::string, journal::Runner> runners;  // Not longer than the service.
};
ReturnsDoor MakeReturnsService(ServiceParts parts);

}  // namespace hoso::returns

#endif  // HOSO_SERVICES_RETURNS_RETURNS_SERVICE_H_
