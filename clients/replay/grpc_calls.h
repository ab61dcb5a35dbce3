// The replay's calls over gRPC, to the public doors only.
#ifndef HOSO_CLIENTS_REPLAY_GRPC_CALLS_H_
#define HOSO_CLIENTS_REPLAY_GRPC_CALLS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/crew/crew.h"
#include "clients/replay/calls.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace hoso::replay {

// Channels to the three doors, and who acts there.
struct Doors {
  std::shared_ptr<grpc::Channel> intake;
  std::shared_ptr<grpc::Channel> routing;
  std::shared_ptr<grpc::Channel> returns;
  std::shared_ptr<crew::Crew> crew;
};

struct DoorOptions {
  std::string machine;  // Folder of the replay's certificate.
  std::string intake;   // "HOST:PORT" of each.
  std::string routing;
  std::string returns;
  std::string staff;
  std::string administrator;  // As in crew::Crew.
  std::string passwords;
};

// UNAVAILABLE, naming the service, when one does not answer within `patience`.
absl::StatusOr<Doors> OpenDoors(const DoorOptions& options, absl::Duration patience);

std::unique_ptr<Calls> MakeGrpcCalls(const Doors& doors);

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_GRPC_CALLS_H_
