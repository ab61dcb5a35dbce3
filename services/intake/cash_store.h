// The cash of counters in PostgreSQL: the only place that knows its SQL.
//
// Errors of the database are those of common/postgres/error.h.
#ifndef HOSO_SERVICES_INTAKE_CASH_STORE_H_
#define HOSO_SERVICES_INTAKE_CASH_STORE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "services/intake/cash_rules.h"

namespace hoso::intake {

// Thread-safe; each method blocks for some round trips.
class CashStore {
 public:
  CashStore(const std::string& conninfo, int connections);
  ~CashStore();

  struct Asked {
    std::string request_id;  // A UUID.
    std::string digest;      // SHA-256 of the request.
    std::string shift_id;    // A UUID, or empty: about none.
    std::string office, device;
    bool with_payments = false;  // Those of the office are wanted, too.
    absl::Time now;
  };
  using Decide = std::function<absl::StatusOr<CashDecision>(const CashBook& book)>;
  // Records what `decide` makes of the device's book, one after the other for a device, and returns the answer. A
  // repeat of the request id returns the first; with another digest it is INVALID_ARGUMENT (reason REQUEST_ID_REUSED).
  // `decide` may run more than once.
  absl::StatusOr<std::string> Record(const Asked& asked, const Decide& decide);

  struct Found {
    std::vector<CashEvent> events;  // In order; of shifts opened on the days, and hand-overs since the first of them.
    std::vector<PaymentFact> payments;
  };
  absl::StatusOr<Found> List(const std::string& office, absl::CivilDay from, absl::CivilDay until);

 private:
  struct Database;
  std::unique_ptr<Database> database_;
};

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_CASH_STORE_H_
