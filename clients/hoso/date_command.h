// hoso date: the appointment date of a dossier and how it comes about. Needs no server.
#ifndef HOSO_CLIENTS_HOSO_DATE_COMMAND_H_
#define HOSO_CLIENTS_HOSO_DATE_COMMAND_H_

namespace CLI {
class App;
}

namespace hoso::cli {

void AddDateCommand(CLI::App& app);

}  // namespace hoso::cli

#endif  // HOSO_CLIENTS_HOSO_DATE_COMMAND_H_
