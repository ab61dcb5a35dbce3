#include "clients/replay/evidence.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "common/proto_time/proto_time.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "hoso/routing/v1/routing_service.grpc.pb.h"
#include "hoso/tracking/v1/tracking_service.grpc.pb.h"

namespace hoso::replay {
namespace {

using Tracking = tracking::v1::TrackingService;

constexpr absl::Duration kFeedTimeout = absl::Minutes(5);
constexpr absl::Duration kReportTimeout = absl::Minutes(1);

void PrepareAsAuditor(grpc::ClientContext& context, absl::Duration timeout) {
  rpc::CallOptions options;
  options.caller = {.staff = "KT-01", .device = "doi-chieu", .role = "auditor"};
  options.timeout = timeout;
  rpc::Prepare(context, options);
}

template <typename Message, typename Answer>
absl::StatusOr<Answer> Ask(Tracking::Stub& stub,
                           grpc::Status (Tracking::Stub::*method)(grpc::ClientContext*, const Message&, Answer*),
                           const Message& message) {
  grpc::ClientContext context;
  PrepareAsAuditor(context, kReportTimeout);
  Answer answer;
  if (absl::Status status = rpc::FromGrpc((stub.*method)(&context, message, &answer)); !status.ok()) return status;
  return answer;
}

absl::StatusOr<tracking::v1::ReportBieu06Response> Report(Tracking::Stub& stub, absl::CivilDay from,
                                                          absl::CivilDay until) {
  tracking::v1::ReportBieu06Request request;
  *request.mutable_from() = ToProto(from);
  *request.mutable_until() = ToProto(until);
  return Ask(stub, &Tracking::Stub::ReportBieu06, request);
}

absl::Status AddMonths(Tracking::Stub& stub, absl::CivilDay first, absl::CivilDay last, Evidence& evidence) {
  for (absl::CivilDay from = first; from <= last;) {
    const absl::CivilDay next(absl::CivilMonth(from) + 1);
    auto month = Report(stub, from, std::min(last, next - 1));
    if (!month.ok()) return month.status();
    evidence.months.push_back(*std::move(month));
    from = next;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Figures> CountFacts(const Doors& doors, const catalogue::Catalogue& catalogue, absl::CivilDay first,
                                   absl::CivilDay last) {
  const auto stub = routing::v1::RoutingService::NewStub(doors.routing);
  grpc::ClientContext context;
  PrepareAsAuditor(context, kFeedTimeout);
  routing::v1::WatchFactsRequest request;
  request.set_until_now(true);
  const auto stream = stub->WatchFacts(&context, request);
  Recount recount(catalogue, first, last);
  routing::v1::WatchFactsResponse response;
  absl::Status wrong;
  while (wrong.ok() && stream->Read(&response)) wrong = recount.Add(response.fact().fact());
  if (!wrong.ok()) context.TryCancel();
  const absl::Status ended = rpc::FromGrpc(stream->Finish());
  if (!wrong.ok()) return wrong;
  if (!ended.ok()) return ended;
  return recount.Finish();
}

absl::StatusOr<Evidence> Gather(const Doors& doors, const catalogue::Catalogue& catalogue, absl::CivilDay first,
                                absl::CivilDay last) {
  Evidence evidence;
  auto figures = CountFacts(doors, catalogue, first, last);
  if (!figures.ok()) return figures.status();
  evidence.figures = *std::move(figures);
  const auto stub = Tracking::NewStub(doors.routing);
  auto report = Report(*stub, first, last);
  if (!report.ok()) return report.status();
  evidence.bieu06 = *std::move(report);
  if (absl::Status status = AddMonths(*stub, first, last, evidence); !status.ok()) return status;
  auto audit = Ask(*stub, &Tracking::Stub::AuditCustody, tracking::v1::AuditCustodyRequest());
  if (!audit.ok()) return audit.status();
  evidence.audit = *std::move(audit);
  auto overview = Ask(*stub, &Tracking::Stub::GetOverview, tracking::v1::GetOverviewRequest());
  if (!overview.ok()) return overview.status();
  evidence.overview = *std::move(overview);
  return evidence;
}

}  // namespace hoso::replay
