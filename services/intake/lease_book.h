// Leases as this replica knows them: those that counters take codes from are
// looked up once and remembered for a while, and those that calls open and close
// are opened and closed on a thread of the book's own.
//
// Nothing here knows of gRPC.
#ifndef HOSO_SERVICES_INTAKE_LEASE_BOOK_H_
#define HOSO_SERVICES_INTAKE_LEASE_BOOK_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/rpc/workers.h"
#include "services/intake/intake_store.h"
#include "services/intake/lease.h"

namespace hoso::intake {

// Thread-safe. Each `done` is called once, at once or on the book's thread.
class LeaseBook {
 public:
  // `store` outlives this.
  explicit LeaseBook(IntakeStore& store) : store_(store) {}

  void Open(IntakeStore::Wanted wanted, std::function<void(absl::StatusOr<Lease>)> done);
  // `may_close` looks at the lease before anything is done with it.
  void Close(IntakeStore::Closing closing, std::function<absl::Status(const Lease&)> may_close,
             std::function<void(absl::StatusOr<ClosedLease>)> done);
  // What is remembered may be kRemembered old: another replica may have closed the lease since.
  void Find(const std::string& lease_id, std::function<void(absl::StatusOr<Lease>)> done);

  // Looks again at what was recorded as void of leases that were closed a while ago, when nobody can take a code from
  // them any more. To be called now and then.
  void Check();
  // The same for all, at once. Blocks.
  void CheckNow();

  // Runs `task` after what waits. For rare work with the store.
  void Run(std::function<void()> task) { worker_.Run(std::move(task)); }

  static constexpr absl::Duration kRemembered = absl::Seconds(10);

 private:
  struct Known {
    Lease lease;
    absl::Time until;
  };
  void Remember(const Lease& lease);
  void CheckThose(const std::vector<std::string>& lease_ids);

  IntakeStore& store_;
  absl::Mutex mutex_;
  std::map<std::string, Known> known_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, absl::Time> closed_ ABSL_GUARDED_BY(mutex_);  // To be checked, and when they were closed.
  rpc::Workers worker_{1, rpc::Workers::kNoLimit};  // One after another. Last: its tasks use the rest.
};

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_LEASE_BOOK_H_
