// The services over gRPC, with this machine's certificate.
#ifndef HOSO_CLIENTS_COUNTER_GRPC_DOORS_H_
#define HOSO_CLIENTS_COUNTER_GRPC_DOORS_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/counter/doors.h"

namespace hoso::counter {

struct DoorAddresses {
  std::string intake, routing, returns, staff;  // "host:port".
};

// `machine` is the folder of the certificate; `device` the counter's name; `played` tells the time to be played, if one
// is.
absl::StatusOr<std::unique_ptr<Doors>> OpenGrpcDoors(const DoorAddresses& addresses, const std::string& machine,
                                                     const std::string& device,
                                                     std::function<std::optional<absl::Time>()> played);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_GRPC_DOORS_H_
