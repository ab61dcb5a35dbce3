// hoso.staff.v1.StaffService over SignIns and StaffStore.
#ifndef HOSO_SERVICES_STAFF_STAFF_SERVICE_H_
#define HOSO_SERVICES_STAFF_STAFF_SERVICE_H_

#include <grpcpp/impl/service_type.h>

#include <memory>

#include "common/catalogue/catalogue.h"
#include "common/rpc/call.h"
#include "common/rpc/workers.h"
#include "services/staff/sign_in.h"
#include "services/staff/staff_store.h"

namespace hoso::staff {

// All outlive the service.
struct StaffParts {
  const catalogue::Catalogue& catalogue;
  StaffStore& store;
  SignIns& sign_ins;
  const CodeSeal& seal;
  rpc::Workers& workers;
  rpc::CallsOptions calls;
};

std::unique_ptr<grpc::Service> MakeStaffService(StaffParts parts);

// For a province that begins: a member of this id with the role of administrator, if nobody has it. Its first password, or
// "" if there is one already.
absl::StatusOr<std::string> AddFirstAdministrator(StaffStore& store, const HashCost& cost, const std::string& staff_id,
                                                  absl::Time now);

}  // namespace hoso::staff

#endif  // HOSO_SERVICES_STAFF_STAFF_SERVICE_H_
