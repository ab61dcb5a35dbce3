// What `hoso ledger verify` asks of intake's leases: every number of a closed
// lease is used by a dossier or recorded as void, and none is both.
#ifndef HOSO_SERVICES_INTAKE_LEASE_CHECK_H_
#define HOSO_SERVICES_INTAKE_LEASE_CHECK_H_

#include "common/ledger/verify.h"

namespace hoso::intake {

ledger::TableCheck LeaseCheck();

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_LEASE_CHECK_H_
