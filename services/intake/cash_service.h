// hoso.cash.v1.CashService: the cash of counters, served by the intake door.
#ifndef HOSO_SERVICES_INTAKE_CASH_SERVICE_H_
#define HOSO_SERVICES_INTAKE_CASH_SERVICE_H_

#include "common/session/token.h"
#include "services/intake/cash_store.h"
#include "services/intake/intake_service.h"

namespace hoso::intake {

struct CashDependencies {
  // All outlive the service.
  const catalogue::Catalogue* catalogue = nullptr;
  CashStore* store = nullptr;
  session::TokenCheck* tokens = nullptr;  // Of supervisors; nullptr: none is believed but who calls.
  rpc::CallsOptions calls;
};
IntakeDoor MakeCashService(CashDependencies dependencies);

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_CASH_SERVICE_H_
