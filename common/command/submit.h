// From a gRPC call to the ledger and back: the one way in which every writing
// method of every door runs.
//
//   grpc::ServerUnaryReactor* AcceptDossier(...) override {
//     return calls_.Serve(context, request, response, "AcceptDossier", [this](auto call) {
//       absl::StatusOr<command::Plan> plan = PlanAccept(catalogue_, ContextOf(*call), call->request());
//       command::Submit(ledger_, call, "AcceptDossier", command::Within(catalogue_, call->reach(), std::move(plan)));
//     });
//   }
#ifndef HOSO_COMMON_COMMAND_SUBMIT_H_
#define HOSO_COMMON_COMMAND_SUBMIT_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "common/command/context.h"
#include "common/command/within.h"
#include "common/ledger/ledger.h"
#include "common/rpc/call.h"

namespace hoso::command {

// Hands `plan` to the ledger and answers the call with its outcome; a plan that
// was refused is answered at once. `ledger` outlives the call. `before_answer`
// sees the outcome of what went to the ledger, with the response if it is OK,
// and may still change the response.
template <typename Request, typename Response>
void Submit(ledger::Ledger& ledger, std::shared_ptr<rpc::Call<Request, Response>> call, const std::string& method,
            ScopedPlan scoped, std::function<void(const absl::Status&)> before_answer = nullptr) {
  const absl::StatusOr<Plan>& plan = scoped.plan();
  if (!plan.ok()) return call->Finish(plan.status());
  ledger::Command command;
  command.request_id = call->request().request_id();
  command.digest = DigestOf(method, call->request());
  command.dossiers = plan->dossiers;
  command.load_persons = plan->load_persons;
  command.lane = plan->lane;
  command.side_load = plan->side_load;
  command.deadline = call->deadline();
  command.decide = plan->decide;
  command.done = [call, before_answer = std::move(before_answer)](absl::StatusOr<std::string> answer) {
    absl::Status status = answer.status();
    if (status.ok() && !call->response()->ParseFromString(*answer)) {
      status = absl::InternalError("the remembered answer is no answer of this method");
    }
    if (before_answer != nullptr) before_answer(status);
    call->Finish(status);
  };
  ledger.Submit(std::move(command));
}

}  // namespace hoso::command

#endif  // HOSO_COMMON_COMMAND_SUBMIT_H_
