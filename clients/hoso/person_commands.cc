// hoso person data: needs the database and the key ring, and no service.
#include <iostream>

#include "clients/hoso/catalogue_commands.h"
#include "clients/hoso/commands.h"
#include "clients/hoso/ledger_options.h"
#include "clients/hoso/person_data.h"

namespace hoso::cli {
namespace {

struct Arguments {
  std::string number, database, vault, catalogue;
};

void Data(const Session& session, const Arguments& a) {
  std::string number = a.number;
  // What stands on a command line can be read by others on the machine.
  if (number == "-") std::getline(std::cin, number);
  const auto catalogue = LoadCatalogueOrExit(a.catalogue);
  const std::string path = VaultFile(a.vault);
  if (path.empty()) NotUnderstood("--vault", absl::NotFoundError("not known, want the file of the key ring"));
  const auto file = vault::KeyRingFile::Open(path);
  if (!file.ok()) session.Refuse(file.status());
  const auto data = PersonData(DatabaseOrExit(a.database), *(*file)->Current(), *catalogue, number);
  if (!data.ok()) session.Refuse(data.status());
  std::cout << *data << "\n";
}

}  // namespace

void AddPersonCommands(CLI::App& app, const Session& session) {
  CLI::App& group = *app.add_subcommand("person", "What is held about a person");
  group.require_subcommand(1);
  const auto a = std::make_shared<Arguments>();
  CLI::App& data = *group.add_subcommand(
      "data", "All records with an identity number, in clear, as JSON: for the person who asks for them");
  data.add_option("--identity-number", a->number, "Present or former; - reads it from stdin")->required();
  data.add_option("--database", a->database,
                  "libpq string of the role hoso_auditor (else $HOSO_DATABASE, else of ./run)");
  data.add_option("--vault", a->vault, "Key ring (else $HOSO_VAULT, else of ./run)");
  data.add_option("--catalogue", a->catalogue, "Folder of the catalogue");
  data.callback([=] { Data(session, *a); });
}

}  // namespace hoso::cli
