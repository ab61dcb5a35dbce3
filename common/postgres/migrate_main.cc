// hoso-migrate: brings a database to the schema of this source tree.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "common/postgres/conninfo.h"
#include "common/postgres/migrate.h"

int main(int argc, char** argv) {
  CLI::App app("Applies the migrations that a database lacks, in order, each in one transaction");
  std::string database;
  std::string source_dir = ".";
  app.add_option("--database", database, "PostgreSQL connection string of the owner (libpq)")
      ->check(hoso::postgres::ProblemWithConninfo)
      ->required();
  app.add_option("--source-dir", source_dir, "Root of the source tree, which holds the schema folders")
      ->check(CLI::ExistingDirectory)
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  const auto applied = hoso::postgres::Migrate(database, hoso::postgres::HosoComponents(source_dir));
  if (!applied.ok()) {
    std::fprintf(stderr, "hoso-migrate: %s\n", applied.status().ToString().c_str());
    return 1;
  }
  for (const auto& migration : *applied) {
    std::printf("%s %04d_%s\n", migration.component.c_str(), migration.version, migration.name.c_str());
  }
  if (applied->empty()) std::printf("nothing to do\n");
  return 0;
}
