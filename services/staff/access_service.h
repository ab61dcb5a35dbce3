// hoso.access.v1.AccessService over the access log.
#ifndef HOSO_SERVICES_STAFF_ACCESS_SERVICE_H_
#define HOSO_SERVICES_STAFF_ACCESS_SERVICE_H_

#include <grpcpp/impl/service_type.h>

#include <memory>

#include "common/access_log/access_log.h"
#include "common/access_log/access_reader.h"
#include "common/catalogue/catalogue.h"
#include "common/rpc/call.h"
#include "common/rpc/workers.h"

namespace hoso::staff {

// All outlive the service.
struct AccessParts {
  const catalogue::Catalogue& catalogue;
  access_log::Store& store;
  access_log::AccessLog& access_log;
  rpc::Workers& workers;
  rpc::CallsOptions calls;  // Its service, for metrics and logs: "access".
};

std::unique_ptr<grpc::Service> MakeAccessService(AccessParts parts);

}  // namespace hoso::staff

#endif  // HOSO_SERVICES_STAFF_ACCESS_SERVICE_H_
