// The intake door: hoso.intake.v1.IntakeService over a ledger and a store.
#ifndef HOSO_SERVICES_INTAKE_INTAKE_SERVICE_H_
#define HOSO_SERVICES_INTAKE_INTAKE_SERVICE_H_

#include <grpcpp/impl/service_type.h>

#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "common/catalogue/catalogue.h"
#include "common/journal/journal_service.h"
#include "common/ledger/ledger.h"
#include "common/rpc/call.h"
#include "common/slips/signer.h"
#include "services/intake/code_allocator.h"
#include "services/intake/lease_book.h"

namespace hoso::intake {

struct IntakeDependencies {
  // All outlive the service.
  const catalogue::Catalogue* catalogue = nullptr;
  ledger::Ledger* ledger = nullptr;
  CodeAllocator* allocator = nullptr;
  LeaseBook* leases = nullptr;
  const slips::Signer* slips = nullptr;
  rpc::CallsOptions calls;
};

struct IntakeDoor {
  std::unique_ptr<grpc::Service> service;
  std::map<std::string, journal::Runner> runners;  // Of entries of journals; good as long as the service.
};
IntakeDoor MakeIntakeService(IntakeDependencies dependencies);

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_INTAKE_SERVICE_H_
