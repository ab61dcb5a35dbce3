// Calls over real loopback sockets: what each call has in common, errors on the
// wire, drain, reflection.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/rpc/call.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/channel.h"
#include "common/rpc/errors.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/rpc/testing/echo_server.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/support/environment.h"
#include "tests/support/eventually.h"
#include "tests/support/matchers.h"

namespace hoso::rpc {
namespace {

using ::hoso::testing::Eventually;
using ::hoso::testing::HasFieldViolation;
using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;
using ::testing::AllOf;
using testing::Answer;
using testing::EchoCall;
using testing::EchoServer;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::v1::EchoRequest;
using testing::v1::EchoResponse;
using testing::v1::EchoService;

const absl::Time kServiceTime = absl::FromUnixSeconds(1'667'260'800);

class RpcTest : public ::testing::Test {
 protected:
  void Start(bool simulated_clock = false, ServerOptions options = {}) {
    service_ = std::make_unique<EchoServer>(CallsOptions{.service = "echo",
                                                         .clock = &clock_,
                                                         .metrics = &metrics_,
                                                         .rights = &testing::EchoRights(),
                                                         .plain_for_tests = true,
                                                         .simulated_clock = simulated_clock,
                                                         .deadline_cap = absl::Seconds(5)});
    options.name = "echo";
    options.services = {EchoService::service_full_name()};
    options.plain_for_tests = true;
    auto server = Server::Start(options, {service_.get()});
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
    auto channel = MakeChannel(server_->address());
    ASSERT_THAT(channel, IsOk());
    channel_ = *channel;
    stub_ = EchoService::NewStub(channel_);
  }

  absl::StatusOr<EchoResponse> Call(const EchoRequest& request, const CallOptions& options = {}) {
    grpc::ClientContext context;
    Prepare(context, options);
    EchoResponse response;
    const absl::Status status = FromGrpc(stub_->Echo(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

  static EchoRequest Text(const std::string& text) {
    EchoRequest request;
    request.set_text(text);
    return request;
  }

  std::string CountedAs(const std::string& code) {
    return absl::StrCat("hoso_commands_total{code=\"", code, "\",command=\"Echo\",service=\"echo\"} 1");
  }

  FakeClock clock_{kServiceTime};
  metrics::Metrics metrics_;
  std::unique_ptr<EchoServer> service_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<EchoService::Stub> stub_;
};

TEST_F(RpcTest, ACallKnowsItsCallerItsTimeAndItsRequestId) {
  Start();
  EchoRequest request = Text("xin chào");
  request.set_request_id("r-1");
  const auto response = Call(request, {.caller = {.staff = "NV01"}, .request_id = "of-metadata"});
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->text(), "xin chào");
  EXPECT_EQ(response->staff(), "NV01");
  EXPECT_EQ(response->request_id(), "r-1");
  EXPECT_EQ(response->now_micros(), absl::ToUnixMicros(kServiceTime));
  EXPECT_EQ(Call(Text("x"), {.request_id = "of-metadata"})->request_id(), "of-metadata");
}

TEST_F(RpcTest, ARequestIdThatIsNoIdIsReplaced) {
  Start();
  EchoRequest request = Text("x");
  request.set_request_id("forged\",\"level\":\"error");
  const auto response = Call(request, {.request_id = "good"});
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->request_id(), "good");
}

TEST_F(RpcTest, FieldViolationsArrive) {
  Start();
  service_->handler_ = [](EchoCall call) { call->Finish(errors::FieldError("text", "empty, want one")); };
  EXPECT_THAT(Call(Text("")), HasFieldViolation("text", "empty, want one"));
}

TEST_F(RpcTest, TheHandlerMayFinishLaterAndElsewhere) {
  Start();
  std::vector<std::thread> threads;
  service_->handler_ = [&](EchoCall call) { threads.emplace_back([call] { Answer(call); }); };
  for (int i = 0; i < 10; ++i) EXPECT_THAT(Call(Text("x")), IsOk());
  for (std::thread& thread : threads) thread.join();
}

TEST_F(RpcTest, OnlyTheFirstFinishCounts) {
  Start();
  service_->handler_ = [](EchoCall call) {
    call->Finish(absl::AbortedError("first"));
    call->Finish(absl::OkStatus());
  };
  EXPECT_THAT(Call(Text("x")), StatusIs(absl::StatusCode::kAborted, "first"));
}

TEST_F(RpcTest, AHandlerThatForgetsToAnswerIsInternal) {
  Start();
  service_->handler_ = [](EchoCall) {};
  EXPECT_THAT(Call(Text("x")), StatusIs(absl::StatusCode::kInternal));
}

TEST_F(RpcTest, InternalTextIsLoggedWithTheRequestIdAndNotSent) {
  Start();
  service_->handler_ = [](EchoCall) { throw std::runtime_error("table facts is gone"); };
  ::testing::internal::CaptureStderr();
  const auto response = Call(Text("x"), {.request_id = "r-7"});
  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(response, StatusIs(absl::StatusCode::kInternal, "internal error; request id r-7"));
  EXPECT_THAT(log, AllOf(HasSubstr("table facts is gone"), HasSubstr(R"("request_id":"r-7")")));
}

TEST_F(RpcTest, EachCallIsCountedAndLoggedOnceWithoutWhatWasSaid) {
  Start();
  service_->handler_ = [](EchoCall call) {
    call->NoteDossier("H15.05-221101-0001");
    Answer(call);
  };
  ::testing::internal::CaptureStderr();
  ASSERT_THAT(Call(Text("Nguyễn Thị Hạnh"), {.caller = {.staff = "NV01"}, .request_id = "r-8"}), IsOk());
  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr(R"("msg":"call","request_id":"r-8","method":"Echo","code":"OK","latency_ms":)"));
  EXPECT_THAT(log, HasSubstr(R"("dossier":"H15.05-221101-0001"})"));
  EXPECT_THAT(log, Not(HasSubstr("Hạnh")));
  EXPECT_THAT(metrics_.Text(), HasSubstr(CountedAs("OK")));
  EXPECT_THAT(metrics_.Text(), HasSubstr(R"(hoso_command_duration_seconds_count{command="Echo",service="echo"} 1)"));
}

TEST_F(RpcTest, ACallWithoutDeadlineGetsTheCap) {
  Start();
  grpc::ClientContext context;
  EchoResponse response;
  const absl::Time before = absl::Now();
  ASSERT_THAT(FromGrpc(stub_->Echo(&context, Text("x"), &response)), IsOk());
  const absl::Time deadline = absl::FromUnixMicros(response.deadline_micros());
  EXPECT_GE(deadline, before + absl::Seconds(4));
  EXPECT_LE(deadline, absl::Now() + absl::Seconds(5));
}

TEST_F(RpcTest, ADeadlineAlreadyPastNeverReachesTheHandler) {
  Start();
  ASSERT_THAT(Call(Text("connect")), IsOk());
  std::atomic<int> handled = 0;
  service_->handler_ = [&](EchoCall call) {
    ++handled;
    Answer(call);
  };
  EXPECT_THAT(Call(Text("x"), {.timeout = absl::Seconds(-1)}), StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_THAT(Call(Text("x"), {.timeout = absl::ZeroDuration()}), StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_EQ(handled, 0);
}

TEST_F(RpcTest, TheServiceKeepsItsOwnTime) {
  Start(/*simulated_clock=*/false);
  EXPECT_THAT(Call(Text("x"), {.simulated_time = kServiceTime + absl::Hours(24)}),
              HasFieldViolation("hoso-time", HasSubstr("want none")));
  EXPECT_THAT(metrics_.Text(), HasSubstr(CountedAs("INVALID_ARGUMENT")));
}

TEST_F(RpcTest, WithASimulatedClockTheCallerSaysWhatTimeItIs) {
  Start(/*simulated_clock=*/true);
  const absl::Time then = kServiceTime + absl::Hours(24);
  EXPECT_EQ(Call(Text("x"), {.simulated_time = then})->now_micros(), absl::ToUnixMicros(then));
  EXPECT_EQ(Call(Text("x"))->now_micros(), absl::ToUnixMicros(kServiceTime));
}

TEST_F(RpcTest, ASimulatedTimeOutOfShapeIsRefused) {
  Start(/*simulated_clock=*/true);
  grpc::ClientContext context;
  context.AddMetadata(kTimeKey, "next Tuesday");
  EchoResponse response;
  EXPECT_THAT(FromGrpc(stub_->Echo(&context, Text("x"), &response)), HasFieldViolation("hoso-time", HasSubstr("RFC")));
}

TEST_F(RpcTest, AMessageOfAHundredMegabytesIsRefusedAndTheServerServesOn) {
  Start();
  service_->handler_ = [](EchoCall call) {
    call->response()->set_text(absl::StrCat(call->request().text().size()));
    call->Finish(absl::OkStatus());
  };
  EXPECT_THAT(Call(Text(std::string(100 << 20, 'x')), {.timeout = absl::Seconds(60)}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(Call(Text(std::string(1000, 'x')))->text(), "1000");
}

TEST_F(RpcTest, DrainLetsCallsUnderWayFinishAndRefusesNewOnes) {
  Start();
  absl::Notification arrived, draining, go_on;
  EchoCall waiting;
  service_->handler_ = [&](EchoCall call) {
    waiting = std::move(call);
    arrived.Notify();
  };
  std::vector<std::string> order;
  server_->BeforeShutdown([&] {
    order.push_back("before");
    draining.Notify();
  });
  server_->AfterShutdown([&] { order.push_back("after"); });

  std::thread client([&] { EXPECT_THAT(Call(Text("under way")), IsOk()); });
  arrived.WaitForNotification();
  std::thread drain([&] { server_->Drain(); });
  draining.WaitForNotification();
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] {
    auto fresh = MakeChannel(server_->address(), {.retry = false, .own_connection = true});
    return !WaitForReady(**fresh, absl::Now() + absl::Milliseconds(50));
  }));
  Answer(waiting);
  client.join();
  drain.join();
  waiting.reset();
  EXPECT_THAT(order, ::testing::ElementsAre("before", "after"));
}

TEST_F(RpcTest, WhatAServerThatShutsDownDidNotBeginIsTriedAgain) {
  for (const absl::Status& refusal : {absl::UnavailableError("draining"), absl::CancelledError("not begun")}) {
    Start();
    int attempts = 0;
    service_->handler_ = [&](EchoCall call) {
      if (++attempts == 1) return call->Finish(refusal);
      Answer(call);
    };
    EXPECT_THAT(Call(Text("again")), IsOk()) << refusal;
    EXPECT_EQ(attempts, 2) << refusal;
  }
}

TEST_F(RpcTest, ACallThatOutstaysTheDrainIsCancelled) {
  Start(false, {.drain_time = absl::Milliseconds(50)});
  absl::Notification arrived;
  EchoCall waiting;
  service_->handler_ = [&](EchoCall call) {
    waiting = std::move(call);
    arrived.Notify();
  };
  absl::StatusOr<EchoResponse> response;
  std::thread client([&] { response = Call(Text("x"), {.timeout = absl::Seconds(60)}); });
  arrived.WaitForNotification();
  std::thread drain([&] { server_->Drain(); });
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] { return waiting->cancelled(); }));
  waiting->Finish(absl::CancelledError("caller is gone"));
  client.join();
  drain.join();
  waiting.reset();
  EXPECT_FALSE(response.ok());
}

TEST_F(RpcTest, HealthSaysServingAndThenNotServing) {
  Start();
  const auto health = grpc::health::v1::Health::NewStub(channel_);
  const auto check = [&](const std::string& service) {
    grpc::ClientContext context;
    Prepare(context, {});
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    grpc::health::v1::HealthCheckResponse response;
    EXPECT_THAT(FromGrpc(health->Check(&context, request, &response)), IsOk());
    return response.status();
  };
  for (const std::string service : {"", EchoService::service_full_name()}) {
    EXPECT_EQ(check(service), grpc::health::v1::HealthCheckResponse::SERVING) << service;
  }
  server_->SetServing(false);
  EXPECT_EQ(check(""), grpc::health::v1::HealthCheckResponse::NOT_SERVING);
}

TEST_F(RpcTest, ThePortFileHoldsTheBoundPort) {
  hoso::testing::TempDir dir;
  Start(false, {.port_file = dir.File("port")});
  EXPECT_EQ(hoso::testing::ReadFile(dir.File("port")), absl::StrCat(server_->port(), "\n"));
}

TEST_F(RpcTest, ATakenPortAndAForeignAddressAreRefused) {
  Start();
  EXPECT_THAT(Server::Start({.listen = server_->address(), .plain_for_tests = true}, {}),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(Server::Start({.listen = "0.0.0.0:0", .plain_for_tests = true}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace hoso::rpc
