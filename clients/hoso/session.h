// What all subcommands that ask a service share: where the services are, who
// calls, and what happens to an answer or a refusal.
//
//   stdout   the useful value, in a stable form; with --json the whole answer
//   stderr   words for people, in the language of --lang
//   exit     0 done · 1 the service refused or was not there · 2 the command was not understood
#ifndef HOSO_CLIENTS_HOSO_SESSION_H_
#define HOSO_CLIENTS_HOSO_SESSION_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/hoso/session_file.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/caller.h"
#include "common/rpc/credentials.h"

namespace hoso::cli {

// What is given before or after any subcommand.
struct Options {
  std::string intake;  // "host:port"; empty: $HOSO_INTAKE, else what ./run wrote below var/.
  std::string routing;
  std::string returns;
  std::string staff;
  std::string sessions;  // Folder of who is signed in; empty: $HOSO_SESSIONS, else what ./run made below var/, else ~/.local/state/hoso.
  std::string machine;  // Folder of this machine's certificate; empty: $HOSO_MACHINE, else what ./run made below var/.
  rpc::Caller caller;
  std::string token;  // Of the caller, who has signed in; empty: the machine alone.
  std::string time;  // Simulated.
  std::string occurred_at;
  std::string request_id;
  int expected_version = 0;  // 0: none.
  double deadline_seconds = 10;
  std::string language = "vi";
  bool json = false;
  bool verbose = false;
};

// Declares the options on `app`. They live as long as the app's callbacks.
std::shared_ptr<Options> AddOptions(CLI::App& app);

class Session {
 public:
  enum class Service { kIntake, kRouting, kReturns, kStaff };

  explicit Session(std::shared_ptr<const Options> options) : options_(std::move(options)) {}

  const Options& options() const { return *options_; }
  bool Vietnamese() const { return options_->language == "vi"; }
  // The text in the language of --lang.
  const char* Say(const char* vi, const char* en) const { return Vietnamese() ? vi : en; }

  // Ends the command, with exit code 2, when no address is known.
  std::shared_ptr<grpc::Channel> ChannelOf(Service service) const;
  // Deadline, caller and time. `for_ever` is for streams that are followed.
  void Prepare(grpc::ClientContext& context, bool for_ever = false) const;
  // As above, for hoso-staff: it keeps its own time.
  void PrepareForStaff(grpc::ClientContext& context, const std::string& token) const;

  SessionFiles session_files() const;

  // Fills what the options say into a request that writes: request_id (a fresh one if none was given; -v prints it),
  // expected_version and occurred_at.
  template <typename Request>
  void Complete(Request& request) const {
    request.set_request_id(RequestId());
    if constexpr (requires { request.set_expected_version(1); }) {
      if (options_->expected_version > 0) request.set_expected_version(options_->expected_version);
    }
    if constexpr (requires { request.mutable_occurred_at(); }) {
      if (const auto at = OccurredAt(); at.has_value()) *request.mutable_occurred_at() = ToProto(*at);
    }
  }

  // Calls `method` of a fresh stub of S. A refusal is explained on stderr and ends the command with exit code 1.
  template <typename S, typename Request, typename Response>
  Response Call(Service service,
                grpc::Status (S::StubInterface::*method)(grpc::ClientContext*, const Request&, Response*),
                const Request& request) const {
    absl::StatusOr<Response> response = Try<S>(service, method, request);
    if (!response.ok()) Refuse(response.status());
    return *std::move(response);
  }
  template <typename S, typename Request, typename Response>
  absl::StatusOr<Response> Try(Service service,
                               grpc::Status (S::StubInterface::*method)(grpc::ClientContext*, const Request&,
                                                                        Response*),
                               const Request& request) const {
    const std::unique_ptr<typename S::StubInterface> stub = S::NewStub(ChannelOf(service));
    grpc::ClientContext context;
    if (service == Service::kStaff) {
      PrepareForStaff(context, options_->token);
    } else {
      Prepare(context);
    }
    Response response;
    const absl::Status status = FromGrpc(((*stub).*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

  // Explains a refusal and ends the command with exit code 1.
  [[noreturn]] void Refuse(const absl::Status& status) const;

 private:
  std::string RequestId() const;
  std::optional<absl::Time> OccurredAt() const;
  rpc::MachineFiles Machine() const;
  // The caller's token, renewed if it is about to end.
  std::string FreshToken() const;
  static absl::Status FromGrpc(const grpc::Status& status);

  std::shared_ptr<const Options> options_;
};

// Ends the command with exit code 2, naming the option or argument that was not understood.
[[noreturn]] void NotUnderstood(const std::string& name, const absl::Status& why);

// The value, or NotUnderstood.
template <typename T>
T OrUsage(const std::string& name, absl::StatusOr<T> value) {
  if (!value.ok()) NotUnderstood(name, value.status());
  return *std::move(value);
}

// The file `name` below the nearest folder var/ beside or above this program or the current folder; "" if there is
// none.
std::string FindInVar(const std::string& name);

// The key ring's file: as given, else $HOSO_VAULT, else that of ./run; "" if there is none.
std::string VaultFile(const std::string& given);

}  // namespace hoso::cli

#endif  // HOSO_CLIENTS_HOSO_SESSION_H_
