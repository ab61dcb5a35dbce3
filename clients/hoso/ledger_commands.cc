// hoso ledger verify: needs the database and no service.
#include <iostream>
#include <nlohmann/json.hpp>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/hoso/catalogue_commands.h"
#include "clients/hoso/commands.h"
#include "clients/hoso/ledger_check.h"
#include "common/clock/zone.h"
#include "common/vault/key_ring.h"

namespace hoso::cli {
namespace {

struct Arguments {
  std::string database;
  std::string catalogue;
  std::string vault;
};

absl::CivilDay Today(const Session& session) {
  const std::string& time = session.options().time;
  return clock::LocalDay(time.empty() ? absl::Now() : OrUsage("--time", ParseTime(time)));
}

// The ring of --vault, else of ./run, as far as this user may read it.
std::shared_ptr<const vault::KeyRing> RingOrNone(const Session& session, const std::string& given) {
  const std::string path = VaultFile(given);
  if (path.empty()) return nullptr;
  const auto file = vault::KeyRingFile::Open(path);
  if (file.ok()) return (*file)->Current();
  if (!given.empty()) session.Refuse(file.status());
  return nullptr;
}

void PrintReportAsJson(const ledger::VerifyReport& report) {
  nlohmann::ordered_json json = {{"ok", report.ok()},
                                 {"dossiers", report.dossiers},
                                 {"facts", report.facts},
                                 {"items", report.items},
                                 {"persons", report.persons},
                                 {"persons_unopened", report.persons_unopened},
                                 {"persons_destroyed", report.persons_destroyed},
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
  const auto report =
      ledger::Verify(FullCheck(DatabaseOf(arguments.database), *catalogue, RingOrNone(session, arguments.vault), Today(session)));
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
  if (report->persons_destroyed > 0) {
    std::cerr << "hoso: " << report->persons_destroyed
              << session.Say(" bản ghi cá nhân hết thời hạn lưu, khóa đã hủy\n",
                             " records of persons past their term, their keys destroyed\n");
  }
  if (report->persons_unopened > 0) {
    std::cerr << "hoso: " << report->persons_unopened
              << session.Say(" bản ghi cá nhân chưa được mở để đối chiếu: không có vòng khóa (--vault)\n",
                             " records of persons were not opened and compared: there is no key ring (--vault)\n");
  }
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
  verify.add_option("--database", a->database,
                    "libpq string of the role hoso_auditor (else $HOSO_DATABASE, else of ./run)");
  verify.add_option("--catalogue", a->catalogue, "Folder of the catalogue");
  verify.add_option("--vault", a->vault,
                    "Key ring (else $HOSO_VAULT, else of ./run): opens the records of persons and compares them, too");
  verify.callback([=] { Verify(session, *a); });
}

}  // namespace hoso::cli
