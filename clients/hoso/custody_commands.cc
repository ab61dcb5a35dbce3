// hoso custody show|list|audit|settle
#include <iostream>

#include "clients/hoso/commands.h"
#include "hoso/routing/v1/routing_service.grpc.pb.h"
#include "hoso/tracking/v1/tracking_service.grpc.pb.h"

namespace hoso::cli {
namespace {

using tracking::v1::TrackingService;
using Stub = TrackingService::StubInterface;
constexpr auto kRouting = Session::Service::kRouting;

struct Arguments {
  std::string code, holder, outcome, ground, report, found_at;
  int discrepancy = 0;
  int limit = 0;
};

void Show(const Session& session, const Arguments& arguments) {
  tracking::v1::GetDossierRequest request;
  request.set_dossier_code(OrUsage("code", ParseCode(arguments.code)));
  const auto response = session.Call<TrackingService>(kRouting, &Stub::GetDossier, request);
  if (session.options().json) {
    core::v1::Dossier book;
    book.set_dossier_code(response.dossier().dossier_code());
    *book.mutable_items() = response.dossier().items();
    *book.mutable_open_discrepancies() = response.dossier().open_discrepancies();
    return PrintJson(book);
  }
  for (const core::v1::Item& item : response.dossier().items()) {
    PrintRow({absl::StrCat(item.number()), WordOf(*core::v1::ItemKind_descriptor(), item.kind()),
              ShowHolder(item.holder()), ShowTime(item.since()), item.label()});
  }
  for (const core::v1::Discrepancy& open : response.dossier().open_discrepancies()) {
    std::cerr << "hoso: " << session.Say("chênh lệch mở ", "open discrepancy ") << open.number() << ": "
              << WordOf(*core::v1::DiscrepancyKind_descriptor(), open.kind()) << ", item " << open.item() << ", "
              << ShowHolder(open.accountable()) << ", " << session.Say("xử lý trước ", "to be settled by ")
              << ShowTime(open.settle_by()) << "\n";
  }
}

void List(const Session& session, const Arguments& arguments) {
  tracking::v1::ListItemsRequest request;
  *request.mutable_holder() = OrUsage("holder", ParseHolder(arguments.holder));
  const auto response = ReadPages<tracking::v1::ListItemsResponse>(
      request, arguments.limit,
      [&](const auto& page) { return session.Call<TrackingService>(kRouting, &Stub::ListItems, page); },
      [](const auto& all) { return all.items_size(); });
  if (session.options().json) return PrintJson(response);
  for (const tracking::v1::HeldItem& held : response.items()) {
    PrintRow({absl::StrCat(held.dossier_code(), "/", held.item().number()),
              WordOf(*core::v1::ItemKind_descriptor(), held.item().kind()), ShowTime(held.item().since()),
              absl::StrCat(static_cast<int>(held.status())), held.item().label()});
  }
}

void Audit(const Session& session, const Arguments&) {
  const auto response =
      session.Call<TrackingService>(kRouting, &Stub::AuditCustody, tracking::v1::AuditCustodyRequest());
  if (session.options().json) {
    PrintJson(response);
  } else {
    for (const tracking::v1::HolderCount& count : response.holders()) {
      PrintRow({ShowHolder(count.holder()), absl::StrCat(count.items())});
    }
    PrintRow({"total", absl::StrCat(response.items_held())});
  }
  std::cerr << "hoso: " << response.items_existing() << session.Say(" món theo sự kiện, ", " items by the facts, ")
            << response.items_held() << session.Say(" món có người giữ, ", " held, ") << response.open_discrepancies()
            << session.Say(" chênh lệch mở", " open discrepancies") << "\n";
  for (const std::string& problem : response.problems()) std::cerr << "hoso: " << problem << "\n";
  if (!response.problems().empty() || response.items_existing() != response.items_held()) throw CLI::RuntimeError(1);
}

void Settle(const Session& session, const Arguments& arguments) {
  routing::v1::SettleDiscrepancyRequest request;
  session.Complete(request);
  request.set_dossier_code(OrUsage("code", ParseCode(arguments.code)));
  request.set_discrepancy(arguments.discrepancy);
  request.set_outcome(
      Word<core::v1::DiscrepancyOutcome>(arguments.outcome, *core::v1::DiscrepancyOutcome_descriptor()));
  request.set_ground(arguments.ground);
  request.set_report_number(arguments.report);
  if (!arguments.found_at.empty()) *request.mutable_found_at() = OrUsage("--found-at", ParseHolder(arguments.found_at));
  ShowChanged(session, session.Call<routing::v1::RoutingService>(
                           kRouting, &routing::v1::RoutingService::StubInterface::SettleDiscrepancy, request));
}

}  // namespace

void AddCustodyCommands(CLI::App& app, const Session& session) {
  CLI::App& group = *app.add_subcommand("custody", "Who holds which paper");
  group.require_subcommand(1);
  const auto a = std::make_shared<Arguments>();

  CLI::App& show = *group.add_subcommand("show", "A dossier's items: number, kind, holder, since, label");
  show.add_option("code", a->code, "Dossier code")->required();
  show.callback([=] { Show(session, *a); });

  CLI::App& list = *group.add_subcommand("list", "What a holder has: CODE/ITEM, kind, since, status, label");
  list.add_option("holder", a->holder, "office:ID, agency:KEY, carrier:ID or bag:ID")->required();
  AddLimit(list, a->limit);
  list.callback([=] { List(session, *a); });

  CLI::App& audit = *group.add_subcommand("audit", "Items by holder; exit code 1 unless every item has one holder");
  audit.callback([=] { Audit(session, *a); });

  CLI::App& settle = *group.add_subcommand("settle", "End a difference: found, explained, or lost with a report");
  settle.add_option("code", a->code, "Dossier code")->required();
  settle.add_option("discrepancy", a->discrepancy, "Its number")->required();
  AddWord(settle, "outcome", a->outcome, *core::v1::DiscrepancyOutcome_descriptor(), "How it ended")->required();
  settle.add_option("--ground", a->ground, "In words")->required();
  settle.add_option("--report", a->report, "Number of the loss report, when lost");
  settle.add_option("--found-at", a->found_at, "Who has it now, when found");
  settle.callback([=] { Settle(session, *a); });
}

}  // namespace hoso::cli
