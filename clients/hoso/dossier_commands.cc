// hoso dossier show|history|list|search|look-up|refuse|supplement|pay|withdraw|correct|review; accept stands in
// dossier_accept.cc
#include <iostream>
#include <vector>

#include "clients/hoso/commands.h"
#include "clients/hoso/own_access.h"
#include "clients/hoso/person_options.h"
#include "common/dossier/lifecycle.h"
#include "hoso/intake/v1/intake_service.grpc.pb.h"
#include "hoso/tracking/v1/tracking_service.grpc.pb.h"

namespace hoso::cli {
namespace {

using intake::v1::IntakeService;
using tracking::v1::TrackingService;
using Stub = IntakeService::StubInterface;
constexpr auto kIntake = Session::Service::kIntake;
constexpr auto kRouting = Session::Service::kRouting;

struct Arguments {
  std::string code, procedure, ground, explanation, reason, identity, receipt, means, secret, slip, status, remark,
      verdict, by_identity, by_phone, by_name, commune, return_office, return_channel, document, decided_at, by_office, by_agency;
  std::vector<std::string> components, fees;
  PersonOptions owner, submitter;
  PurposeOptions purpose;
  bool in_full = false;
  int correction = 0;
  int result_item = 0;
  int limit = 0;
};

template <typename Request>
Request For(const Session& session, const Arguments& arguments) {
  Request request;
  request.set_dossier_code(OrUsage("code", ParseCode(arguments.code)));
  session.Complete(request);
  return request;
}

tracking::v1::GetDossierResponse Find(const Session& session, const Arguments& arguments, bool with_facts) {
  tracking::v1::GetDossierRequest request;
  request.set_dossier_code(OrUsage("code", ParseCode(arguments.code)));
  request.set_with_facts(with_facts);
  return session.Call<TrackingService>(kRouting, &TrackingService::StubInterface::GetDossier, request);
}

// Working time as days and hours of 8.
std::string ShowMinutes(const Session& session, int64_t minutes) {
  const int64_t hours = minutes / 60;
  return absl::StrCat(minutes < 0 ? "-" : "", std::abs(hours) / 8, session.Say(" ngày ", " d "), std::abs(hours) % 8,
                      session.Say(" giờ", " h"));
}

void ShowClock(const Session& session, const tracking::v1::GetDossierResponse& response) {
  const core::v1::Dossier& dossier = response.dossier();
  if (!dossier.has_appointment()) return;
  PrintRow({session.Say("hẹn trả", "appointment"), ShowDate(dossier.appointment().date()),
            session.Vietnamese() ? dossier.appointment().derivation_vi() : dossier.appointment().derivation_en()});
  if (dossier.reschedules() > 0) {
    PrintRow({session.Say("hẹn lần đầu", "first promise"), ShowDate(dossier.first_appointment().date())});
  }
  if (!response.has_shares()) return;
  const tracking::v1::TimeShares& shares = response.shares();
  PrintRow({session.Say("thời gian", "time"), session.Say("bưu điện", "post"),
            ShowMinutes(session, shares.post_minutes()), session.Say("cơ quan", "agency"),
            ShowMinutes(session, shares.agency_minutes()), session.Say("chờ dân", "applicant"),
            ShowMinutes(session, shares.applicant_minutes())});
  PrintRow({session.Say("còn lại", "remaining"), ShowMinutes(session, shares.remaining_minutes())});
}

void ShowPerson(const Session& session, const char* who, const tracking::v1::ShownPerson& person) {
  if (person.destroyed()) {
    return PrintRow({who, session.Say("đã hủy: hết thời hạn lưu", "destroyed: its term has passed")});
  }
  const core::v1::PersonRecord& record = person.record();
  PrintRow({who, session.Say("họ tên", "name"), record.full_name()});
  PrintRow({who, session.Say("số giấy tờ", "identity number"), record.identity_number(),
            record.former_identity_number()});
  if (record.has_birth_date()) PrintRow({who, session.Say("ngày sinh", "born"), ShowDate(record.birth_date())});
  PrintRow({who, session.Say("điện thoại", "phone"), record.phone(), record.email()});
  PrintRow({who, session.Say("địa chỉ", "address"), record.address(), record.commune_code()});
}

void ShowInFull(const Session& session, const Arguments& arguments) {
  tracking::v1::ShowPersonsRequest request;
  request.set_dossier_code(OrUsage("code", ParseCode(arguments.code)));
  request.set_purpose(arguments.purpose.Get());
  request.set_reference(arguments.purpose.reference);
  const auto response =
      session.Call<TrackingService>(kRouting, &TrackingService::StubInterface::ShowPersons, request);
  if (session.options().json) return PrintJson(response);
  if (response.has_owner()) ShowPerson(session, session.Say("chủ hồ sơ", "owner"), response.owner());
  if (response.has_submitter()) ShowPerson(session, session.Say("người nộp", "submitter"), response.submitter());
}

void Show(const Session& session, const Arguments& arguments) {
  if (arguments.in_full) return ShowInFull(session, arguments);
  const auto response = Find(session, arguments, false);
  if (session.options().json) return PrintJson(response);
  const core::v1::Dossier& dossier = response.dossier();
  PrintRow({session.Say("mã hồ sơ", "dossier"), dossier.dossier_code()});
  PrintRow({session.Say("trạng thái", "status"), absl::StrCat(static_cast<int>(dossier.status())),
            ShowStatus(dossier.status(), session.Vietnamese())});
  PrintRow({session.Say("phiên bản", "version"), absl::StrCat(dossier.version())});
  PrintRow({session.Say("thủ tục", "procedure"), dossier.procedure_version(), dossier.procedure_code()});
  PrintRow({session.Say("cơ quan", "agency"), dossier.agency_key()});
  PrintRow({session.Say("điểm nhận", "office"), dossier.office_id()});
  PrintRow({session.Say("tiếp nhận", "accepted"), ShowTime(dossier.accepted_at())});
  ShowClock(session, response);
  PrintRow({session.Say("phí", "fees"), absl::StrCat(dossier.fees_paid_vnd()), absl::StrCat(dossier.fees_due_vnd())});
  for (const core::v1::Item& item : dossier.items()) {
    PrintRow({session.Say("giấy tờ", "item"), absl::StrCat(item.number()),
              WordOf(*core::v1::ItemKind_descriptor(), item.kind()), ShowHolder(item.holder()), item.label()});
  }
  PrintRow({session.Say("chênh lệch mở", "open discrepancies"), absl::StrCat(dossier.open_discrepancies_size())});
}

std::string Meaning(const core::v1::Fact& fact, bool vietnamese) {
  for (const dossier::Transition& row : dossier::Lifecycle()) {
    if (row.kind == fact.payload_case()) return vietnamese ? row.meaning_vi : row.meaning_en;
  }
  return "";
}

void History(const Session& session, const Arguments& arguments) {
  const auto response = Find(session, arguments, true);
  if (session.options().json) {
    for (const core::v1::RecordedFact& recorded : response.facts()) PrintJson(recorded, false);
    return;
  }
  for (const core::v1::RecordedFact& recorded : response.facts()) {
    const core::v1::Fact& fact = recorded.fact();
    const core::v1::Actor& actor = fact.actor();
    PrintRow({absl::StrCat(fact.sequence()), ShowTime(fact.occurred_at()), dossier::KindName(fact.payload_case()),
              actor.staff_id(), actor.office_id().empty() ? actor.agency_key() : actor.office_id(),
              Meaning(fact, session.Vietnamese())});
  }
}

void List(const Session& session, const Arguments& arguments) {
  tracking::v1::ListDossiersRequest request;
  request.set_office_id(arguments.by_office);
  request.set_agency_key(arguments.by_agency);
  request.set_slip_id(arguments.slip);
  request.set_status(Word<core::v1::Status>(arguments.status, *core::v1::Status_descriptor()));
  const auto response = ReadPages<tracking::v1::ListDossiersResponse>(
      request, arguments.limit,
      [&](const auto& page) {
        return session.Call<TrackingService>(kRouting, &TrackingService::StubInterface::ListDossiers, page);
      },
      [](const auto& all) { return all.dossiers_size(); });
  if (session.options().json) return PrintJson(response);
  for (const core::v1::DossierSummary& dossier : response.dossiers()) PrintRow(RowOf(dossier));
}

void Search(const Session& session, const Arguments& arguments) {
  tracking::v1::SearchDossiersRequest request;
  std::string number = arguments.by_identity;
  if (number == "-") std::getline(std::cin, number);
  request.set_identity_number(number);
  request.set_phone(arguments.by_phone);
  request.set_name(arguments.by_name);
  request.set_commune(arguments.commune);
  request.set_max_results(arguments.limit);
  const auto response =
      session.Call<TrackingService>(kRouting, &TrackingService::StubInterface::SearchDossiers, request);
  if (session.options().json) return PrintJson(response);
  for (const tracking::v1::FoundPerson& found : response.persons()) {
    PrintRow({found.dossier().dossier_code(), absl::StrCat(static_cast<int>(found.dossier().status())),
              found.person() == 1 ? session.Say("chủ hồ sơ", "owner") : session.Say("người nộp", "submitter"),
              found.masked_name(), found.masked_identity_number(), found.masked_phone(), found.commune().code(),
              found.commune().name()});
  }
  for (const tracking::v1::FoundCommune& commune : response.communes()) {
    std::cerr << "hoso: " << commune.code() << " " << commune.name() << ", " << commune.district() << "\n";
  }
  if (response.more()) {
    std::cerr << session.Say("hoso: còn nữa, hãy tìm hẹp hơn\n", "hoso: there are more, search for less\n");
  }
}

void LookUp(const Session& session, const Arguments& arguments) {
  tracking::v1::LookUpRequest request;
  request.set_dossier_code(OrUsage("code", ParseCode(arguments.code)));
  request.set_secret(arguments.secret);
  const auto response = session.Call<TrackingService>(kRouting, &TrackingService::StubInterface::LookUp, request);
  if (session.options().json) return PrintJson(response);
  PrintRow({response.procedure_name_vi(), response.status_vi()});
  for (const tracking::v1::LookUpStep& step : response.steps()) PrintRow({ShowTime(step.at()), step.what_vi()});
  PrintRow({"Hẹn trả", ShowDate(response.appointment_date())});
  if (!response.return_place_vi().empty()) PrintRow({"Nơi trả", response.return_place_vi()});
  PrintRow({response.next_step_vi()});
}

void Refuse(const Session& session, const Arguments& arguments) {
  intake::v1::RefuseDossierRequest request;
  session.Complete(request);
  if (arguments.code.empty() == arguments.procedure.empty()) {
    NotUnderstood("--dossier, --procedure", absl::InvalidArgumentError("want one of the two"));
  }
  if (!arguments.code.empty()) request.set_dossier_code(OrUsage("--dossier", ParseCode(arguments.code)));
  request.set_procedure(arguments.procedure);
  if (arguments.owner.given()) *request.mutable_owner() = PersonOf(arguments.owner);
  request.set_ground_id(arguments.ground);
  request.set_explanation(arguments.explanation);
  ShowChanged(session, session.Call<IntakeService>(kIntake, &Stub::RefuseDossier, request));
}

void Supplement(const Session& session, const Arguments& arguments) {
  auto request = For<intake::v1::SupplementDossierRequest>(session, arguments);
  for (const std::string& text : arguments.components) {
    *request.add_components() = OrUsage("--component", ParseComponent(text));
  }
  const auto response = session.Call<IntakeService>(kIntake, &Stub::SupplementDossier, request);
  ShowChanged(session, response);
  std::cerr << "hoso: " << session.Say("hẹn trả ", "appointment ") << ShowDate(response.appointment().date()) << "\n";
}

void Pay(const Session& session, const Arguments& arguments) {
  auto request = For<intake::v1::RecordPaymentRequest>(session, arguments);
  for (const std::string& text : arguments.fees) *request.add_fees() = OrUsage("--fee", ParseFee(text));
  request.set_receipt_number(arguments.receipt);
  request.set_means(Word<core::v1::PaymentMeans>(arguments.means, *core::v1::PaymentMeans_descriptor()));
  ShowChanged(session, session.Call<IntakeService>(kIntake, &Stub::RecordPayment, request));
}

void Withdraw(const Session& session, const Arguments& arguments) {
  auto request = For<intake::v1::WithdrawDossierRequest>(session, arguments);
  request.set_reason(arguments.reason);
  request.set_identity_number(arguments.identity);
  ShowChanged(session, session.Call<IntakeService>(kIntake, &Stub::WithdrawDossier, request));
}

void Correct(const Session& session, const Arguments& arguments) {
  auto request = For<intake::v1::ProposeCorrectionRequest>(session, arguments);
  request.set_ground(arguments.ground);
  if (arguments.owner.given()) *request.mutable_owner() = PersonOf(arguments.owner);
  if (arguments.submitter.given()) *request.mutable_submitter() = PersonOf(arguments.submitter);
  request.set_return_office_id(arguments.return_office);
  request.set_return_channel(
      Word<core::v1::ReturnChannel>(arguments.return_channel, *core::v1::ReturnChannel_descriptor()));
  request.set_result_item(arguments.result_item);
  request.set_result_document_number(arguments.document);
  if (!arguments.decided_at.empty()) {
    *request.mutable_decided_at() = ToProto(OrUsage("--decided-at", ParseTime(arguments.decided_at)));
  }
  const auto response = session.Call<IntakeService>(kIntake, &Stub::ProposeCorrection, request);
  ShowChanged(session, response);
  std::cerr << "hoso: " << session.Say("đề nghị đính chính số ", "proposed correction number ") << response.correction()
            << session.Say("; chờ người thứ hai duyệt", "; waits for a second person") << "\n";
}

void Review(const Session& session, const Arguments& arguments) {
  auto request = For<intake::v1::ReviewCorrectionRequest>(session, arguments);
  request.set_correction(arguments.correction);
  request.set_approve(arguments.verdict == "approve");
  request.set_remark(arguments.remark);
  ShowChanged(session, session.Call<IntakeService>(kIntake, &Stub::ReviewCorrection, request));
}

using Run = void (*)(const Session&, const Arguments&);
using SharedArguments = std::shared_ptr<Arguments>;

CLI::App& Add(CLI::App& group, const Session& session, const SharedArguments& arguments, const char* name,
              const char* help, Run run, bool with_code = true) {
  CLI::App& command = *group.add_subcommand(name, help);
  if (with_code) command.add_option("code", arguments->code, "Dossier code")->required();
  command.callback([=] { run(session, *arguments); });
  return command;
}

void AddReading(CLI::App& group, const Session& session, const SharedArguments& a) {
  CLI::App& show = Add(group, session, a, "show", "A dossier as its facts amount to; with --in-full its persons", Show);
  CLI::Option* in_full = show.add_flag("--in-full", a->in_full, "Its owner and submitter in full; is recorded");
  in_full->needs(a->purpose.AddTo(show)->needs(in_full));
  Add(group, session, a, "history", "Its facts: number, when, kind, staff, place, meaning; with --json one a line",
      History);
  CLI::App& list = Add(group, session, a, "list", "Dossiers by one filter, newest first", List, false);
  list.add_option("--by-office", a->by_office, "Taken in at this office");
  list.add_option("--by-agency", a->by_agency, "Of this agency");
  list.add_option("--slip", a->slip, "On this slip");
  AddWord(list, "--status", a->status, *core::v1::Status_descriptor(), "In this status");
  AddLimit(list, a->limit);
  CLI::App& search = Add(group, session, a, "search",
                         "By owner or submitter, best fit first, of the office or agency that asks: code, status, role, "
                         "and masked name, identity number, phone; commune",
                         Search, false);
  search.add_option("--identity-number", a->by_identity, "Present or former; - reads it from stdin");
  search.add_option("--phone", a->by_phone, "Telephone number");
  search.add_option("--name", a->by_name, "Words or their beginnings, with accents or without");
  search.add_option("--commune", a->commune, "With --name: of this commune, by code or name");
  AddLimit(search, a->limit);
  CLI::App& look_up = Add(group, session, a, "look-up", "What the citizen sees, with the secret of the slip", LookUp);
  look_up.add_option("--secret", a->secret, "The secret on slip 01")->required();
}

void AddCounter(CLI::App& group, const Session& session, const SharedArguments& a) {
  CLI::App& refuse = Add(group, session, a, "refuse", "Refuse at the counter (slip 03)", Refuse, false);
  refuse.add_option("--dossier", a->code, "A dossier that was registered or accepted");
  refuse.add_option("--procedure", a->procedure, "Or what was asked for, when nothing was recorded before");
  refuse.add_option("--ground", a->ground, "Ground of the catalogue")->required();
  refuse.add_option("--explanation", a->explanation, "In words");
  AddPersonOptions(refuse, "owner", a->owner);

  CLI::App& supplement = Add(group, session, a, "supplement", "Take in what slip 02 asked for", Supplement);
  AddMany(supplement, "--component", a->components, "ID=ORIGINALS/CERTIFIED/PHOTOCOPIES[+shown]; repeatable")
      ->required();

  CLI::App& pay = Add(group, session, a, "pay", "Record money taken for the agency", Pay);
  AddMany(pay, "--fee", a->fees, "FEE=AMOUNT in đồng; repeatable")->required();
  pay.add_option("--receipt", a->receipt, "Number of the receipt")->required();
  AddWord(pay, "--means", a->means, *core::v1::PaymentMeans_descriptor(), "How")->required();

  CLI::App& withdraw = Add(group, session, a, "withdraw", "The owner takes the dossier back", Withdraw);
  withdraw.add_option("--reason", a->reason, "In words")->required();
  withdraw.add_option("--identity", a->identity, "Identity number of who withdraws")->required();
}

void AddCorrections(CLI::App& group, const Session& session, const SharedArguments& a) {
  CLI::App& correct = Add(group, session, a, "correct", "Propose a correction of one thing, with a ground", Correct);
  correct.add_option("--ground", a->ground, "Why, in words")->required();
  correct.add_option("--return-office", a->return_office, "Where the result goes");
  AddWord(correct, "--return-channel", a->return_channel, *core::v1::ReturnChannel_descriptor(), "How it goes out");
  correct.add_option("--result-item", a->result_item, "The result whose number is wrong");
  correct.add_option("--result-number", a->document, "Its right number");
  correct.add_option("--decided-at", a->decided_at, "When it was decided");
  AddPersonOptions(correct, "owner", a->owner);
  AddPersonOptions(correct, "submitter", a->submitter);

  CLI::App& review = Add(group, session, a, "review", "A second person approves or rejects a correction", Review);
  review.add_option("correction", a->correction, "Its number")->required();
  review.add_option("verdict", a->verdict, "approve or reject")
      ->required()
      ->check(CLI::IsMember({"approve", "reject"}));
  review.add_option("--remark", a->remark, "In words");
}

}  // namespace

void AddDossierCommands(CLI::App& app, const Session& session) {
  CLI::App& group = *app.add_subcommand(
      "dossier", "Dossiers at the counter and their history; commands that write print code, status, version");
  group.require_subcommand(1);
  const auto a = std::make_shared<Arguments>();
  AddAcceptCommand(group, session);
  AddReading(group, session, a);
  AddCounter(group, session, a);
  AddCorrections(group, session, a);
}

}  // namespace hoso::cli
