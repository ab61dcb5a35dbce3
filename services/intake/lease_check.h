// What `hoso ledger verify` asks of intake's leases: every number of a closed
// lease is used by a dossier or recorded as void, none is both, and no dossier
// has a number that was never leased.
#ifndef HOSO_SERVICES_INTAKE_LEASE_CHECK_H_
#define HOSO_SERVICES_INTAKE_LEASE_CHECK_H_

#include "common/ledger/verify.h"

namespace hoso::intake {

// Of closed leases, by their ids.
ledger::TableCheck LeaseCheck();
// Of the numbers of dossiers, by agency and day. Provisional numbers, above 9999, are nobody's lease.
ledger::TableCheck LeasedNumbersCheck();

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_LEASE_CHECK_H_
