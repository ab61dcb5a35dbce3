// The days of the replay, closed with checkpoints as those of a real ledger are (docs/checkpoints.md), and the ledger
// against them. Apart from everything that speaks gRPC.
#ifndef HOSO_CLIENTS_REPLAY_CLOSING_H_
#define HOSO_CLIENTS_REPLAY_CLOSING_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "clients/replay/verification.h"
#include "common/catalogue/catalogue.h"

namespace hoso::replay {

struct ClosingOptions {
  std::string conninfo;  // Role hoso_auditor.
  std::string folder;    // Of the checkpoints; is made if need be. Empty: no day is closed, and none looked at.
  std::string key;       // File of the ledger's private key.
  std::string keys;      // List of public keys, in which that key has its owner.
};

// Closes the days up to `last` that are not closed yet. FAILED_PRECONDITION naming the key that is in no list; other
// errors as ledger::CloseEachDay.
absl::Status CloseDays(const ClosingOptions& options, const catalogue::Catalogue& catalogue, absl::CivilDay last);

// Compares the ledger with all checkpoints in the folder.
absl::StatusOr<ClosedDays> CheckDays(const ClosingOptions& options, const catalogue::Catalogue& catalogue);

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_CLOSING_H_
