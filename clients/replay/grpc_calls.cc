#include "clients/replay/grpc_calls.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "hoso/intake/v1/intake_service.grpc.pb.h"
#include "hoso/returns/v1/returns_service.grpc.pb.h"
#include "hoso/routing/v1/routing_service.grpc.pb.h"
#include "hoso/tracking/v1/tracking_service.grpc.pb.h"

namespace hoso::replay {
namespace {

using Intake = intake::v1::IntakeService;
using Returns = returns::v1::ReturnsService;
using Routing = routing::v1::RoutingService;
using Tracking = tracking::v1::TrackingService;

constexpr absl::Duration kTimeout = absl::Seconds(20);

class GrpcCalls final : public Calls {
 public:
  explicit GrpcCalls(const Doors& doors)
      : intake_(Intake::NewStub(doors.intake)),
        routing_(Routing::NewStub(doors.routing)),
        returns_(Returns::NewStub(doors.returns)),
        tracking_(Tracking::NewStub(doors.routing)),
        crew_(doors.crew) {}

  absl::StatusOr<Response> Make(const Request& request, const rpc::Caller& who, absl::Time at) override {
    return std::visit([&](const auto& message) { return Route(message, who, at); }, request);
  }

 private:
  template <typename Stub, typename Message, typename Answer>
  absl::StatusOr<Response> Call(Stub& stub,
                                       grpc::Status (Stub::*method)(grpc::ClientContext*, const Message&, Answer*),
                                       const Message& message, const rpc::Caller& who, absl::Time at) {
    auto token = crew_->TokenOf(who);
    if (!token.ok()) return token.status();
    grpc::ClientContext context;
    rpc::CallOptions options;
    options.caller = who;
    options.token = *std::move(token);
    options.timeout = kTimeout;
    options.simulated_time = at;
    rpc::Prepare(context, options);
    Answer answer;
    if (absl::Status status = rpc::FromGrpc((stub.*method)(&context, message, &answer)); !status.ok()) return status;
    return Response(std::move(answer));
  }

// Which method of which door takes a message.
#define HOSO_ROUTE(package, door, stub, name)                                                                        \
  absl::StatusOr<Response> Route(const package::v1::name##Request& message, const rpc::Caller& who, absl::Time at) { \
    return Call(*stub, &door::Stub::name, message, who, at);                                                         \
  }
  HOSO_ROUTE(intake, Intake, intake_, LeaseCodes)
  HOSO_ROUTE(intake, Intake, intake_, CloseLease)
  HOSO_ROUTE(intake, Intake, intake_, RegisterDossier)
  HOSO_ROUTE(intake, Intake, intake_, AcceptDossier)
  HOSO_ROUTE(intake, Intake, intake_, RefuseDossier)
  HOSO_ROUTE(intake, Intake, intake_, SupplementDossier)
  HOSO_ROUTE(intake, Intake, intake_, WithdrawDossier)
  HOSO_ROUTE(intake, Intake, intake_, RecordPayment)
  HOSO_ROUTE(intake, Intake, intake_, ProposeCorrection)
  HOSO_ROUTE(intake, Intake, intake_, ReviewCorrection)
  HOSO_ROUTE(routing, Routing, routing_, SealBag)
  HOSO_ROUTE(routing, Routing, routing_, DispatchBag)
  HOSO_ROUTE(routing, Routing, routing_, HandOver)
  HOSO_ROUTE(routing, Routing, routing_, OpenBag)
  HOSO_ROUTE(routing, Routing, routing_, SettleDiscrepancy)
  HOSO_ROUTE(routing, Routing, routing_, ReceiveDossier)
  HOSO_ROUTE(routing, Routing, routing_, AssignDossier)
  HOSO_ROUTE(routing, Routing, routing_, RequestSupplement)
  HOSO_ROUTE(routing, Routing, routing_, RequestPayment)
  HOSO_ROUTE(routing, Routing, routing_, RescheduleDossier)
  HOSO_ROUTE(routing, Routing, routing_, RefuseDossier)
  HOSO_ROUTE(routing, Routing, routing_, StopDossier)
  HOSO_ROUTE(routing, Routing, routing_, DecideDossier)
  HOSO_ROUTE(returns, Returns, returns_, ReceiveResults)
  HOSO_ROUTE(returns, Returns, returns_, NotifyApplicant)
  HOSO_ROUTE(returns, Returns, returns_, HandOut)
  HOSO_ROUTE(returns, Returns, returns_, RecordAttempt)
  HOSO_ROUTE(returns, Returns, returns_, ReturnUnclaimed)
  HOSO_ROUTE(returns, Returns, returns_, RecordFeedback)
  HOSO_ROUTE(tracking, Tracking, tracking_, LookUp)
#undef HOSO_ROUTE

  std::unique_ptr<Intake::Stub> intake_;
  std::unique_ptr<Routing::Stub> routing_;
  std::unique_ptr<Returns::Stub> returns_;
  std::unique_ptr<Tracking::Stub> tracking_;
  std::shared_ptr<crew::Crew> crew_;
};

}  // namespace

absl::StatusOr<Doors> OpenDoors(const DoorOptions& options, absl::Duration patience) {
  const auto files = rpc::FilesOfMachine(options.machine);
  if (!files.ok()) return files.status();
  Doors doors;
  std::shared_ptr<grpc::Channel> staff;
  const absl::Time until = absl::Now() + patience;
  const struct {
    const char* name;
    const std::string& target;
    std::shared_ptr<grpc::Channel>& channel;
  } wanted[] = {{"intake", options.intake, doors.intake},
                {"routing", options.routing, doors.routing},
                {"returns", options.returns, doors.returns},
                {"staff", options.staff, staff}};
  for (const auto& door : wanted) {
    absl::StatusOr<std::shared_ptr<grpc::Channel>> channel = rpc::MakeChannel(door.target, {.machine = *files});
    if (!channel.ok()) return channel.status();
    door.channel = *std::move(channel);
    if (!rpc::WaitForReady(*door.channel, until)) {
      return absl::UnavailableError(absl::StrCat(door.name, ": nobody answers at ", door.target));
    }
  }
  auto crew = crew::Crew::Open({staff, options.administrator, options.passwords});
  if (!crew.ok()) return crew.status();
  doors.crew = *std::move(crew);
  return doors;
}

std::unique_ptr<Calls> MakeGrpcCalls(const Doors& doors) { return std::make_unique<GrpcCalls>(doors); }

}  // namespace hoso::replay
