// hoso person data: needs the database and the key ring, and no service.
#include <iostream>
#include <map>

#include "clients/hoso/catalogue_commands.h"
#include "clients/hoso/commands.h"
#include "clients/hoso/ledger_options.h"
#include "clients/hoso/own_access.h"
#include "clients/hoso/person_data.h"

namespace hoso::cli {
namespace {

struct Arguments {
  std::string number, database, vault, catalogue;
  PurposeOptions purpose;
};

// One for each dossier, or one that says that there was nothing.
std::vector<access_log::AccessEntry> EntriesOf(const Session& session, const Arguments& a, const HeldData& held) {
  std::map<std::string, int> records;
  for (const std::string& code : held.dossier_codes) ++records[code];
  std::vector<access_log::AccessEntry> entries;
  for (const auto& [code, count] : records) {
    entries.push_back(OwnEntry(session, access::v1::DEED_PERSON_DATA, a.purpose));
    entries.back().set_dossier_code(code);
    entries.back().set_records(count);
  }
  if (!entries.empty()) return entries;
  entries.push_back(OwnEntry(session, access::v1::DEED_PERSON_DATA, a.purpose));
  entries.back().set_outcome(access::v1::OUTCOME_NOT_FOUND);
  return entries;
}

void Data(const Session& session, const Arguments& a) {
  std::string number = a.number;
  // What stands on a command line can be read by others on the machine.
  if (number == "-") std::getline(std::cin, number);
  const auto catalogue = LoadCatalogueOrExit(a.catalogue);
  const std::string path = VaultFile(a.vault);
  if (path.empty()) NotUnderstood("--vault", absl::NotFoundError("not known, want the file of the key ring"));
  const auto file = vault::KeyRingFile::Open(path);
  if (!file.ok()) session.Refuse(file.status());
  const std::string database = DatabaseOrExit(a.database);
  const auto held = PersonData(database, *(*file)->Current(), *catalogue, number);
  if (!held.ok()) session.Refuse(held.status());
  if (absl::Status status = RecordOwn(database, EntriesOf(session, a, *held)); !status.ok()) session.Refuse(status);
  std::cout << held->json << "\n";
}

}  // namespace

void AddPersonCommands(CLI::App& app, const Session& session) {
  CLI::App& group = *app.add_subcommand("person", "What is held about a person");
  group.require_subcommand(1);
  const auto a = std::make_shared<Arguments>();
  CLI::App& data = *group.add_subcommand(
      "data", "All records with an identity number, in clear, as JSON: for the person who asks for them; is recorded");
  data.add_option("--identity-number", a->number, "Present or former; - reads it from stdin")->required();
  data.add_option("--database", a->database,
                  "libpq string of the role hoso_auditor (else $HOSO_DATABASE, else of ./run)");
  data.add_option("--vault", a->vault, "Key ring (else $HOSO_VAULT, else of ./run)");
  data.add_option("--catalogue", a->catalogue, "Folder of the catalogue");
  a->purpose.AddTo(data, "subject-request");
  data.callback([=] { Data(session, *a); });
}

}  // namespace hoso::cli
