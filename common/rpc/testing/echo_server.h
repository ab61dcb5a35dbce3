// The service that the tests of common/rpc call: answers what it knows of the call, or does what a test puts into `handler_`.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "common/rights/table.h"
#include "common/rpc/call.h"
#include "echo_service.grpc.pb.h"

namespace hoso::rpc::testing {

using v1::EchoRequest;
using v1::EchoResponse;
using v1::EchoService;

using EchoCall = std::shared_ptr<Call<EchoRequest, EchoResponse>>;

inline void Answer(const EchoCall& call) {
  EchoResponse* response = call->response();
  response->set_text(call->request().text());
  response->set_request_id(call->request_id());
  response->set_staff(call->caller().staff);
  response->set_office(call->caller().office);
  response->set_role(call->caller().role);
  response->set_now_micros(absl::ToUnixMicros(call->now()));
  response->set_deadline_micros(absl::ToUnixMicros(call->deadline()));
  call->Finish(absl::OkStatus());
}

// Everyone may call it.
inline const rights::Table& EchoRights() {
  static const rights::Table& table = *new rights::Table("echo.Echo ppp ppp ppp ppp");
  return table;
}

class EchoServer : public EchoService::CallbackService {
 public:
  explicit EchoServer(CallsOptions options) : calls_(std::move(options)) {}

  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* context, const EchoRequest* request,
                                 EchoResponse* response) override {
    return calls_.Serve(context, request, response, "Echo", [this](EchoCall call) { handler_(std::move(call)); });
  }

  std::function<void(EchoCall)> handler_ = [](EchoCall call) { Answer(call); };

 private:
  Calls calls_;
};

}  // namespace hoso::rpc::testing
