#include "common/rpc/channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/support/channel_arguments.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/credentials.h"
#include "common/rpc/request_id.h"

namespace hoso::rpc {
namespace {

// CANCELLED, when the caller did not: a server that shuts down answers so to what it has not begun (grpc/grpc#41785).
constexpr char kRetryPolicy[] = R"(,"methodConfig":[{"name":[{}],"retryPolicy":{"maxAttempts":4,
  "initialBackoff":"0.05s","maxBackoff":"1s","backoffMultiplier":3,"retryableStatusCodes":["UNAVAILABLE","CANCELLED"]}}])";

grpc::ChannelArguments MakeArguments(const ChannelOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(options.max_receive_bytes);
  arguments.SetServiceConfigJSON(
      absl::StrCat(R"({"loadBalancingConfig":[{"round_robin":{}}])", options.retry ? kRetryPolicy : "", "}"));
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, options.retry ? 1 : 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, options.own_connection ? 1 : 0);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, options.slow_line ? 60'000 : 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, options.slow_line ? 25'000 : 10'000);
  if (options.slow_line) arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return arguments;
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const std::string& target, ChannelOptions options) {
  const std::vector<std::string> addresses = absl::StrSplit(target, ',');
  for (const std::string& address : addresses) {
    if (absl::Status status = CheckLoopbackAddress(address); !status.ok()) return status;
  }
  const std::string name = addresses.size() == 1 ? target : absl::StrCat("ipv4:", target);
  const auto credentials =
      options.machine.has_value() ? MakeChannelCredentials(*options.machine) : MakePlainChannelCredentials();
  return grpc::CreateCustomChannel(name, credentials, MakeArguments(options));
}

void Prepare(grpc::ClientContext& context, const CallOptions& options) {
  context.set_deadline(absl::ToChronoTime(absl::Now() + options.timeout));
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) context.AddMetadata(key, value);
  };
  add(kStaffKey, options.caller.staff);
  add(kOfficeKey, options.caller.office);
  add(kAgencyKey, options.caller.agency);
  add(kCarrierKey, options.caller.carrier);
  add(kDeviceKey, options.caller.device);
  add(kRoleKey, options.caller.role);
  if (!options.token.empty()) add(kAuthorizationKey, "Bearer " + options.token);
  add(kRequestIdKey, options.request_id.empty() ? NewRequestId() : options.request_id);
  if (options.simulated_time.has_value()) {
    add(kTimeKey, absl::FormatTime(absl::RFC3339_full, *options.simulated_time, absl::UTCTimeZone()));
  }
}

bool WaitForReady(grpc::Channel& channel, absl::Time deadline) {
  return channel.WaitForConnected(absl::ToChronoTime(deadline));
}

}  // namespace hoso::rpc
