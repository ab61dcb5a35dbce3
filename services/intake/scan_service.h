// hoso.scans.v1.ScanService, served by hoso-intake.
#ifndef HOSO_SERVICES_INTAKE_SCAN_SERVICE_H_
#define HOSO_SERVICES_INTAKE_SCAN_SERVICE_H_

#include <grpcpp/impl/service_type.h>

#include <memory>

#include "common/access_log/access_log.h"
#include "common/catalogue/catalogue.h"
#include "common/ledger/ledger.h"
#include "common/ledger/reader.h"
#include "common/rpc/call.h"
#include "common/rpc/workers.h"
#include "common/vault/key_ring.h"
#include "services/intake/scan_store.h"

namespace hoso::intake {

// All outlive the service; `workers` ends before it: what waits there uses it.
struct ScanParts {
  const catalogue::Catalogue& catalogue;
  ledger::Ledger& ledger;
  ledger::Reader& reader;
  ScanStore& store;
  vault::KeyRingFile& vault;
  access_log::AccessLog& access_log;
  rpc::Workers& workers;  // Their tasks wait for database, ledger and access log.
  rpc::CallsOptions calls;
};
std::unique_ptr<grpc::Service> MakeScanService(const ScanParts& parts);

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_SCAN_SERVICE_H_
