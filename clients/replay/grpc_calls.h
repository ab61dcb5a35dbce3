// The replay's calls over gRPC, to the public doors only.
#ifndef HOSO_CLIENTS_REPLAY_GRPC_CALLS_H_
#define HOSO_CLIENTS_REPLAY_GRPC_CALLS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/replay/calls.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace hoso::replay {

// Channels to the three doors.
struct Doors {
  std::shared_ptr<grpc::Channel> intake;
  std::shared_ptr<grpc::Channel> routing;
  std::shared_ptr<grpc::Channel> returns;
};

// `machine` is the folder of the replay's certificate. UNAVAILABLE, naming the door, when one does not answer within
// `patience`.
absl::StatusOr<Doors> OpenDoors(const std::string& machine, const std::string& intake, const std::string& routing,
                                const std::string& returns, absl::Duration patience);

std::unique_ptr<Calls> MakeGrpcCalls(const Doors& doors);

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_GRPC_CALLS_H_
