// hoso feed: facts in the order of commit.
#include <iostream>

#include "absl/time/clock.h"
#include "clients/hoso/commands.h"
#include "clients/hoso/interrupt.h"
#include "common/dossier/lifecycle.h"
#include "common/rpc/status.h"
#include "hoso/routing/v1/routing_service.grpc.pb.h"

namespace hoso::cli {
namespace {

using routing::v1::RoutingService;
using routing::v1::WatchFactsResponse;

struct Arguments {
  std::string agency;
  std::string cursor;
  bool all = false;
  bool follow = false;
};

void Print(const Session& session, const WatchFactsResponse& response) {
  if (session.options().json) return PrintJson(response, false);
  const core::v1::Fact& fact = response.fact().fact();
  PrintRow({response.cursor(), fact.dossier_code(), absl::StrCat(fact.sequence()),
            dossier::KindName(fact.payload_case()), ShowTime(fact.occurred_at()), ShowTime(fact.recorded_at())});
  std::cout << std::flush;
}

// One stream, from request.cursor on; moves the cursor on as facts come.
absl::Status Watch(const Session& session, RoutingService::StubInterface& stub, Interrupt& interrupt, bool follow,
                   routing::v1::WatchFactsRequest& request) {
  grpc::ClientContext context;
  session.Prepare(context, follow);
  interrupt.OnCome([&context] { context.TryCancel(); });
  const auto reader = stub.WatchFacts(&context, request);
  for (WatchFactsResponse response; reader->Read(&response);) {
    Print(session, response);
    request.set_cursor(response.cursor());
  }
  const absl::Status status = rpc::FromGrpc(reader->Finish());
  interrupt.OnCome(nullptr);
  return status;
}

bool WorthAnotherTry(const absl::Status& status) {
  // CANCELLED, when we did not: a server that shuts down answers so to what it has not begun (grpc/grpc#41785).
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) || absl::IsCancelled(status);
}

void Feed(const Session& session, const Arguments& arguments) {
  constexpr absl::Duration kPause = absl::Seconds(1);
  Interrupt interrupt;
  routing::v1::WatchFactsRequest request;
  if (!arguments.all)
    request.set_agency_key(arguments.agency.empty() ? session.options().caller.agency : arguments.agency);
  request.set_cursor(arguments.cursor);
  request.set_until_now(!arguments.follow);
  const auto stub = RoutingService::NewStub(session.ChannelOf(Session::Service::kRouting));
  absl::Status status;
  do {
    status = Watch(session, *stub, interrupt, arguments.follow, request);
    if (!interrupt.came() && !status.ok() && !(arguments.follow && WorthAnotherTry(status))) session.Refuse(status);
    // A service that restarts is waited for; the cursor says where to go on.
  } while (arguments.follow && !interrupt.Wait(kPause));
  std::cerr << "hoso: --cursor " << request.cursor() << "\n";
}

}  // namespace

void AddFeedCommand(CLI::App& app, const Session& session) {
  CLI::App& feed = *app.add_subcommand(
      "feed", "Facts in the order of commit: cursor, code, number, kind, occurred, recorded; with --json one a line");
  const auto a = std::make_shared<Arguments>();
  feed.add_option("--of", a->agency, "Of this agency; absent: the caller's, else all");
  feed.add_flag("--all", a->all, "Of all agencies");
  feed.add_option("--cursor", a->cursor, "Go on after this fact; absent: from the first on");
  feed.add_flag("--follow", a->follow, "Go on as facts come, until Ctrl-C; the last cursor is told on stderr");
  feed.callback([=] { Feed(session, *a); });
}

}  // namespace hoso::cli
