// What a server does with connections and calls that ask for too much.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/channel.h"
#include "common/rpc/credentials.h"
#include "common/rpc/server.h"
#include "common/rpc/status.h"
#include "common/rpc/testing/echo_server.h"
#include "tests/support/environment.h"
#include "tests/support/eventually.h"
#include "tests/support/machines.h"
#include "tests/support/matchers.h"

namespace hoso::rpc {
namespace {

using ::hoso::testing::Eventually;
using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;
using testing::Answer;
using testing::EchoCall;
using testing::EchoRequest;
using testing::EchoResponse;
using testing::EchoServer;
using testing::EchoService;

class ServerLimitsTest : public ::testing::Test {
 protected:
  void Start(ServerOptions options) {
    options.name = "echo";
    options.plain_for_tests = !options.machine.has_value();
    auto server = Server::Start(options, {&service_});
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
    channel_ = *MakeChannel(server_->address(), {.retry = false, .own_connection = true});
    stub_ = EchoService::NewStub(channel_);
  }

  absl::Status Call(const std::string& text, const std::string& staff = "") {
    grpc::ClientContext context;
    Prepare(context, {.caller = {.staff = staff}});
    EchoRequest request;
    request.set_text(text);
    EchoResponse response;
    return FromGrpc(stub_->Echo(&context, request, &response));
  }

  // Whether the server ends a connection that says no more than `said`, within a time that the test can wait.
  static bool IsCutOff(int port, const std::string& said = "") {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    const absl::Cleanup close = [socket] { ::close(socket); };
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience = {.tv_sec = 20, .tv_usec = 0};
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return false;
    if (send(socket, said.data(), said.size(), 0) != static_cast<ssize_t>(said.size())) return false;
    char heard[1024];
    ssize_t bytes = 0;
    do {
      bytes = recv(socket, heard, sizeof heard, 0);
    } while (bytes > 0);
    return bytes == 0;
  }

  const RealClock clock_;
  metrics::Metrics metrics_;
  EchoServer service_{{.service = "echo",
                       .clock = &clock_,
                       .metrics = &metrics_,
                       .rights = &testing::EchoRights(),
                       .plain_for_tests = true}};
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<EchoService::Stub> stub_;
};

TEST_F(ServerLimitsTest, AMessageThatIsTooLargeIsRefused) {
  Start({.limits = {.max_receive_bytes = 1000}});
  EXPECT_THAT(Call(std::string(900, 'x')), IsOk());
  EXPECT_THAT(Call(std::string(1100, 'x')), StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_F(ServerLimitsTest, MetadataThatAreTooLargeAreRefused) {
  Start({});
  EXPECT_THAT(Call("x", std::string(7'000, 'x')), IsOk());
  EXPECT_THAT(Call("x", std::string(9'000, 'x')), StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_F(ServerLimitsTest, MoreCallsThanAConnectionMayHaveWaitForTheOthers) {
  absl::Mutex mutex;
  std::vector<EchoCall> held;
  service_.handler_ = [&](EchoCall call) {
    absl::MutexLock lock(&mutex);
    held.push_back(std::move(call));
  };
  Start({.limits = {.max_streams = 2}});
  struct Pending {
    grpc::ClientContext context;
    EchoRequest request;
    EchoResponse response;
    std::atomic<bool> done = false;
    grpc::Status status;
  };
  std::vector<std::unique_ptr<Pending>> calls;
  for (int i = 0; i < 3; ++i) {
    Pending& call = *calls.emplace_back(std::make_unique<Pending>());
    Prepare(call.context, {});
    stub_->async()->Echo(&call.context, &call.request, &call.response, [&call](grpc::Status status) {
      call.status = status;
      call.done = true;
    });
  }
  const auto held_now = [&] {
    absl::MutexLock lock(&mutex);
    return held.size();
  };
  ASSERT_TRUE(Eventually(absl::Seconds(10), [&] { return held_now() == 2; }));
  int done = 0;
  while (done < 3) {
    std::vector<EchoCall> ready;
    ASSERT_TRUE(Eventually(absl::Seconds(10), [&] { return held_now() > 0; }));
    {
      absl::MutexLock lock(&mutex);
      EXPECT_LE(held.size(), 2u);
      ready.swap(held);
    }
    for (const EchoCall& call : ready) Answer(call);
    done += static_cast<int>(ready.size());
  }
  for (const auto& call : calls) {
    EXPECT_TRUE(Eventually(absl::Seconds(10), [&] { return call->done.load(); }));
    EXPECT_TRUE(call->status.ok()) << call->status.error_message();
  }
}

TEST_F(ServerLimitsTest, AConnectionThatIsIdleEnds) {
  Start({.limits = {.idle = absl::Milliseconds(200)}});
  // What a client of HTTP/2 begins with: the preface, and empty settings.
  EXPECT_TRUE(IsCutOff(server_->port(), std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 33)));
  EXPECT_THAT(Call("x"), IsOk());
}

TEST_F(ServerLimitsTest, WhoConnectsAndSaysNothingIsCutOff) {
  hoso::testing::Authority authority;
  const auto machine = FilesOfMachine(authority.Issue("hoso://yen-bai/service/echo"));
  ASSERT_THAT(machine, IsOk());
  Start({.machine = *machine, .limits = {.handshake = absl::Milliseconds(200)}});
  EXPECT_TRUE(IsCutOff(server_->port()));
}

}  // namespace
}  // namespace hoso::rpc
