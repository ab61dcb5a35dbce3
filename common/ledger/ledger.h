// The ledger: facts of dossiers, appended only, hash-chained per dossier, with
// their projections in the same transaction.
//
// A service hands in a Command: the dossiers that it touches and a pure
// function from their present state to new facts or a refusal. A committer
// takes whatever is waiting, loads it in one round trip, runs the functions in
// order, writes everything with one statement, commits, and another thread
// answers each caller with its own outcome. A refusal writes nothing and
// disturbs no neighbour.
//
// Outcomes of Submit besides a command's own refusals:
//   INVALID_ARGUMENT, reason REQUEST_ID_REUSED: the id came before, with other content
//   RESOURCE_EXHAUSTED: too many wait; send it again later
//   DEADLINE_EXCEEDED: the deadline passed before it was begun
//   UNAVAILABLE: the database is away, or the ledger is closing; nothing was written
//   ABORTED: it lost too many races for its dossiers; nothing was written
//   UNKNOWN: the connection was lost in the commit, and either the command has
//     no request id or the database did not come back in time
//
// Nothing here knows of gRPC, or what a command means.
#ifndef HOSO_COMMON_LEDGER_LEDGER_H_
#define HOSO_COMMON_LEDGER_LEDGER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/dossier/dossier_change.h"
#include "common/identity/dossier_code.h"
#include "common/ledger/person_rows.h"
#include "common/vault/key_ring.h"
#include "hoso/core/v1/dossier.pb.h"

namespace hoso::ledger {

// What the ledger holds of one dossier, as of the lock that the committer took.
struct Loaded {
  identity::DossierId id;
  bool exists = false;
  core::v1::Dossier dossier;       // Empty when it does not exist.
  std::string head;                // Hash of its last fact; 32 zero bytes when it does not exist.
  std::vector<PersonRow> persons;  // Newest version of each; only when the command asks for them.
};

// The present state that a decision may look at.
class View {
 public:
  virtual ~View() = default;
  // One of the command's dossiers. It must have been named in the command.
  virtual const Loaded& Get(identity::DossierId id) const = 0;
  // The rows that `side_load` returned, as text; nullopt is NULL.
  virtual const std::vector<std::vector<std::optional<std::string>>>& side_rows() const = 0;
};

// New facts of one dossier. `change` already holds the state after them.
struct Append {
  dossier::DossierChange change;
  std::vector<PersonRow> persons;
};

// What a command comes to. `answer` is remembered under the request id and
// given again on repeat.
struct Decision {
  std::vector<Append> appends;
  std::string answer;      // A serialised response message.
  std::string side_write;  // SQL for the service's own tables, run in the same transaction. Bulk lane only.
};

enum class Lane {
  kUsual,  // Batched with others.
  kBulk,   // Bags and other large commands: a transaction, and a connection, of its own.
};

struct Command {
  std::string request_id;  // A UUID in its canonical form; empty for commands without memory.
  std::string digest;      // SHA-256 of the request's content: the same id with another digest is refused.
  std::vector<identity::DossierId> dossiers;  // No two the same.
  bool load_persons = false;
  Lane lane = Lane::kUsual;
  std::string side_load;                         // SQL, run before the dossiers are locked. Bulk lane only.
  absl::Time deadline = absl::InfiniteFuture();  // Not begun after it: DEADLINE_EXCEEDED.
  // Pure; may run again after a lost race. Runs on a committer thread.
  std::function<absl::StatusOr<Decision>(const View&)> decide;
  // Called once, on an answering thread, with the answer or the refusal.
  std::function<void(absl::StatusOr<std::string>)> done;
};

// For metrics and logs. Called from the ledger's threads; keep them short.
struct Hooks {
  std::function<void(Lane lane, int commands, absl::Duration took)> on_batch;  // Committed, or all refused.
  std::function<void(Lane lane, int waiting)> on_queue;
  std::function<void(Lane lane)> on_bisection;
  std::function<void(const absl::Status& status)> on_trouble;  // Lost connections, lost races, mistakes of ours.
};

// Under the keys of which class the persons of a dossier are kept.
using ClassOf = std::function<vault::DataClass(const core::v1::Dossier&)>;

struct Options {
  std::string conninfo;
  identity::AgencyCodes agencies;  // Both set; a dossier's code must be its key's.
  // Both set in a door that keeps or reads persons; without them its commands that do are refused, INTERNAL. `vault`
  // outlives the ledger.
  vault::KeyRingFile* vault = nullptr;
  ClassOf class_of;
  // For ./bench, which measures what it costs: persons are kept without a key and tokens. The schema has no place for such,
  // so the database is one that the benchmark has prepared.
  bool plain_for_tests = false;
  int committers = 1;  // A setting: 1 on a fast disk, 2 where fsync takes milliseconds.
  int bulk_committers = 1;
  int max_batch = 256;
  int max_queue = 4096;  // Per lane. Beyond it Submit answers RESOURCE_EXHAUSTED at once.
  absl::Duration lock_timeout = absl::Milliseconds(500);
  absl::Duration patience = absl::Seconds(5);  // How long a command waits for a database that is away.
  Hooks hooks;
};

// Thread-safe. Destruction refuses what waits with UNAVAILABLE and finishes
// what has begun.
class Ledger {
 public:
  // INVALID_ARGUMENT for options out of range; UNAVAILABLE if the database does not answer.
  static absl::StatusOr<std::unique_ptr<Ledger>> Open(Options options);
  virtual ~Ledger() = default;
  // Returns at once.
  virtual void Submit(Command command) = 0;
  // Blocks until the outcome is known. For tests and rare calls.
  absl::StatusOr<std::string> SubmitAndWait(Command command);
};

}  // namespace hoso::ledger

#endif  // HOSO_COMMON_LEDGER_LEDGER_H_
