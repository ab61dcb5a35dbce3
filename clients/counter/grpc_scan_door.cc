#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <utility>

#include "clients/counter/scan_door.h"
#include "common/rpc/channel.h"
#include "common/rpc/credentials.h"
#include "common/rpc/status.h"
#include "hoso/scans/v1/scan_service.grpc.pb.h"

namespace hoso::counter {
namespace {

// A part takes some seconds on a line of 64 kbit/s.
constexpr absl::Duration kTimeout = absl::Seconds(60);

class GrpcScanDoor final : public ScanDoor {
 public:
  GrpcScanDoor(const std::shared_ptr<grpc::Channel>& channel, std::string device,
               std::function<std::optional<absl::Time>()> played)
      : stub_(scans::v1::ScanService::NewStub(channel)), device_(std::move(device)), played_(std::move(played)) {}

  absl::StatusOr<scans::v1::FindUploadResponse> FindUpload(const scans::v1::FindUploadRequest& request) override {
    grpc::ClientContext context;
    Prepare(context);
    scans::v1::FindUploadResponse response;
    const absl::Status status = rpc::FromGrpc(stub_->FindUpload(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

  absl::StatusOr<scans::v1::UploadScanResponse> Upload(const scans::v1::NewScan& scan,
                                                       const scans::v1::ScanChunk& chunk) override {
    grpc::ClientContext context;
    Prepare(context);
    scans::v1::UploadScanResponse response;
    const auto writer = stub_->UploadScan(&context, &response);
    scans::v1::UploadScanRequest message;
    *message.mutable_scan() = scan;
    bool goes = writer->Write(message);
    if (goes && !chunk.content().empty()) {
      *message.mutable_chunk() = chunk;
      goes = writer->Write(message);
    }
    if (goes) writer->WritesDone();
    const absl::Status status = rpc::FromGrpc(writer->Finish());
    if (!status.ok()) return status;
    return response;
  }

 private:
  void Prepare(grpc::ClientContext& context) const {
    rpc::CallOptions options{.timeout = kTimeout};
    options.caller.device = device_;
    options.simulated_time = played_();
    rpc::Prepare(context, options);
  }

  const std::unique_ptr<scans::v1::ScanService::StubInterface> stub_;
  const std::string device_;
  const std::function<std::optional<absl::Time>()> played_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ScanDoor>> OpenGrpcScanDoor(const std::string& address, const std::string& machine,
                                                           const std::string& device,
                                                           std::function<std::optional<absl::Time>()> played) {
  const auto files = rpc::FilesOfMachine(machine);
  if (!files.ok()) return files.status();
  const auto channel = rpc::MakeChannel(address, {.machine = *files});
  if (!channel.ok()) return channel.status();
  return std::make_unique<GrpcScanDoor>(*channel, device, std::move(played));
}

}  // namespace hoso::counter
