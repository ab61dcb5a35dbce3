// The slip that a collector gives back, where its QR code was read.
//
// It is no entitlement: who may collect is collector.h's to say. But who comes with a slip that is not ours, or that of
// another dossier, is to be looked at.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_RETURNS_PRESENTED_SLIP_H_
#define HOSO_SERVICES_RETURNS_PRESENTED_SLIP_H_

#include "absl/status/status.h"
#include "common/slips/check.h"
#include "hoso/core/v1/dossier.pb.h"

namespace hoso::returns {

// OK if `slip` is one on which `dossier` may be collected. FAILED_PRECONDITION with reason SLIP_NOT_GENUINE (metadata
// `verdict`), or SLIP_OF_ANOTHER when it is of another dossier or a form that gives no right to collect.
absl::Status CheckPresentedSlip(const core::v1::Dossier& dossier, const slips::Checked& slip);

}  // namespace hoso::returns

#endif  // HOSO_SERVICES_RETURNS_PRESENTED_SLIP_H_
