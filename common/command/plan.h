// What a validated request asks of the ledger. Made by a pure function of the
// request, the catalogue and the call's context; no gRPC in it.
#ifndef HOSO_COMMON_COMMAND_PLAN_H_
#define HOSO_COMMON_COMMAND_PLAN_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/identity/dossier_code.h"
#include "common/ledger/ledger.h"

namespace hoso::command {

struct Plan {
  std::vector<identity::DossierId> dossiers;
  bool load_persons = false;
  ledger::Lane lane = ledger::Lane::kUsual;
  std::string side_load;  // As in ledger::Command.
  std::function<absl::StatusOr<ledger::Decision>(const ledger::View&)> decide;
};

}  // namespace hoso::command

#endif  // HOSO_COMMON_COMMAND_PLAN_H_
