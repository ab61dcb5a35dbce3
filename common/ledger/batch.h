// A batch of commands on what was loaded for them: runs their decisions in
// order, each on what those before it left, and gathers what is to be written.
//
// Nothing here knows of SQL, threads or gRPC.
#ifndef HOSO_COMMON_LEDGER_BATCH_H_
#define HOSO_COMMON_LEDGER_BATCH_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/dossier_code.h"
#include "common/ledger/ledger.h"
#include "common/ledger/writes.h"

namespace hoso::ledger {

// A command that waits for its outcome.
struct Pending {
  Command command;
  std::string request_id;  // 16 bytes, or empty.
  absl::Time submitted;
  int blocked = 0;        // How often its dossiers were locked by others.
  bool in_doubt = false;  // It may have been committed: the connection was lost in the commit.
};

struct LoadedDossier {
  std::string state;
  std::string head;
};

struct Remembered {
  std::string digest;
  std::string answer;
};

// What was read for a batch, after its dossiers were locked.
struct LoadResult {
  uint64_t tx = 0;
  std::map<int64_t, LoadedDossier> dossiers;
  std::map<int64_t, std::vector<KeptPerson>> persons;
  std::map<std::string, Remembered> answers;  // By request id, 16 bytes.
  std::vector<std::vector<std::optional<std::string>>> side_rows;
};

struct Outcome {
  absl::StatusOr<std::string> answer;
  bool writes = false;  // What it comes to is not there before the commit.
};

struct Decided {
  std::vector<Outcome> outcomes;  // One per command, in order.
  Writes writes;
};

// With what persons are opened and kept. Without a ring, commands on persons are refused.
struct PersonKeys {
  std::shared_ptr<const vault::KeyRing> ring;
  ClassOf class_of;
  bool plain_for_tests = false;  // As in Options.
};

Decided DecideBatch(std::span<const Pending> commands, LoadResult loaded, const identity::AgencyCodes& agencies,
                    const PersonKeys& keys = {});

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_BATCH_H_
