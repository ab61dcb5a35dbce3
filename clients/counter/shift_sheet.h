// "Bảng kê nộp tiền cuối ca", drawn from what the journal keeps of a closing.
#ifndef HOSO_CLIENTS_COUNTER_SHIFT_SHEET_H_
#define HOSO_CLIENTS_COUNTER_SHIFT_SHEET_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "clients/counter/desk.h"
#include "clients/counter/journal.h"
#include "clients/counter/page_server.h"
#include "clients/counter/timekeeper.h"
#include "common/catalogue/catalogue.h"
#include "common/forms/forms.h"
#include "common/forms/money.h"
#include "hoso/counter/v1/kept_cash.pb.h"

namespace hoso::counter {

// The sheet of a closing. `entry` says where it stands and how often it was printed before; `now`: when it is printed.
// Pure.
forms::ShiftSheet SheetOf(const catalogue::Catalogue& catalogue, const Place& place, const v1::KeptCash& kept,
                          const Entry& entry, absl::Time now);

// Thread-safe.
class ShiftPrints {
 public:
  // All outlive this.
  ShiftPrints(const catalogue::Catalogue& catalogue, Journal& journal, Timekeeper& clock,
              const forms::Typesetter& typesetter, forms::Paper paper, Place place)
      : catalogue_(catalogue),
        journal_(journal),
        clock_(clock),
        typesetter_(typesetter),
        paper_(paper),
        place_(std::move(place)) {}

  // NOT_FOUND when the entry is no closing.
  absl::StatusOr<Printed> Print(int64_t position) const;

 private:
  const catalogue::Catalogue& catalogue_;
  Journal& journal_;
  Timekeeper& clock_;
  const forms::Typesetter& typesetter_;
  const forms::Paper paper_;
  const Place place_;
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_SHIFT_SHEET_H_
