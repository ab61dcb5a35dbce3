// Number leases in PostgreSQL: the only place of intake that knows SQL. Dossiers
// are the ledger's (common/ledger).
//
// Errors of the database are those of common/postgres/error.h.
#ifndef HOSO_SERVICES_INTAKE_INTAKE_STORE_H_
#define HOSO_SERVICES_INTAKE_INTAKE_STORE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/intake/lease.h"

namespace hoso::intake {

// Thread-safe; each method blocks for a round trip or a few.
class IntakeStore {
 public:
  // The migration in schema/ that intake's code was written for.
  static constexpr int kSchemaVersion = 2;

  IntakeStore(const std::string& conninfo, int connections);
  ~IntakeStore();

  struct Wanted {
    std::string request_id;  // A UUID.
    std::string digest;      // SHA-256 of the request.
    int agency = 0;
    absl::CivilDay day;
    int count = 0;
    std::string holder;
    absl::Time now;
  };
  // The next free block of the agency's day, shorter than `count` if no more are left. A repeat of the request id
  // returns the first answer; with another digest it is INVALID_ARGUMENT (reason REQUEST_ID_REUSED).
  // RESOURCE_EXHAUSTED when all numbers of the day are given out. The ledger's partition of that day exists afterwards.
  absl::StatusOr<Lease> Open(const Wanted& wanted);

  // NOT_FOUND for a lease that never was.
  absl::StatusOr<Lease> Find(const std::string& lease_id);

  struct Closing {
    std::string request_id;
    std::string digest;
    std::string lease_id;
    std::string reason;
    absl::Time now;
  };
  // Closes one lease on somebody's request and records its unused numbers as void. Repeats as Open does.
  // FAILED_PRECONDITION (reason LEASE_CLOSED) if it was closed otherwise.
  absl::StatusOr<ClosedLease> Close(const Closing& closing);

  // Closes those of `lease_ids` that are open. Returns how many.
  absl::StatusOr<int> CloseAll(const std::vector<std::string>& lease_ids, const std::string& reason, absl::Time now);
  // Closes all open leases of `holder`.
  absl::StatusOr<int> CloseAllOf(const std::string& holder, const std::string& reason, absl::Time now);
  // Closes all open leases that counters hold of days before `day`.
  absl::StatusOr<int> CloseAllBefore(absl::CivilDay day, const std::string& reason, absl::Time now);

  // Looks again at what was recorded as void of `lease_ids`: a number that a dossier came to use while its lease was
  // being closed is void no more. Returns the number of leases that this changed.
  absl::StatusOr<int> CheckVoid(const std::vector<std::string>& lease_ids);

  // Marks this process as the replica `id` for as long as this object lives. FAILED_PRECONDITION while another one
  // does; waits a moment for one that is ending.
  absl::Status HoldReplica(const std::string& id);
  // Marks it again if the database has forgotten it, as it does when it restarts. One thread's; after HoldReplica.
  absl::Status KeepReplica();
  // Holders of open leases that are replicas which do not run.
  absl::StatusOr<std::vector<std::string>> DeadReplicas();

 private:
  struct Database;
  std::unique_ptr<Database> database_;
};

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_INTAKE_STORE_H_
