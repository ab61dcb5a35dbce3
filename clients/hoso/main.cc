// hoso: the command line of the house. The useful value goes to stdout, words to
// stderr. Exits with 0, with 1 if what was asked for failed, and with 2 if the
// command itself was not understood.
#include <CLI/CLI.hpp>

#include "clients/hoso/catalogue_commands.h"
#include "clients/hoso/date_command.h"

int main(int argc, char** argv) {
  CLI::App app("Hoso: dossiers from the post counter to the agency and back");
  app.name("hoso");
  app.require_subcommand(1);
  hoso::cli::AddCatalogueCommands(app);
  hoso::cli::AddDateCommand(app);
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
