// hoso dossier accept: from a JSON file, from options, or from both.
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include "clients/hoso/commands.h"
#include "clients/hoso/person_options.h"
#include "hoso/intake/v1/intake_service.grpc.pb.h"

namespace hoso::cli {
namespace {

using intake::v1::AcceptDossierRequest;
using intake::v1::IntakeService;

struct Arguments {
  std::string file, code, lease, procedure, channel, return_channel, return_office, relation, fee, receipt, slip,
      handed_in_at;
  std::vector<std::string> cases, components, paid;
  PersonOptions owner, submitter;
  AuthorisationOptions authorisation;
  int units = 0;
};

AcceptDossierRequest ReadRequest(const std::string& file) {
  std::string text;
  if (file == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
  } else {
    std::ifstream stream(file);
    if (!stream) NotUnderstood("--file", absl::NotFoundError("\"" + file + "\" cannot be read"));
    text.assign(std::istreambuf_iterator<char>(stream), {});
  }
  AcceptDossierRequest request;
  const auto parsed = google::protobuf::util::JsonStringToMessage(text, &request);
  if (!parsed.ok()) {
    NotUnderstood("--file", absl::InvalidArgumentError("want an AcceptDossierRequest as JSON: " +
                                                       std::string(parsed.message().data(), parsed.message().size())));
  }
  return request;
}

// What was given as options stands above what the file says.
void FillPlaces(const Arguments& arguments, AcceptDossierRequest& request) {
  if (!arguments.code.empty()) request.set_dossier_code(OrUsage("--code", ParseCode(arguments.code)));
  if (!arguments.lease.empty()) request.set_lease_id(arguments.lease);
  if (!arguments.procedure.empty()) request.set_procedure(arguments.procedure);
  for (const std::string& one : arguments.cases) request.add_cases(one);
  if (!arguments.channel.empty()) {
    request.set_channel(Word<core::v1::IntakeChannel>(arguments.channel, *core::v1::IntakeChannel_descriptor()));
  }
  if (!arguments.return_channel.empty()) {
    request.set_return_channel(
        Word<core::v1::ReturnChannel>(arguments.return_channel, *core::v1::ReturnChannel_descriptor()));
  }
  if (!arguments.return_office.empty()) request.set_return_office_id(arguments.return_office);
  if (!arguments.slip.empty()) request.set_slip_id(arguments.slip);
  if (arguments.units > 0) request.set_units(arguments.units);
  if (!arguments.handed_in_at.empty()) {
    *request.mutable_handed_in_at() = ToProto(OrUsage("--handed-in-at", ParseTime(arguments.handed_in_at)));
  }
}

void FillPeopleAndPapers(const Arguments& arguments, AcceptDossierRequest& request) {
  if (arguments.owner.given()) *request.mutable_owner() = PersonOf(arguments.owner);
  if (arguments.submitter.given()) *request.mutable_submitter() = PersonOf(arguments.submitter);
  if (!arguments.relation.empty()) {
    request.set_relation(Word<core::v1::Relation>(arguments.relation, *core::v1::Relation_descriptor()));
  }
  if (arguments.authorisation.given()) *request.mutable_authorisation() = AuthorisationOf(arguments.authorisation);
  for (const std::string& text : arguments.components) {
    *request.add_components() = OrUsage("--component", ParseComponent(text));
  }
  for (const std::string& text : arguments.paid) *request.add_fees_paid() = OrUsage("--paid", ParseFee(text));
  if (!arguments.fee.empty()) request.set_fee_id(arguments.fee);
  if (!arguments.receipt.empty()) request.set_receipt_number(arguments.receipt);
}

void Accept(const Session& session, const Arguments& arguments) {
  AcceptDossierRequest request;
  if (!arguments.file.empty() || arguments.procedure.empty()) {
    request = ReadRequest(arguments.file.empty() ? "-" : arguments.file);
  }
  const std::string id_of_file = request.request_id();
  session.Complete(request);
  if (session.options().request_id.empty() && !id_of_file.empty()) request.set_request_id(id_of_file);
  FillPlaces(arguments, request);
  FillPeopleAndPapers(arguments, request);
  if (request.procedure().empty())
    NotUnderstood("--procedure", absl::InvalidArgumentError("empty, want a key or a code"));
  const auto response =
      session.Call<IntakeService>(Session::Service::kIntake, &IntakeService::StubInterface::AcceptDossier, request);
  if (session.options().json) return PrintJson(response);
  std::cout << response.dossier().dossier_code() << "\n";
  const core::v1::Appointment& appointment = response.appointment();
  std::cerr << session.Say("hẹn trả ", "appointment ") << ShowDate(appointment.date()) << "\n"
            << (session.Vietnamese() ? appointment.derivation_vi() : appointment.derivation_en()) << "\n"
            << session.Say("mã bí mật ", "secret ") << response.lookup_secret() << "\n";
  if (response.fees_due_vnd() > 0) {
    std::cerr << session.Say("còn phải thu ", "still due ") << response.fees_due_vnd() << " đ\n";
  }
  for (const std::string& warning : response.warnings()) {
    std::cerr << session.Say("lưu ý: ", "warning: ") << warning << "\n";
  }
}

}  // namespace

void AddAcceptCommand(CLI::App& group, const Session& session) {
  CLI::App& command = *group.add_subcommand(
      "accept", "Take a dossier in: prints its code; appointment and secret on stderr, or all of it with --json");
  const auto a = std::make_shared<Arguments>();
  command.add_option(
      "file,--file", a->file,
      "An AcceptDossierRequest as JSON; - is standard input, as is no file and no --procedure. Options add to it");
  command.add_option("--procedure", a->procedure, "Key such as PHUHIEU, or national code");
  AddMany(command, "--case", a->cases, "Case of the procedure, one of each group; repeatable");
  AddWord(command, "--channel", a->channel, *core::v1::IntakeChannel_descriptor(), "Absent: public-post");
  AddWord(command, "--return-channel", a->return_channel, *core::v1::ReturnChannel_descriptor(), "Absent: office");
  command.add_option("--return-office", a->return_office, "Absent: the accepting office");
  AddMany(command, "--component", a->components,
          "ID=ORIGINALS[/CERTIFIED[/PHOTOCOPIES]][+shown][+captured]; repeatable");
  command.add_option("--units", a->units, "Certificates, vehicles or nominees")->check(CLI::PositiveNumber);
  command.add_option("--fee", a->fee, "The fee claimed; absent: the first that needs no proof");
  AddMany(command, "--paid", a->paid, "FEE=AMOUNT paid on the spot; repeatable");
  command.add_option("--receipt", a->receipt, "Number of the receipt");
  command.add_option("--slip", a->slip, "Slip that several dossiers share");
  command.add_option("--code", a->code,
                     "A code of the caller's lease, or a registered dossier; absent: the service draws one");
  command.add_option("--lease", a->lease, "The lease of --code");
  command.add_option("--handed-in-at", a->handed_in_at, "When the papers came, if before acceptance: YYYY-MM-DDTHH:MM");
  AddWord(command, "--relation", a->relation, *core::v1::Relation_descriptor(), "Of the submitter to the owner");
  AddPersonOptions(command, "owner", a->owner);
  AddPersonOptions(command, "submitter", a->submitter);
  AddAuthorisationOptions(command, a->authorisation);
  command.callback([=] { Accept(session, *a); });
}

}  // namespace hoso::cli
