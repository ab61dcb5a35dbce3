// Starts, serves and stops a gRPC server in the manner of every service here:
// health and reflection, a limit on messages, and a graceful drain.
//
//   rpc::BlockTerminationSignals();                  // first line of main()
//   auto server = rpc::Server::Start({.name = "intake", .services = {IntakeService::service_full_name()},
//                                     .listen = flags.listen, .port_file = flags.port_file}, {service.get()});
//   (*server)->BeforeShutdown([&] { feed.EndStreams(); });
//   (*server)->AfterShutdown([&] { ledger.Stop(); });
//   rpc::WaitForTermination();
//   (*server)->Drain();
#pragma once

#include <grpcpp/impl/service_type.h>
#include <grpcpp/server.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/credentials.h"

namespace hoso::rpc {

// What a connection may ask for. Beyond the first two, calls are refused; beyond the others, the connection ends, and a
// client that means well makes a new one.
struct ServerLimits {
  int max_receive_bytes =
      1 << 20;  // A larger message is RESOURCE_EXHAUSTED. The largest request, a bag, has some 60 KB.
  int max_metadata_bytes = 8 << 10;  // Of all metadata of a call; more is RESOURCE_EXHAUSTED.
  int max_streams = 256;             // Calls under way on one connection; a client that knows the limit waits.
  absl::Duration handshake = absl::Seconds(10);  // For TLS: who opens a connection and says nothing is cut off.
  absl::Duration idle = absl::Minutes(10);       // Without a call under way.
  absl::Duration age =
      absl::Minutes(60);  // New calls then go to a new connection; calls under way, streams too, go on.
  absl::Duration keepalive_after =
      absl::Minutes(1);  // Of silence: who does not answer a ping within `keepalive_answer`
  absl::Duration keepalive_answer = absl::Seconds(20);        // is gone.
  absl::Duration shortest_ping_interval = absl::Seconds(10);  // Who pings more often without a call is cut off.
};

struct ServerOptions {
  std::string name;                     // For the log.
  std::vector<std::string> services;    // Full names, for health: IntakeService::service_full_name().
  std::string listen = "127.0.0.1:0";   // Port 0: any free one.
  std::string port_file;                // If set, the bound port is written there, atomically.
  std::optional<MachineFiles> machine;  // What the server proves itself with. REQUIRED, but for
  bool plain_for_tests = false;         // tests that talk to a server in their own process.
  ServerLimits limits;
  absl::Duration drain_time = absl::Seconds(10);  // For calls under way at Drain().
};

class Server {
 public:
  // Listens and serves, with TLS. The services must outlive the server. Returns
  // INVALID_ARGUMENT for an address that is not loopback, UNAVAILABLE if the
  // port is taken, FAILED_PRECONDITION without a machine.
  static absl::StatusOr<std::unique_ptr<Server>> Start(ServerOptions options, std::vector<grpc::Service*> services);

  // Drains, if that was not done.
  ~Server();

  int port() const { return port_; }
  std::string address() const;  // "127.0.0.1:PORT"

  // What the standard health service answers for the server as a whole (name
  // "") and each of options.services. SERVING after Start.
  void SetServing(bool serving);

  // Runs `callback` when the drain begins: after health says NOT_SERVING,
  // before new calls are refused. Streams that would never end by themselves
  // are ended here.
  void BeforeShutdown(std::function<void()> callback);

  // Runs `callback` when the last call has ended: stop committers, flush,
  // close.
  void AfterShutdown(std::function<void()> callback);

  // Health turns to NOT_SERVING, new calls are refused, calls under way get
  // `drain_time` to finish and are then cancelled. Callbacks run in the order
  // in which they were added. Repeating it does nothing. Thread-safe.
  void Drain();

 private:
  explicit Server(ServerOptions options) : options_(std::move(options)) {}

  ServerOptions options_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;

  absl::Mutex mutex_;
  bool drained_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::function<void()>> before_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::function<void()>> after_ ABSL_GUARDED_BY(mutex_);
};

// Blocks SIGTERM and SIGINT in this thread and in all that it starts later, so
// that WaitForTermination receives them. Call it before any thread starts.
void BlockTerminationSignals();

// Waits for SIGTERM or SIGINT and returns which it was. REQUIRES:
// BlockTerminationSignals().
int WaitForTermination();

}  // namespace hoso::rpc
