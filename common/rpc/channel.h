// The client's half: channels, and what every call carries.
//
//   auto channel = rpc::MakeChannel("127.0.0.1:7001");
//   auto stub = intake::v1::IntakeService::NewStub(*channel);
//   grpc::ClientContext context;
//   rpc::Prepare(context, {.caller = {.staff = "NV01", .office = "323000"}});
//   absl::Status status = rpc::FromGrpc(stub->AcceptDossier(&context, request, &response));
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/rpc/caller.h"
#include "common/rpc/credentials.h"

namespace hoso::rpc {

struct ChannelOptions {
  // What this side proves itself with. Without it the channel is plain, which only servers of tests answer.
  std::optional<MachineFiles> machine = std::nullopt;
  // UNAVAILABLE is tried again, up to 4 attempts with growing pauses, and so is
  // CANCELLED that the caller did not ask for. Right for this system's calls,
  // since each write carries a request_id.
  bool retry = true;
  int max_receive_bytes = 16 << 20;
  // Otherwise all channels of a process to one target share a TCP connection.
  bool own_connection = false;
  // For a line that is slow and dear: less is said that carries nothing, and a pause of the line ends no call.
  bool slow_line = false;
};

// Connects lazily. `target` is "host:port", or several with commas between
// them, the replicas of one service, over which calls are spread. Returns
// INVALID_ARGUMENT for a target that is not loopback.
absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const std::string& target, ChannelOptions options = {});

struct CallOptions {
  Caller caller;
  std::string token;  // Of the person who signed in; empty: the machine alone.
  absl::Duration timeout = absl::Seconds(10);
  // For logs; a fresh one if empty. Writes carry their own in the message.
  std::string request_id;
  // The time at which the call is to be played. Servers refuse it unless they
  // were started with --simulated-clock.
  std::optional<absl::Time> simulated_time;
};

// Sets deadline and metadata. REQUIRES: `context` not yet used.
void Prepare(grpc::ClientContext& context, const CallOptions& options);

// Whether the channel is connected before `deadline`.
bool WaitForReady(grpc::Channel& channel, absl::Time deadline);

}  // namespace hoso::rpc
