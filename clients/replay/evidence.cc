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

// Not the one of the replay's people who work: reads everything and changes nothing.
absl::Status PrepareAsAuditor(const Doors& doors, grpc::ClientContext& context, absl::Duration timeout) {
  rpc::CallOptions options;
  options.caller = {.staff = "KT-01", .device = "doi-chieu", .role = "auditor"};
  auto token = doors.crew->TokenOf(options.caller);
  if (!token.ok()) return token.status();
  options.token = *std::move(token);
  options.timeout = timeout;
  rpc::Prepare(context, options);
  return absl::OkStatus();
}

template <typename Message, typename Answer>
absl::StatusOr<Answer> Ask(const Doors& doors,
                           grpc::Status (Tracking::Stub::*method)(grpc::ClientContext*, const Message&, Answer*),
                           const Message& message) {
  const auto stub = Tracking::NewStub(doors.routing);
  grpc::ClientContext context;
  if (absl::Status status = PrepareAsAuditor(doors, context, kReportTimeout); !status.ok()) return status;
  Answer answer;
  if (absl::Status status = rpc::FromGrpc(((*stub).*method)(&context, message, &answer)); !status.ok()) return status;
  return answer;
}

absl::StatusOr<tracking::v1::ReportBieu06Response> Report(const Doors& doors, absl::CivilDay from,
                                                          absl::CivilDay until) {
  tracking::v1::ReportBieu06Request request;
  *request.mutable_from() = ToProto(from);
  *request.mutable_until() = ToProto(until);
  return Ask(doors, &Tracking::Stub::ReportBieu06, request);
}

absl::Status AddMonths(const Doors& doors, absl::CivilDay first, absl::CivilDay last, Evidence& evidence) {
  for (absl::CivilDay from = first; from <= last;) {
    const absl::CivilDay next(absl::CivilMonth(from) + 1);
    auto month = Report(doors, from, std::min(last, next - 1));
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
  if (absl::Status status = PrepareAsAuditor(doors, context, kFeedTimeout); !status.ok()) return status;
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
  auto report = Report(doors, first, last);
  if (!report.ok()) return report.status();
  evidence.bieu06 = *std::move(report);
  if (absl::Status status = AddMonths(doors, first, last, evidence); !status.ok()) return status;
  auto audit = Ask(doors, &Tracking::Stub::AuditCustody, tracking::v1::AuditCustodyRequest());
  if (!audit.ok()) return audit.status();
  evidence.audit = *std::move(audit);
  auto overview = Ask(doors, &Tracking::Stub::GetOverview, tracking::v1::GetOverviewRequest());
  if (!overview.ok()) return overview.status();
  evidence.overview = *std::move(overview);
  return evidence;
}

}  // namespace hoso::replay
