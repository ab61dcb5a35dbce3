// The cash of this counter, as its journal tells it: what is in the open shift, and what is held for agencies. Which
// payment belongs to which shift follows from the order of the journal alone: those between two closings to the later.
//
// Pure: no gRPC, no SQL, no clock.
#ifndef HOSO_CLIENTS_COUNTER_CASH_BOOK_H_
#define HOSO_CLIENTS_COUNTER_CASH_BOOK_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "clients/counter/journal.h"
#include "common/cash/balance.h"
#include "common/catalogue/catalogue.h"
#include "hoso/counter/v1/kept_cash.pb.h"

namespace hoso::counter {

inline constexpr char kOpenShift[] = "cash.OpenShift", kCountCash[] = "cash.CountCash",
                      kCloseShift[] = "cash.CloseShift", kHandOverFees[] = "cash.HandOverFees";
inline constexpr char kRecordPayment[] = "intake.RecordPayment";

// The procedure's key of a dossier that was not taken in here; empty: nobody knows.
using ProcedureOf = std::function<std::string(const std::string& dossier_code)>;

// The name of the procedure's newest version; its key for one that there is not.
std::string ProcedureName(const catalogue::Catalogue& catalogue, const std::string& key);

struct Payment {
  int64_t position = 0;
  std::string number;  // Of the receipt.
  std::string agency_key;
  std::string procedure;  // Key.
  core::v1::PaymentMeans means = core::v1::PAYMENT_MEANS_UNSPECIFIED;
  int64_t fees_vnd = 0;     // "Phí".
  int64_t charges_vnd = 0;  // "Lệ phí".
  bool waiting = false;     // To be recorded.
  bool given_up = false;    // The entry was voided.
  int64_t amount_vnd() const { return fees_vnd + charges_vnd; }
};
// What was paid with an entry; nullopt: nothing.
std::optional<Payment> PaymentOf(const catalogue::Catalogue& catalogue, const ProcedureOf& procedure_of,
                                 const Entry& entry);

// What the journal says.
struct CashEntries {
  std::optional<Entry> last_close;
  std::vector<Entry> since;     // Of cash and payments after it, oldest first.
  std::vector<Entry> given_up;  // All that were voided with a payment, whenever.
};

struct CashState {
  struct Open {
    std::string id, staff;
    absl::Time at;
    int64_t float_vnd = 0;
  };
  struct Count {
    int64_t sum_vnd = 0;
    v1::KeptCash kept;
  };
  std::optional<Open> open;
  int counts = 0;
  std::optional<Count> count;           // The last.
  std::vector<Payment> payments;        // In order; also those before the shift opened.
  cash::v1::Sheet sheet;                // Of them, with corrections of earlier shifts.
  cash::v1::Holdings held;              // Of closed shifts: what an open one took is counted first.
  std::vector<int64_t> void_positions;  // That the sheet takes account of, with those of sheets before.
  int64_t seen = 0;                     // Position of the last entry that may be a payment, or of the closing.
  bool waiting = false;                 // Something of it is to be recorded.

  int64_t expected_vnd() const { return open.has_value() ? cash::Expected(open->float_vnd, sheet) : 0; }
  // Whether the count still stands: nothing was paid or given back since.
  bool counted() const;
  int64_t difference_vnd() const { return count.has_value() ? count->sum_vnd - expected_vnd() : 0; }
};

CashState Fold(const catalogue::Catalogue& catalogue, const ProcedureOf& procedure_of, const CashEntries& entries);

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_CASH_BOOK_H_
