// hoso ledger verify: needs the database and no service.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "absl/time/time.h"
#include "clients/hoso/catalogue_commands.h"
#include "clients/hoso/commands.h"
#include "clients/hoso/ledger_check.h"
#include "common/postgres/conninfo.h"

namespace hoso::cli {
namespace {

struct Arguments {
  std::string database;
  std::string catalogue;
};

// What ./run wrote for those who are told nothing else: `export HOSO_DATABASE="host=… user=hoso_auditor …"`.
std::string DatabaseOfRun() {
  const std::string before = "export HOSO_DATABASE=\"";
  std::ifstream file(FindInVar("hoso.env"));
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, before.size(), before) == 0 && line.back() == '"') {
      return line.substr(before.size(), line.size() - before.size() - 1);
    }
  }
  return "";
}

std::string Database(const std::string& given) {
  if (!given.empty()) return given;
  if (const char* variable = std::getenv("HOSO_DATABASE"); variable != nullptr) return variable;
  const std::string found = DatabaseOfRun();
  if (found.empty()) {
    NotUnderstood("--database",
                  absl::NotFoundError("not known, want a libpq connection string of the role hoso_auditor, "
                                      "$HOSO_DATABASE, or a system started by ./run"));
  }
  return found;
}

void PrintReportAsJson(const ledger::VerifyReport& report) {
  nlohmann::ordered_json json = {{"ok", report.ok()},
                                 {"dossiers", report.dossiers},
                                 {"facts", report.facts},
                                 {"items", report.items},
                                 {"persons", report.persons},
                                 {"answers", report.answers},
                                 {"batches", report.batches},
                                 {"bags", report.bags},
                                 {"seconds", absl::ToDoubleSeconds(report.took)},
                                 {"findings_in_all", report.findings_in_all},
                                 {"findings", nlohmann::ordered_json::array()}};
  for (const ledger::Finding& finding : report.findings) {
    json["findings"].push_back(
        {{"dossier_code", finding.dossier_code}, {"sequence", finding.sequence}, {"what", finding.what}});
  }
  std::cout << json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
}

void Verify(const Session& session, const Arguments& arguments) {
  const auto catalogue = LoadCatalogueOrExit(arguments.catalogue);
  const auto report = ledger::Verify(FullCheck(Database(arguments.database), *catalogue));
  if (!report.ok()) session.Refuse(report.status());
  if (session.options().json) {
    PrintReportAsJson(*report);
  } else {
    for (const ledger::Finding& finding : report->findings) std::cout << finding.ToString() << "\n";
  }
  std::cerr << "hoso: " << report->dossiers << session.Say(" hồ sơ, ", " dossiers, ") << report->facts
            << session.Say(" sự kiện, ", " facts, ") << report->items << session.Say(" giấy tờ, ", " items, ")
            << report->bags << session.Say(" túi; ", " bags; ") << report->findings_in_all
            << session.Say(" điều không khớp; ", " findings; ")
            << absl::FormatDuration(absl::Trunc(report->took, absl::Milliseconds(1))) << "\n";
  if (!report->ok()) throw CLI::RuntimeError(1);
}

}  // namespace

void AddLedgerCommands(CLI::App& app, const Session& session) {
  CLI::App& group = *app.add_subcommand("ledger", "The ledger itself");
  group.require_subcommand(1);
  const auto a = std::make_shared<Arguments>();
  CLI::App& verify = *group.add_subcommand(
      "verify",
      "Compute everything again from the facts: prints what does not agree, exit code 1 if anything does not");
  verify
      .add_option("--database", a->database,
                  "libpq string of the role hoso_auditor (else $HOSO_DATABASE, else of ./run)")
      ->check(postgres::ProblemWithConninfo);
  verify.add_option("--catalogue", a->catalogue, "Folder of the catalogue");
  verify.callback([=] { Verify(session, *a); });
}

}  // namespace hoso::cli
