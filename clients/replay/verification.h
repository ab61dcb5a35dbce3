// Whether the ledger agrees with itself, the catalogue's promises and the table
// of bags. Apart from everything that speaks gRPC.
#ifndef HOSO_CLIENTS_REPLAY_VERIFICATION_H_
#define HOSO_CLIENTS_REPLAY_VERIFICATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/catalogue/catalogue.h"

namespace hoso::replay {

// The ledger against the checkpoints of its days (closing.h).
struct ClosedDays {
  int64_t days = 0;
  int64_t facts = 0;  // In the last of them, and so in all.
  int64_t open = 0;   // Facts in none yet.
  int64_t findings = 0;
  std::vector<std::string> first_findings;  // At most a handful, in words.
};

struct Verification {
  int64_t dossiers = 0;
  int64_t facts = 0;
  int64_t bags = 0;
  int64_t findings = 0;
  std::vector<std::string> first_findings;  // At most a handful, in words.
  absl::Duration took;
  std::optional<ClosedDays> closed;  // Absent when no day is closed by the replay.
};

// `conninfo` is that of the role hoso_auditor; `vault` the file of the key ring, or empty.
absl::StatusOr<Verification> VerifyLedger(const std::string& conninfo, const catalogue::Catalogue& catalogue,
                                          const std::string& vault);

}  // namespace hoso::replay

#endif  // HOSO_CLIENTS_REPLAY_VERIFICATION_H_
