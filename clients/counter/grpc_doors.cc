#include "clients/counter/grpc_doors.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/channel.h"
#include "common/rpc/credentials.h"
#include "common/rpc/errors.h"
#include "common/rpc/request_id.h"
#include "common/rpc/status.h"
#include "hoso/intake/v1/intake_service.grpc.pb.h"
#include "hoso/journal/v1/journal_service.grpc.pb.h"
#include "hoso/staff/v1/staff_service.grpc.pb.h"
#include "hoso/tracking/v1/tracking_service.grpc.pb.h"

namespace hoso::counter {
namespace {

// A line of 64 kbit/s with 600 ms there and back needs some seconds for a batch.
constexpr absl::Duration kTimeout = absl::Seconds(30);
// To connect takes five times there and back, and the certificates a second more.
constexpr absl::Duration kPingTimeout = absl::Seconds(12);

class GrpcDoors final : public Doors {
 public:
  GrpcDoors(std::map<std::string, std::shared_ptr<grpc::Channel>> channels, std::string device,
            std::function<std::optional<absl::Time>()> played)
      : channels_(std::move(channels)), device_(std::move(device)), played_(std::move(played)) {}

  absl::StatusOr<journal::v1::SyncJournalResponse> SyncJournal(
      const std::string& door, const journal::v1::SyncJournalRequest& request) override {
    if (!channels_.contains(door)) return absl::InternalError(absl::StrCat("no door ", door));
    return Call<journal::v1::JournalService>(door, &journal::v1::JournalService::StubInterface::SyncJournal, request);
  }

  absl::StatusOr<intake::v1::LeaseCodesResponse> LeaseCodes(const intake::v1::LeaseCodesRequest& request) override {
    return Call<intake::v1::IntakeService>("intake", &intake::v1::IntakeService::StubInterface::LeaseCodes, request);
  }

  absl::StatusOr<staff::v1::SignInResponse> SignIn(const staff::v1::SignInRequest& request) override {
    return Call<staff::v1::StaffService>("staff", &staff::v1::StaffService::StubInterface::SignIn, request);
  }

  absl::StatusOr<staff::v1::RenewTokenResponse> RenewToken(const std::string& token) override {
    return Call<staff::v1::StaffService>("staff", &staff::v1::StaffService::StubInterface::RenewToken,
                                         staff::v1::RenewTokenRequest(), token);
  }

  absl::StatusOr<tracking::v1::GetOfficeBookResponse> GetOfficeBook(
      const std::string& token, const tracking::v1::GetOfficeBookRequest& request) override {
    return Call<tracking::v1::TrackingService>("routing", &tracking::v1::TrackingService::StubInterface::GetOfficeBook,
                                               request, token);
  }

  absl::StatusOr<journal::v1::ImportPacketResponse> ImportPacket(
      const std::string& door, const std::string& token, const journal::v1::ImportPacketRequest& request) override {
    if (!channels_.contains(door)) return errors::FieldError("kind", absl::StrCat(door, ": no door of that name"));
    return Call<journal::v1::JournalService>(door, &journal::v1::JournalService::StubInterface::ImportPacket, request,
                                             token);
  }

  absl::StatusOr<journal::v1::VoidEntryResponse> VoidEntry(const std::string& door, const std::string& token,
                                                           const journal::v1::VoidEntryRequest& request) override {
    if (!channels_.contains(door)) return errors::FieldError("kind", absl::StrCat(door, ": no door of that name"));
    return Call<journal::v1::JournalService>(door, &journal::v1::JournalService::StubInterface::VoidEntry, request,
                                             token);
  }

  absl::StatusOr<intake::v1::CloseLeaseResponse> CloseLease(const intake::v1::CloseLeaseRequest& request) override {
    return Call<intake::v1::IntakeService>("intake", &intake::v1::IntakeService::StubInterface::CloseLease, request);
  }

  absl::Status Ping() override {
    return rpc::WaitForReady(*channels_.at("intake"), absl::Now() + kPingTimeout)
               ? absl::OkStatus()
               : absl::UnavailableError("intake: no connection");
  }

 private:
  template <typename Service, typename Request, typename Response>
  absl::StatusOr<Response> Call(const std::string& door,
                                grpc::Status (Service::StubInterface::*method)(grpc::ClientContext*, const Request&,
                                                                               Response*),
                                const Request& request, const std::string& token = "") const {
    const std::unique_ptr<typename Service::StubInterface> stub = Service::NewStub(channels_.at(door));
    grpc::ClientContext context;
    context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
    rpc::CallOptions options{.token = token, .timeout = kTimeout};
    options.caller.device = device_;
    // hoso-staff keeps its own time, whatever is played.
    if (door != "staff") options.simulated_time = played_();
    rpc::Prepare(context, options);
    Response response;
    const absl::Status status = rpc::FromGrpc(((*stub).*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

  const std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
  const std::string device_;
  const std::function<std::optional<absl::Time>()> played_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Doors>> OpenGrpcDoors(const DoorAddresses& addresses, const std::string& machine,
                                                     const std::string& device,
                                                     std::function<std::optional<absl::Time>()> played) {
  const auto files = rpc::FilesOfMachine(machine);
  if (!files.ok()) return files.status();
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels;
  for (const auto& [name, address] : {std::pair<std::string, std::string>{"intake", addresses.intake},
                                      {"routing", addresses.routing},
                                      {"returns", addresses.returns},
                                      {"staff", addresses.staff}}) {
    auto channel = rpc::MakeChannel(address, {.machine = *files, .slow_line = true});
    if (!channel.ok()) return channel.status();
    channels[name] = *std::move(channel);
  }
  return std::make_unique<GrpcDoors>(std::move(channels), device, std::move(played));
}

}  // namespace hoso::counter
