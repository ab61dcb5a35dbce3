// hoso catalogue check|show: needs no server.
#ifndef HOSO_CLIENTS_HOSO_CATALOGUE_COMMANDS_H_
#define HOSO_CLIENTS_HOSO_CATALOGUE_COMMANDS_H_

#include <memory>
#include <string>

#include "common/catalogue/catalogue.h"

namespace CLI {
class App;
}

namespace hoso::cli {

void AddCatalogueCommands(CLI::App& app);

// The directory of the catalogue: `given` if not empty, else $HOSO_CATALOGUE, else the nearest directory `catalogue`
// with *.textproto files beside or above this program, else ./catalogue.
std::string CatalogueDirectory(const std::string& given);

// Loads the catalogue of CatalogueDirectory(given), or writes its problems to stderr and ends the command.
std::shared_ptr<const catalogue::Catalogue> LoadCatalogueOrExit(const std::string& given);

}  // namespace hoso::cli

#endif  // HOSO_CLIENTS_HOSO_CATALOGUE_COMMANDS_H_
