// What waits for collection at an office.
//
// Pure: no gRPC, no SQL.
#ifndef HOSO_SERVICES_RETURNS_WAITING_H_
#define HOSO_SERVICES_RETURNS_WAITING_H_

#include <optional>
#include <string>

#include "hoso/core/v1/dossier.pb.h"
#include "hoso/returns/v1/returns_service.pb.h"

namespace hoso::returns {

// The dossier's line in the list of `office`, or nothing: only what was received for collection there, is still there
// and is not on its way back to the agency. What merely passes through, or came and was not received yet, waits for
// the post and not for the citizen.
std::optional<v1::WaitingResult> WaitingAt(const core::v1::Dossier& dossier, const std::string& office);

}  // namespace hoso::returns

#endif  // HOSO_SERVICES_RETURNS_WAITING_H_
