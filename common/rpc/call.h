// What every call of every service has in common: who calls and whether they
// may, its request id, its deadline, its time, and that it is counted and
// logged once.
//
// A unary method of the callback API is one line, and its handler may finish
// from another thread:
//
//   grpc::ServerUnaryReactor* AcceptDossier(grpc::CallbackServerContext* context, const AcceptDossierRequest* request,
//                                           AcceptDossierResponse* response) override {
//     return calls_.Serve(context, request, response, "AcceptDossier", [this](auto call) {
//       ledger_.Submit(MakeCommand(call->request(), call->caller(), call->now()), [call](absl::StatusOr<Outcome>
//       outcome) {
//         if (!outcome.ok()) return call->Finish(outcome.status());
//         Fill(*outcome, call->response());
//         call->Finish(absl::OkStatus());
//       });
//     });
//   }
//
// A stream keeps a CallContext in its reactor: Begin when it is made, End when
// it ends.
//
// Log lines hold request id, method, code, latency and, where the handler named
// it, the dossier code; never a request or a person.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <atomic>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/metrics/metrics.h"
#include "common/rights/reach.h"
#include "common/rights/table.h"
#include "common/rpc/caller.h"
#include "common/rpc/clock.h"
#include "common/rpc/deadline.h"
#include "common/rpc/machine_check.h"
#include "common/rpc/rate_limit.h"
#include "common/session/token.h"

namespace hoso::rpc {

struct CallsOptions {
  std::string service;                  // Label and log field: "intake".
  const Clock* clock = nullptr;         // REQUIRED; outlives Calls.
  metrics::Metrics* metrics = nullptr;  // REQUIRED; outlives Calls.
  // By which machines and people are known; both outlive Calls. Without the first every call is refused, without the second
  // every call of a person.
  MachineCheck* machines = nullptr;
  session::TokenCheck* tokens = nullptr;
  // How many calls a machine may make, and look-ups a network. Outlives Calls; without it there is no limit.
  CallLimiter* limiter = nullptr;
  // What the commands are for whom, and how far. Outlives Calls.
  const rights::Table* rights = &rights::Table::Ours();
  // For tests that talk to a server in their own process: callers are who they say. The rights hold for them, too.
  bool plain_for_tests = false;
  // Whether the caller may say what time it is (metadata hoso-time). Without
  // it such a call is refused with INVALID_ARGUMENT.
  bool simulated_clock = false;
  absl::Duration deadline_cap = kDefaultDeadlineCap;
};

class CommandMetrics;

// One call. Not thread-safe, except that it may be handed from thread to
// thread.
class CallContext {
 public:
  const Caller& caller() const { return caller_; }
  // How far the caller's right to this command reaches.
  const rights::Reach& reach() const { return reach_; }
  // What the token says, if a person signed in.
  const std::optional<trust::v1::Session>& session() const { return session_; }
  // The name in the certificate; empty in plain tests.
  const std::string& machine() const { return machine_; }
  // The message's own request_id, else the metadata's, else a fresh one. Safe
  // to print.
  const std::string& request_id() const { return request_id_; }
  // When the caller stops waiting, in real time. Never infinite.
  absl::Time deadline() const { return deadline_; }
  // What time it is for this call: the service's clock, or the simulated time.
  // The same for the whole call.
  absl::Time now() const { return now_; }

  // Adds the dossier code to the log line, if it has the shape of one: who types something else in its place may have
  // typed a name or a number of theirs.
  void NoteDossier(std::string code);

  // Counts and logs the call, once, and returns what to send.
  grpc::Status End(const absl::Status& status);

 private:
  friend class Calls;
  CallContext() = default;

  CommandMetrics* metrics_ = nullptr;
  std::string command_;
  Caller caller_;
  rights::Reach reach_;
  std::optional<trust::v1::Session> session_;
  std::string machine_;
  std::string request_id_;
  std::string dossier_;
  absl::Time started_;
  absl::Time deadline_;
  absl::Time now_;
  bool ended_ = false;
};

// A unary call that may be finished from any thread, once. The handler holds it
// by shared_ptr; dropping the last one without Finish answers INTERNAL.
template <typename Request, typename Response>
class Call {
 public:
  Call(CallContext context, const Request* request, Response* response, grpc::CallbackServerContext* server_context,
       grpc::ServerUnaryReactor* reactor)
      : context_(std::move(context)),
        request_(request),
        response_(response),
        server_context_(server_context),
        answer_([reactor](const grpc::Status& status) { reactor->Finish(status); }) {}
  // One that is carried within another call, such as an entry of a journal: `answer` gets the status instead of gRPC.
  // Request and response live until then.
  Call(CallContext context, const Request* request, Response* response,
       std::function<void(const grpc::Status&)> answer)
      : context_(std::move(context)), request_(request), response_(response), answer_(std::move(answer)) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call() { Finish(absl::InternalError("handler ended without an answer")); }

