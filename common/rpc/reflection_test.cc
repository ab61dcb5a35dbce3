// Tools that have no protos learn from a server what it serves.

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "echo_service.grpc.pb.h"
#include "tests/support/matchers.h"

namespace hoso::rpc {
namespace {

using ::hoso::testing::IsOk;
using ::testing::HasSubstr;

constexpr char kMethod[] = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

// A message of the reflection protocol; gRPC's library holds the types, but no
// header of theirs is installed.
std::unique_ptr<google::protobuf::Message> NewReflectionMessage(const std::string& name) {
  const auto* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName("grpc.reflection.v1alpha." + name);
  return std::unique_ptr<google::protobuf::Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

// Sends one request with the string field `field` and returns the answer as
// text.
std::string Ask(const std::shared_ptr<grpc::Channel>& channel, const std::string& field, const std::string& value) {
  auto request = NewReflectionMessage("ServerReflectionRequest");
  request->GetReflection()->SetString(request.get(), request->GetDescriptor()->FindFieldByName(field), value);
  const grpc::Slice slice(request->SerializeAsString());
  grpc::ByteBuffer sent(&slice, 1), received;

  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  Prepare(context, {});
  grpc::CompletionQueue queue;
  const auto next = [&] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  auto call = stub.PrepareCall(&context, kMethod, &queue);
  call->StartCall(nullptr);
  if (!next()) return "cannot be called";
  call->Write(sent, nullptr);
  if (!next()) return "cannot be written to";
  call->Read(&received, nullptr);
  if (!next()) return "cannot be read from";
  call->WritesDone(nullptr);
  next();
  grpc::Status status;
  call->Finish(&status, nullptr);
  next();

  grpc::Slice answer;
  received.DumpToSingleSlice(&answer);
  auto response = NewReflectionMessage("ServerReflectionResponse");
  response->ParseFromString(std::string(reinterpret_cast<const char*>(answer.begin()), answer.size()));
  return response->DebugString();
}

class ReflectionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto server = Server::Start({.name = "echo", .plain_for_tests = true}, {&service_});
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
    channel_ = *MakeChannel(server_->address());
  }

  testing::v1::EchoService::CallbackService service_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(ReflectionTest, ListsTheServicesAndHealth) {
  const std::string services = Ask(channel_, "list_services", "");
  EXPECT_THAT(services, HasSubstr(R"(name: "hoso.rpc.testing.v1.EchoService")"));
  EXPECT_THAT(services, HasSubstr(R"(name: "grpc.health.v1.Health")"));
}

TEST_F(ReflectionTest, DescribesTheMessagesOfBoth) {
  EXPECT_THAT(Ask(channel_, "file_containing_symbol", "hoso.rpc.testing.v1.EchoService"), HasSubstr("EchoRequest"));
  EXPECT_THAT(Ask(channel_, "file_containing_symbol", "grpc.health.v1.Health"), HasSubstr("HealthCheckRequest"));
}

}  // namespace
}  // namespace hoso::rpc
