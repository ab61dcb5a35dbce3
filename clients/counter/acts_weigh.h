// How each act is weighed: the request in the service's own shape, its plan decided by the book. Part of acts*.cc.
#ifndef HOSO_CLIENTS_COUNTER_ACTS_WEIGH_H_
#define HOSO_CLIENTS_COUNTER_ACTS_WEIGH_H_

#include <string>
#include <utility>
#include <vector>

#include "clients/counter/acts.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::counter {

// What the services are sent of a command: they number it and know its time by the entry, and its version may be
// another by the time that they hear of it.
template <typename Command>
std::string SentOf(Command command) {
  command.clear_request_id();
  command.clear_occurred_at();
  if constexpr (requires { command.clear_expected_version(); }) command.clear_expected_version();
  return command.SerializeAsString();
}

struct Acts::Weighed {
  std::string kind;  // Its name in the table of rights.
  std::string sent;  // Its request as the services get it.
  ledger::Decision decision;
  std::optional<core::v1::Bag> bag;  // As it is after the act.
  std::vector<Also> also;            // Written with it.
  v1::KeptAct kept;
};

template <typename Response, typename Command, typename ValidateFn, typename PlanFn>
absl::StatusOr<Acts::Weighed> Acts::WeighCommand(const Acting& acting, const std::string& kind, v1::DoRequest& request,
                                                 Command* command, ValidateFn validate, PlanFn plan,
                                                 const std::vector<core::v1::Bag>& bags) {
  command->set_request_id(acting.act_id);
  *command->mutable_occurred_at() = ToProto(acting.moment.now);
  const auto valid = validate(*command);
  if (!valid.ok()) return valid.status();
  absl::StatusOr<command::Plan> planned = plan(*valid);
  if (!planned.ok()) return planned.status();
  auto decision = book_.Decide(*planned, bags);
  if (!decision.ok()) {
    if (!absl::IsNotFound(decision.status())) return decision.status();
    return errors::WithReason(decision.status(), "NOT_IN_THE_BOOK");
  }
  Weighed weighed{.kind = kind, .sent = SentOf(valid->request), .decision = *std::move(decision)};
  *command = valid->request;
  *weighed.kept.mutable_request() = request;
  Response response;
  response.ParseFromString(weighed.decision.answer);
  v1::DoResponse& shown = *weighed.kept.mutable_response();
  if constexpr (requires { response.bag(); }) {
    if (response.has_bag()) weighed.bag = response.bag();
  }
  if constexpr (requires { response.appointment(); }) *shown.mutable_appointment() = response.appointment();
  if constexpr (requires { response.last(); }) shown.set_last(response.last());
  if constexpr (requires { response.attempts_left(); }) shown.set_attempts_left(response.attempts_left());
  if constexpr (requires { response.missing(); }) {
    *shown.mutable_missing() = response.missing();
    *shown.mutable_surplus() = response.surplus();
  }
  return weighed;
}

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_ACTS_WEIGH_H_