  // Neither may be used after Finish.
  const Request& request() const { return *request_; }
  Response* response() { return response_; }

  const Caller& caller() const { return context_.caller(); }
  const rights::Reach& reach() const { return context_.reach(); }
  const std::optional<trust::v1::Session>& session() const { return context_.session(); }
  const std::string& machine() const { return context_.machine(); }
  const std::string& request_id() const { return context_.request_id(); }
  absl::Time deadline() const { return context_.deadline(); }
  absl::Time now() const { return context_.now(); }
  void NoteDossier(std::string code) { context_.NoteDossier(std::move(code)); }
  const CallContext& context() const { return context_; }

  // Whether the caller has gone away. False after Finish.
  bool cancelled() const {
    return !finished_.load() && server_context_ != nullptr && server_context_->IsCancelled();
  }

  // Answers. Only the first call has an effect.
  void Finish(const absl::Status& status) {
    if (finished_.exchange(true)) return;
    answer_(context_.End(status));
  }

 private:
  CallContext context_;
  const Request* request_;
  Response* response_;
  grpc::CallbackServerContext* server_context_ = nullptr;
  std::function<void(const grpc::Status&)> answer_;
  std::atomic<bool> finished_ = false;
};

// One for each service of a process. Thread-safe; outlives its calls.
class Calls {
 public:
  explicit Calls(CallsOptions options);
  ~Calls();

  // Starts a call: reads metadata, fixes deadline and time. `request_id` is the
  // message's own, if it has one. A refusal is already counted and logged.
  absl::StatusOr<CallContext> Begin(grpc::CallbackServerContext* context, std::string command,
                                    const std::string& request_id = "") const;

  // A call within `outer`, by somebody who signed in earlier (`session`) and may do this or not; counted and logged as
  // `command`. Deadline, time and machine are those of `outer`, also its device. A refusal is already counted.
  absl::StatusOr<CallContext> BeginWithin(const CallContext& outer, const trust::v1::Session& session,
                                          std::string command, const std::string& request_id) const;

  // The same on behalf of another machine and its device, whose work the caller hands over.
  struct Behalf {
    std::string machine;  // Name in the certificate.
    std::string device;
  };
  absl::StatusOr<CallContext> BeginOnBehalf(const CallContext& outer, const Behalf& of,
                                            const trust::v1::Session& session, std::string command,
                                            const std::string& request_id) const;

  // Runs `handler(std::shared_ptr<Call<Request, Response>>)` unless the call is
  // refused at the door.
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Serve(grpc::CallbackServerContext* context, const Request* request, Response* response,
                                  std::string command, Handler handler) const {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    std::string request_id;
    if constexpr (requires { request->request_id(); }) request_id = request->request_id();
    absl::StatusOr<CallContext> begun = Begin(context, std::move(command), request_id);
    if (!begun.ok()) {
      reactor->Finish(RefusalForCaller(begun.status()));
      return reactor;
    }
    auto call = std::make_shared<Call<Request, Response>>(*std::move(begun), request, response, context, reactor);
    try {
      handler(call);
    } catch (const std::exception& thrown) {
      call->Finish(absl::InternalError(thrown.what()));
    }
    return reactor;
  }

  const CallsOptions& options() const { return options_; }

 private:
  // Sets the caller of `call`: from certificate and token, or in plain tests from what it says.
  absl::Status Identify(const grpc::CallbackServerContext& context, CallContext& call) const;
  absl::Status IdentifyPlainly(CallContext& call) const;
  // Whether this caller may do this at all, and how far: default deny.
  absl::Status Authorise(CallContext& call) const;
  static absl::Status Refuse(CallContext& call, const absl::Status& status);
  static grpc::Status RefusalForCaller(const absl::Status& status);
  CommandMetrics* MetricsOf(const std::string& command) const;

  CallsOptions options_;
  mutable absl::Mutex mutex_;
  mutable std::map<std::string, std::unique_ptr<CommandMetrics>> metrics_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hoso::rpc
