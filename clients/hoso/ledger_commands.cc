// hoso ledger: needs the database and no service. Here verify; the others in files of their own.
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/hoso/catalogue_commands.h"
#include "clients/hoso/commands.h"
#include "clients/hoso/ledger_check.h"
#include "clients/hoso/ledger_options.h"
#include "common/access_log/access_reader.h"
#include "common/command/fields.h"
#include "common/ledger/checkpoint_check.h"
#include "common/clock/zone.h"
#include "common/vault/key_ring.h"

namespace hoso::cli {
namespace {

struct Arguments {
  std::string database;
  std::string catalogue;
  std::string folder;  // Of checkpoints; empty: they are not looked at.
  std::string keys;
  std::vector<std::string> countersigners;
  std::vector<std::string> kept;
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

nlohmann::ordered_json ToJson(const Session& session, const ledger::CheckedDay& day) {
  nlohmann::ordered_json signers = nlohmann::ordered_json::array();
  for (const checkpoint::Signer& signer : day.signers) {
    signers.push_back({{"name", signer.name},
                       {"key_id", signer.key_id},
                       {"good", signer.standing == checkpoint::Standing::kGood},
                       {"standing", ShowSigner(session, signer).substr(signer.name.size() + 2)}});
  }
  return {{"day", checkpoint::DayText(day.checkpoint.day)},
          {"size", day.checkpoint.size},
          {"root", absl::Base64Escape(day.checkpoint.root)},
          {"signers", std::move(signers)}};
}

void PrintReportAsJson(const Session& session, const ledger::VerifyReport& report,
                       const std::optional<ledger::CheckpointReport>& checkpoints, int64_t accesses) {
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
                                 {"accesses", accesses},
                                 {"seconds", absl::ToDoubleSeconds(report.took)},
                                 {"findings_in_all", report.findings_in_all},
                                 {"findings", nlohmann::ordered_json::array()}};
  for (const ledger::Finding& finding : report.findings) {
    json["findings"].push_back(
        {{"dossier_code", finding.dossier_code}, {"sequence", finding.sequence}, {"what", finding.what}});
  }
  if (checkpoints.has_value()) {
    json["checkpoints"] = nlohmann::ordered_json::array();
    json["facts_in_no_checkpoint"] = checkpoints->open;
    for (const ledger::CheckedDay& day : checkpoints->days) json["checkpoints"].push_back(ToJson(session, day));
  }
  std::cout << json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
}

// Nothing without --dir. Its findings go to those of `report`.
std::optional<ledger::CheckpointReport> CheckpointsOf(const Session& session, const Arguments& arguments,
                                                      const catalogue::Catalogue& catalogue,
                                                      ledger::VerifyReport& report) {
  if (arguments.folder.empty()) return std::nullopt;
  auto checked = ledger::CheckCheckpoints({.conninfo = DatabaseOrExit(arguments.database),
                                           .folder = arguments.folder,
                                           .keys = KeysOrExit(arguments.keys),
                                           .agencies = command::CodesOf(catalogue),
                                           .countersigners = arguments.countersigners,
                                           .kept = arguments.kept});
  if (!checked.ok()) session.Refuse(checked.status());
  report.findings.insert(report.findings.end(), checked->findings.begin(), checked->findings.end());
  report.findings_in_all += checked->findings_in_all;
  return *std::move(checked);
}

// The access log against itself and what the checkpoints say of it. Its findings go to those of `report`. Returns the number
// of its entries.
int64_t CheckAccessLog(const Session& session, const Arguments& arguments,
                       const std::optional<ledger::CheckpointReport>& checkpoints, ledger::VerifyReport& report) {
  const auto checked = access_log::CheckLog(
      DatabaseOrExit(arguments.database),
      checkpoints.has_value() ? checkpoints->access_heads : std::map<std::string, access_log::Head>());
  if (!checked.ok()) session.Refuse(checked.status());
  constexpr size_t kMostFindings = 1000;
  for (const access_log::Finding& finding : checked->findings) {
    if (report.findings.size() < kMostFindings) report.findings.push_back({.what = finding.ToString()});
  }
  report.findings_in_all += static_cast<int64_t>(checked->findings.size());
  return checked->entries;
}

void SayCheckpoints(const Session& session, const ledger::CheckpointReport& report) {
  for (const ledger::CheckedDay& day : report.days) {
    std::cerr << "hoso: " << checkpoint::DayText(day.checkpoint.day) << ": " << day.checkpoint.size
              << session.Say(" sự kiện; ", " facts; ");
    std::vector<std::string> signers;
    for (const checkpoint::Signer& signer : day.signers) signers.push_back(ShowSigner(session, signer));
    std::cerr << absl::StrJoin(signers, ", ") << "\n";
  }
  std::cerr << "hoso: " << report.days.size() << session.Say(" ngày đã chốt; ", " days closed; ") << report.open
            << session.Say(" sự kiện chưa chốt\n", " facts in no checkpoint yet\n");
}

void Verify(const Session& session, const Arguments& arguments) {
  const auto catalogue = LoadCatalogueOrExit(arguments.catalogue);
  auto report = ledger::Verify(FullCheck(DatabaseOrExit(arguments.database), *catalogue,
                                         RingOrNone(session, arguments.vault), Today(session)));
  if (!report.ok()) session.Refuse(report.status());
  const auto checkpoints = CheckpointsOf(session, arguments, *catalogue, *report);
  const int64_t accesses = CheckAccessLog(session, arguments, checkpoints, *report);
  if (session.options().json) {
    PrintReportAsJson(session, *report, checkpoints, accesses);
  } else {
    for (const ledger::Finding& finding : report->findings) std::cout << finding.ToString() << "\n";
  }
  if (checkpoints.has_value()) SayCheckpoints(session, *checkpoints);
  std::cerr << "hoso: " << report->dossiers << session.Say(" hồ sơ, ", " dossiers, ") << report->facts
            << session.Say(" sự kiện, ", " facts, ") << report->items << session.Say(" giấy tờ, ", " items, ")
            << report->bags << session.Say(" túi, ", " bags, ") << accesses
            << session.Say(" lượt truy cập; ", " accesses; ") << report->findings_in_all
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
      "Compute everything again from the facts, and check the access log: prints what does not agree, exit code 1 if anything does not");
  AddDatabase(verify, a->database);
  verify.add_option("--catalogue", a->catalogue, "Folder of the catalogue");
  CLI::Option* folder = verify.add_option("--dir", a->folder, "Folder of checkpoints, to compare the facts with")
                            ->check(CLI::ExistingDirectory);
  CLI::Option* keys = verify.add_option("--keys", a->keys, "List of public keys")->needs(folder);
  folder->needs(keys);
  AddMany(verify, "--countersigner", a->countersigners, "Name of one who must have signed every day")->needs(folder);
  AddMany(verify, "--kept", a->kept, "A checkpoint that somebody else kept, to be the one in --dir")->needs(folder);
  verify.add_option("--vault", a->vault,
                    "Key ring (else $HOSO_VAULT, else of ./run): opens the records of persons and compares them, too");
  verify.callback([=] { Verify(session, *a); });
  AddCheckpointCommands(group, session);
  AddProofCommands(group, session);
}

}  // namespace hoso::cli
