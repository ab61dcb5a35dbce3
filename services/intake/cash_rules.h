// What is allowed with the cash of a device, and what is recorded of it. The arithmetic is in common/cash.
//
// Pure: no gRPC, no SQL, no clock.
#ifndef HOSO_SERVICES_INTAKE_CASH_RULES_H_
#define HOSO_SERVICES_INTAKE_CASH_RULES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/cash/balance.h"
#include "common/catalogue/catalogue.h"
#include "hoso/cash/v1/cash_service.pb.h"
#include "hoso/core/v1/fact.pb.h"

namespace hoso::intake {

enum class CashKind { kOpened = 1, kCounted = 2, kClosed = 3, kHandedOver = 4 };

// A row of intake.cash_event, whose schema says what the fields mean.
struct CashEvent {
  CashKind kind = CashKind::kOpened;
  std::string shift_id;  // Empty: fees handed over.
  std::string office, device, staff, supervisor;
  int64_t amount_vnd = 0;
  std::optional<absl::Time> since;
  absl::Time occurred_at;
  std::string content;
  cash::v1::Holdings held;
};

// A payment that the ledger has.
struct PaymentFact {
  int64_t dossier = 0;    // Key.
  std::string procedure;  // Version id.
  core::v1::Fact fact;    // A PaymentRecorded.
};

// What is known of a device's cash when something is asked of it.
struct CashBook {
  std::vector<CashEvent> shift;          // Of the shift that is asked about, in order; empty: none is recorded.
  std::string open_shift;                // Of the device; empty: none is open.
  std::optional<absl::Time> last_close;  // Of the device.
  cash::v1::Holdings held;               // By the device.
  std::vector<PaymentFact> payments;     // Of the office, for a closing.
};

struct CashAsker {
  std::string office, device, staff;
  std::string supervisor;  // Who may sign for a difference and did; empty: nobody.
  absl::Time occurred_at;
};

struct CashDecision {
  CashEvent event;
  std::string answer;  // Serialised response.
};

// Errors are those of hoso.cash.v1.CashService.
absl::StatusOr<CashDecision> DecideOpening(const CashBook& book, const CashAsker& asker,
                                           const cash::v1::OpenShiftRequest& request);
absl::StatusOr<CashDecision> DecideCount(const CashBook& book, const CashAsker& asker,
                                         const cash::v1::CountCashRequest& request);
absl::StatusOr<CashDecision> DecideClosing(const catalogue::Catalogue& catalogue, const CashBook& book,
                                           const CashAsker& asker, const cash::v1::CloseShiftRequest& request);
absl::StatusOr<CashDecision> DecideHandOver(const catalogue::Catalogue& catalogue, const CashBook& book,
                                            const CashAsker& asker, const cash::v1::HandOverFeesRequest& request);

// Of a device's payments: those that occurred after `since` and until `until`, and those whose receipts the sheet
// names.
std::vector<cash::Recorded> PaymentsOfShift(const catalogue::Catalogue& catalogue,
                                            const std::vector<PaymentFact>& payments, const std::string& device,
                                            std::optional<absl::Time> since, absl::Time until,
                                            const cash::v1::Sheet& sheet);

// Shifts of an office from their events, in the order of these; newest first. `now`: until when an open one lasts.
cash::v1::ListShiftsResponse ShiftRecords(const catalogue::Catalogue& catalogue, const std::vector<CashEvent>& events,
                                          const std::vector<PaymentFact>& payments);

}  // namespace hoso::intake

#endif  // HOSO_SERVICES_INTAKE_CASH_RULES_H_
