// hoso: the command line of the house. The useful value goes to stdout, words to
// stderr. Exits with 0, with 1 if what was asked for failed, and with 2 if the
// command itself was not understood.
#include <CLI/CLI.hpp>

#include "clients/hoso/catalogue_commands.h"
#include "clients/hoso/commands.h"
#include "clients/hoso/date_command.h"

namespace {

constexpr char kFooter[] =
    "The useful value goes to stdout, words to stderr. Lists print one row a line, values separated by tabs, in the order\n"
    "that the help of each command names; --json prints the whole answer by the names of protos/hoso. Commands that write\n"
    "print code, status number and version of the dossier. Exit code 0: done; 1: refused, or what was checked does not\n"
    "hold; 2: not understood. A command whose answer was lost is repeated with --request-id (see -v).";

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Hoso: dossiers from the post counter to the agency and back");
  app.name("hoso");
  app.footer(kFooter);
  app.require_subcommand(1);
  app.fallthrough();
  const hoso::cli::Session session(hoso::cli::AddOptions(app));
  hoso::cli::AddCatalogueCommands(app);
  hoso::cli::AddDateCommand(app);
  hoso::cli::AddDossierCommands(app, session);
  hoso::cli::AddBagCommands(app, session);
  hoso::cli::AddDeskCommands(app, session);
  hoso::cli::AddReturnsCommands(app, session);
  hoso::cli::AddCustodyCommands(app, session);
  hoso::cli::AddFeedCommand(app, session);
  hoso::cli::AddReportCommands(app, session);
  hoso::cli::AddLedgerCommands(app, session);
  hoso::cli::AddSignInCommands(app, session);
  hoso::cli::AddStaffCommands(app, session);
  hoso::cli::AddSlipCommands(app, session);
  hoso::cli::AddPacketCommands(app, session);
  hoso::cli::AddKeyCommands(app, session);
  hoso::cli::AddPersonCommands(app, session);
  hoso::cli::AddAccessCommands(app, session);
  hoso::cli::AddScanCommands(app, session);
  hoso::cli::AddVaultCommands(app, session);
  hoso::cli::AddTopCommand(app, session);
  try {
    app.parse(argc, argv);
  } catch (const CLI::RuntimeError& error) {
    return error.get_exit_code();  // The command has said why.
  } catch (const CLI::ParseError& error) {
    constexpr int kNotUnderstood = 2;
    return app.exit(error) == 0 ? 0 : kNotUnderstood;  // Asking for help is no error.
  }
  return 0;
}
