#include "common/rpc/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/server_builder.h>
#include <signal.h>

#include <mutex>

#include "absl/strings/str_cat.h"
#include "common/files/atomic_file.h"
#include "common/log/log.h"
#include "common/rpc/credentials.h"
#include "common/rpc/malformed_request.h"
#include "grpc/health/v1/health.pb.h"

namespace hoso::rpc {
namespace {

// Process-wide switches, to be set before the first server is built.
void SetSwitches() {
  static std::once_flag once;
  std::call_once(once, [] {
#ifndef __SANITIZE_ADDRESS__
    // Debian's Abseil looks for cycles of locks at every lock. The builds that are tested let it.
    absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#endif
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    // gRPC's health service does not bring its descriptor; reflection lists it
    // only because this names it.
    grpc::health::v1::HealthCheckRequest::descriptor();
  });
}

sigset_t TerminationSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

void SetLimits(const ServerLimits& limits, grpc::ServerBuilder& builder) {
  const auto set = [&builder](const char* argument, absl::Duration duration) {
    builder.AddChannelArgument(argument, static_cast<int>(absl::ToInt64Milliseconds(duration)));
  };
  builder.SetMaxReceiveMessageSize(limits.max_receive_bytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, limits.max_metadata_bytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, limits.max_streams);
  set(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, limits.handshake);
  set(GRPC_ARG_MAX_CONNECTION_IDLE_MS, limits.idle);
  set(GRPC_ARG_MAX_CONNECTION_AGE_MS, limits.age);
  set(GRPC_ARG_KEEPALIVE_TIME_MS, limits.keepalive_after);
  set(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, limits.keepalive_answer);
  set(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, limits.shortest_ping_interval);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerOptions options, std::vector<grpc::Service*> services) {
  if (absl::Status status = CheckLoopbackAddress(options.listen); !status.ok()) return status;
  if (!options.machine.has_value() && !options.plain_for_tests) {
    return absl::FailedPreconditionError("machine: none, want the folder of this service's certificate");
  }
  SetSwitches();

  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(
      options.listen,
      options.machine.has_value() ? MakeServerCredentials(*options.machine) : MakePlainServerCredentials(), &port);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  SetLimits(options.limits, builder);
  for (grpc::Service* service : services) builder.RegisterService(service);
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> interceptors;
  interceptors.push_back(MakeMalformedRequestAnswers());
  builder.experimental().SetInterceptorCreators(std::move(interceptors));

  std::unique_ptr<Server> server(new Server(std::move(options)));
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr || port == 0) {
    return absl::UnavailableError(absl::StrCat("listen ", server->options_.listen, ": cannot bind"));
  }
  server->port_ = port;
  server->SetServing(true);
  log::Info("serving", {{"server", server->options_.name}, {"address", server->address()}});
  if (!server->options_.port_file.empty()) {
    absl::Status written =
        files::WriteFile(server->options_.port_file, absl::StrCat(port, "\n"), files::Existing::kReplace);
    if (!written.ok()) return written;
  }
  return server;
}

Server::~Server() {
  if (server_ != nullptr) Drain();
}

std::string Server::address() const {
  return absl::StrCat(options_.listen.substr(0, options_.listen.rfind(':')), ":", port_);
}

void Server::SetServing(bool serving) {
  grpc::HealthCheckServiceInterface* health = server_->GetHealthCheckService();
  health->SetServingStatus("", serving);
  for (const std::string& service : options_.services) health->SetServingStatus(service, serving);
}

void Server::BeforeShutdown(std::function<void()> callback) {
  absl::MutexLock lock(&mutex_);
  before_.push_back(std::move(callback));
}

void Server::AfterShutdown(std::function<void()> callback) {
  absl::MutexLock lock(&mutex_);
  after_.push_back(std::move(callback));
}

void Server::Drain() {
  std::vector<std::function<void()>> before, after;
  {
    absl::MutexLock lock(&mutex_);
    if (drained_) return;
    drained_ = true;
    before.swap(before_);
    after.swap(after_);
  }
  log::Info("draining", {{"server", options_.name}});
  SetServing(false);
  for (const auto& callback : before) callback();
  server_->Shutdown(absl::ToChronoTime(absl::Now() + options_.drain_time));
  server_->Wait();
  for (const auto& callback : after) callback();
  log::Info("drained", {{"server", options_.name}});
}

void BlockTerminationSignals() {
  signal(SIGTERM, SIG_DFL);  // A shell's background job has SIGINT ignored, which would never arrive.
  signal(SIGINT, SIG_DFL);
  signal(SIGPIPE, SIG_IGN);
  const sigset_t signals = TerminationSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

int WaitForTermination() {
  const sigset_t signals = TerminationSignals();
  int received = 0;
  sigwait(&signals, &received);
  return received;
}

}  // namespace hoso::rpc
