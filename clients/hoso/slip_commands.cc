// hoso slip verify | show
#include <iostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/hoso/commands.h"
#include "common/barcodes/qr_code.h"
#include "common/files/atomic_file.h"
#include "common/signing/key_list.h"
#include "common/slips/words.h"
#include "hoso/tracking/v1/tracking_service.grpc.pb.h"

namespace hoso::cli {
namespace {

using tracking::v1::TrackingService;
using tracking::v1::VerifySlipResponse;

constexpr size_t kMaxKeysBytes = 16 << 20;

struct Arguments {
  std::string slip, keys;
};

// "-" is what a scanner types.
std::string TextOf(const std::string& argument) {
  if (argument != "-") return argument;
  std::string line;
  std::getline(std::cin, line);
  return line;
}

std::string NumberOf(trust::v1::SlipForm form) {
  return form == trust::v1::SLIP_FORM_UNSPECIFIED ? "-" : absl::StrCat("0", static_cast<int>(form));
}

std::string OrDash(const std::string& text) { return text.empty() ? "-" : text; }

// Form, code, fact, issued at, by whom, due at, supply until, fees, reprint.
std::vector<std::string> RowOf(const trust::v1::SlipStatement& slip) {
  return {NumberOf(slip.form()),
          OrDash(slip.dossier_code()),
          absl::StrCat(slip.fact()),
          ShowTime(slip.issued_at()),
          OrDash(slip.office_id() + slip.agency_key()),
          ShowTime(slip.due_at()),
          ShowDate(slip.supply_until()),
          absl::StrCat(slip.fees_paid_vnd()),
          absl::StrCat(slip.reprint())};
}

void Show(const Session& session, const VerifySlipResponse& answer) {
  if (session.options().json) {
    PrintJson(answer);
  } else {
    std::vector<std::string> row = {WordOf(*trust::v1::SlipVerdict_descriptor(), answer.verdict())};
    for (std::string& value : RowOf(answer.statement())) row.push_back(std::move(value));
    row.push_back(OrDash(answer.key_owner()));
    PrintRow(row);
  }
  const bool vi = session.Vietnamese();
  std::cerr << "hoso: " << (vi ? answer.meaning_vi() : answer.meaning_en()) << "\n"
            << "hoso: " << (vi ? answer.advice_vi() : answer.advice_en()) << "\n";
  const bool holds = answer.verdict() == trust::v1::SLIP_VERDICT_GENUINE ||
                     answer.verdict() == trust::v1::SLIP_VERDICT_GENUINE_KEY_REVOKED_LATER;
  if (!holds) throw CLI::RuntimeError(1);
}

VerifySlipResponse VerifyOffline(const std::string& text, const std::string& keys) {
  const std::string json = OrUsage("--keys", files::ReadFile(keys, kMaxKeysBytes));
  const slips::Checked slip = slips::Check(text, OrUsage("--keys", signing::KeyList::Parse(json)));
  const slips::Words words = slips::WordsOf(slip);
  VerifySlipResponse answer;
  answer.set_verdict(slip.verdict);
  if (slips::IsSigned(slip.verdict)) *answer.mutable_statement() = slip.statement;
  answer.set_key_owner(slip.key.owner());
  if (slip.key.has_revoked_at()) *answer.mutable_key_revoked_at() = slip.key.revoked_at();
  answer.set_meaning_vi(words.meaning_vi);
  answer.set_meaning_en(words.meaning_en);
  answer.set_advice_vi(words.advice_vi);
  answer.set_advice_en(words.advice_en);
  return answer;
}

void Verify(const Session& session, const Arguments& arguments) {
  const std::string text = TextOf(arguments.slip);
  if (!arguments.keys.empty()) return Show(session, VerifyOffline(text, arguments.keys));
  tracking::v1::VerifySlipRequest request;
  request.set_text(text);
  Show(session,
       session.Call<TrackingService>(Session::Service::kRouting, &TrackingService::StubInterface::VerifySlip, request));
}

void ShowSlip(const trust::v1::Slip& slip) {
  std::vector<std::string> row = RowOf(slip.statement());
  row.push_back(OrDash(slip.text()));
  PrintRow(row);
  if (slip.text().empty()) return;
  const auto code = barcodes::EncodeQr(slip.text());
  if (code.ok()) std::cerr << barcodes::TerminalDrawing(*code);
}

tracking::v1::ListSlipsResponse SlipsOf(const Session& session, const std::string& argument) {
  tracking::v1::ListSlipsResponse slips;
  if (!absl::StartsWith(argument, slips::kPrefix)) {
    tracking::v1::ListSlipsRequest request;
    request.set_dossier_code(OrUsage("slip", ParseCode(argument)));
    return session.Call<TrackingService>(Session::Service::kRouting, &TrackingService::StubInterface::ListSlips,
                                         request);
  }
  trust::v1::Slip& slip = *slips.add_slips();
  *slip.mutable_statement() = OrUsage("slip", slips::Read(argument)).statement;
  slip.set_text(argument);
  return slips;
}

void ShowSlips(const Session& session, const Arguments& arguments) {
  const auto slips = SlipsOf(session, TextOf(arguments.slip));
  if (session.options().json) return PrintJson(slips);
  for (const trust::v1::Slip& slip : slips.slips()) ShowSlip(slip);
}

}  // namespace

void AddSlipCommands(CLI::App& app, const Session& session) {
  CLI::App& group = *app.add_subcommand("slip", "Slips and the signed QR codes on them");
  group.require_subcommand(1);
  const auto a = std::make_shared<Arguments>();

  CLI::App& verify = *group.add_subcommand(
      "verify",
      "What a slip is worth; exit code 1 unless it is genuine and current. Columns: verdict, form, code, fact,\n"
      "issued at, by, due at, supply until, fees, reprint, owner of the key");
  verify.add_option("text", a->slip, "What its QR code says, HOSO1:…; - reads a line from the standard input")
      ->required();
  verify.add_option("--keys", a->keys, "By this list of public keys alone, without asking a service");
  verify.callback([=] { Verify(session, *a); });

  CLI::App& show = *group.add_subcommand(
      "show",
      "The slips of a dossier, signed anew, and their QR codes (on stderr). Columns: form, code, fact, issued at, by,\n"
      "due at, supply until, fees, reprint, text");
  show.add_option("slip", a->slip, "Dossier code; or the text of a slip, which needs no server; - as for verify")
      ->required();
  show.callback([=] { ShowSlips(session, *a); });
}

}  // namespace hoso::cli
