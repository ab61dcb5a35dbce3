// hoso desk list|receive|assign|request|decide|reschedule|stop|refuse
#include <iostream>
#include <vector>

#include "clients/hoso/commands.h"
#include "hoso/routing/v1/routing_service.grpc.pb.h"

namespace hoso::cli {
namespace {

using routing::v1::RoutingService;
using Stub = RoutingService::StubInterface;
constexpr auto kRouting = Session::Service::kRouting;

struct Arguments {
  std::string code, view, desk, wrong_agency_to, explanation, staff, unit, reason, until, outcome, ground, date,
      approved_by, cause;
  std::vector<std::string> components, fees, results;
  bool incomplete = false;
  int limit = 0;
};

template <typename Request>
Request For(const Session& session, const Arguments& arguments) {
  Request request;
  request.set_dossier_code(OrUsage("code", ParseCode(arguments.code)));
  session.Complete(request);
  return request;
}

void List(const Session& session, const Arguments& arguments) {
  routing::v1::ListWorklistRequest request;
  request.set_agency_key(session.options().caller.agency);
  request.set_view(Word<routing::v1::WorklistView>(arguments.view, *routing::v1::WorklistView_descriptor()));
  const auto response = ReadPages<routing::v1::ListWorklistResponse>(
      request, arguments.limit,
      [&](const auto& page) { return session.Call<RoutingService>(kRouting, &Stub::ListWorklist, page); },
      [](const auto& all) { return all.dossiers_size(); });
  if (session.options().json) return PrintJson(response);
  for (const core::v1::DossierSummary& dossier : response.dossiers()) PrintRow(RowOf(dossier));
}

void Receive(const Session& session, const Arguments& arguments) {
  auto request = For<routing::v1::ReceiveDossierRequest>(session, arguments);
  request.set_desk(arguments.desk);
  request.set_complete(!arguments.incomplete && arguments.wrong_agency_to.empty());
  request.set_wrong_agency_to(arguments.wrong_agency_to);
  request.set_explanation(arguments.explanation);
  ShowChanged(session, session.Call<RoutingService>(kRouting, &Stub::ReceiveDossier, request));
}

void Assign(const Session& session, const Arguments& arguments) {
  auto request = For<routing::v1::AssignDossierRequest>(session, arguments);
  request.set_staff_id(arguments.staff);
  request.set_unit(arguments.unit);
  ShowChanged(session, session.Call<RoutingService>(kRouting, &Stub::AssignDossier, request));
}

void RequestSupplement(const Session& session, const Arguments& arguments) {
  auto request = For<routing::v1::RequestSupplementRequest>(session, arguments);
  for (const std::string& text : arguments.components) {
    *request.add_components() = OrUsage("--component", ParseComponent(text));
  }
  request.set_reason(arguments.reason);
  if (!arguments.until.empty()) *request.mutable_supply_until() = OrUsage("--until", ParseDate(arguments.until));
  const auto response = session.Call<RoutingService>(kRouting, &Stub::RequestSupplement, request);
  ShowChanged(session, response);
  std::cerr << "hoso: " << session.Say("bổ sung đến ngày ", "to be supplied until ")
            << ShowDate(response.supply_until()) << "\n";
}

void RequestPayment(const Session& session, const Arguments& arguments) {
  auto request = For<routing::v1::RequestPaymentRequest>(session, arguments);
  for (const std::string& text : arguments.fees) *request.add_fees() = OrUsage("--fee", ParseFee(text));
  request.set_reason(arguments.reason);
  ShowChanged(session, session.Call<RoutingService>(kRouting, &Stub::RequestPayment, request));
}

void Decide(const Session& session, const Arguments& arguments) {
  auto request = For<routing::v1::DecideDossierRequest>(session, arguments);
  request.set_outcome(Word<core::v1::Outcome>(arguments.outcome, *core::v1::Outcome_descriptor()));
  for (const std::string& text : arguments.results) *request.add_results() = OrUsage("--result", ParseResult(text));
  request.set_ground_id(arguments.ground);
  request.set_explanation(arguments.explanation);
  const auto response = session.Call<RoutingService>(kRouting, &Stub::DecideDossier, request);
  ShowChanged(session, response);
  const char* vi[] = {"", "trước hạn", "đúng hạn", "quá hạn"};
  const char* en[] = {"", "ahead", "on time", "late"};
  const int result = response.result_class();
  if (result > 0 && result <= 3) std::cerr << "hoso: " << session.Say(vi[result], en[result]) << "\n";
}

void Reschedule(const Session& session, const Arguments& arguments) {
  auto request = For<routing::v1::RescheduleDossierRequest>(session, arguments);
  request.set_reason(arguments.reason);
  *request.mutable_new_date() = OrUsage("--date", ParseDate(arguments.date));
  request.set_approved_by(arguments.approved_by);
  request.set_cause(Word<core::v1::Party>(arguments.cause, *core::v1::Party_descriptor()));
  ShowChanged(session, session.Call<RoutingService>(kRouting, &Stub::RescheduleDossier, request));
}

void Stop(const Session& session, const Arguments& arguments) {
  auto request = For<routing::v1::StopDossierRequest>(session, arguments);
  request.set_ground_id(arguments.ground);
  request.set_explanation(arguments.explanation);
  ShowChanged(session, session.Call<RoutingService>(kRouting, &Stub::StopDossier, request));
}

void Refuse(const Session& session, const Arguments& arguments) {
  auto request = For<routing::v1::RefuseDossierRequest>(session, arguments);
  request.set_ground_id(arguments.ground);
  request.set_explanation(arguments.explanation);
  ShowChanged(session, session.Call<RoutingService>(kRouting, &Stub::RefuseDossier, request));
}

using Run = void (*)(const Session&, const Arguments&);

CLI::App& Add(CLI::App& group, const Session& session, const std::shared_ptr<Arguments>& arguments, const char* name,
              const char* help, Run run) {
  CLI::App& command = *group.add_subcommand(name, help);
  command.add_option("code", arguments->code, "Dossier code")->required();
  command.callback([=] { run(session, *arguments); });
  return command;
}

void AddRequests(CLI::App& group, const Session& session, const std::shared_ptr<Arguments>& a) {
  CLI::App& request = *group.add_subcommand("request", "Ask the applicant for more (slip 02)");
  request.require_subcommand(1);
  CLI::App& supplement =
      Add(request, session, a, "supplement", "Papers are missing: once and completely", RequestSupplement);
  AddMany(supplement, "--component", a->components, "ID=ORIGINALS/CERTIFIED/PHOTOCOPIES; repeatable")->required();
  supplement.add_option("--reason", a->reason, "In words")->required();
  supplement.add_option("--until", a->until, "YYYY-MM-DD; absent: as the procedure says");
  CLI::App& payment = Add(request, session, a, "payment", "A further fee is due", RequestPayment);
  AddMany(payment, "--fee", a->fees, "FEE=AMOUNT in đồng; repeatable")->required();
  payment.add_option("--reason", a->reason, "In words")->required();
}

void AddEnds(CLI::App& group, const Session& session, const std::shared_ptr<Arguments>& a) {
  CLI::App& decide = Add(group, session, a, "decide", "Grant or deny, and name each result paper", Decide);
  AddWord(decide, "outcome", a->outcome, *core::v1::Outcome_descriptor(), "granted or denied")->required();
  AddMany(decide, "--result", a->results, "\"LABEL;NUMBER;YYYY-MM-DD\" of a result paper; repeatable")->required();
  decide.add_option("--ground", a->ground, "Ground of the catalogue, when denied");
  decide.add_option("--explanation", a->explanation, "In words");

  CLI::App& reschedule = Add(group, session, a, "reschedule", "Apology and new date (slip 04)", Reschedule);
  reschedule.add_option("--date", a->date, "The new day, YYYY-MM-DD")->required();
  reschedule.add_option("--reason", a->reason, "In words")->required();
  reschedule.add_option("--approved-by", a->approved_by, "Staff number of the head who signs")->required();
  AddWord(reschedule, "--cause", a->cause, *core::v1::Party_descriptor(), "Who answers for the delay")->required();

  CLI::App& stop = Add(group, session, a, "stop", "Stop working on it, with a ground", Stop);
  stop.add_option("--ground", a->ground, "Ground")->required();
  stop.add_option("--explanation", a->explanation, "In words");
  CLI::App& refuse = Add(group, session, a, "refuse", "Refuse after acceptance (slip 03)", Refuse);
  refuse.add_option("--ground", a->ground, "Ground of the catalogue")->required();
  refuse.add_option("--explanation", a->explanation, "In words");
}

}  // namespace

void AddDeskCommands(CLI::App& app, const Session& session) {
  CLI::App& group = *app.add_subcommand("desk", "The agency's desk; want --agency and --staff");
  group.require_subcommand(1);
  const auto a = std::make_shared<Arguments>();

  CLI::App& list = *group.add_subcommand(
      "list", "Open dossiers, most urgent first: code, status, appointment, version, procedure, office, assigned to");
  AddWord(list, "--view", a->view, *routing::v1::WorklistView_descriptor(), "Absent: all");
  AddLimit(list, a->limit);
  list.callback([=] { List(session, *a); });

  CLI::App& receive = Add(group, session, a, "receive", "The agency signs for a dossier and checked it", Receive);
  receive.add_option("--desk", a->desk, "Desk of the catalogue");
  receive.add_flag("--incomplete", a->incomplete, "Papers are missing");
  receive.add_option("--wrong-agency-to", a->wrong_agency_to, "Not ours: the agency that decides it");
  receive.add_option("--explanation", a->explanation, "In words");

  CLI::App& assign = Add(group, session, a, "assign", "Give a dossier to one specialist", Assign);
  assign.add_option("specialist", a->staff, "Staff number")->required();
  assign.add_option("--unit", a->unit, "Unit of the agency");

  AddRequests(group, session, a);
  AddEnds(group, session, a);
}

}  // namespace hoso::cli
