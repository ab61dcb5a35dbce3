// The papers of what was done at the counter, as PDF: drawn from what the journal keeps, so that a reprint says the
// same.
#ifndef HOSO_CLIENTS_COUNTER_PRINTS_H_
#define HOSO_CLIENTS_COUNTER_PRINTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "clients/counter/journal.h"
#include "clients/counter/page_server.h"
#include "clients/counter/timekeeper.h"
#include "common/catalogue/catalogue.h"
#include "common/forms/forms.h"
#include "common/forms/money.h"
#include "common/forms/notices.h"
#include "common/forms/receipt.h"
#include "hoso/counter/v1/kept.pb.h"

namespace hoso::counter {

// The head of a paper of the office.
forms::Head HeadAt(const catalogue::Catalogue& catalogue, const std::string& office_id, absl::CivilDay day);
// Slip 01 of an acceptance. `entry` says how often it was printed before and `now` when it is printed again. Pure.
forms::Receipt ReceiptOf(const catalogue::Catalogue& catalogue, const v1::KeptAcceptance& kept, int printed,
                         absl::Time now);
// The receipt of what was paid with it. REQUIRES: something was.
forms::FeeReceipt FeeReceiptOf(const catalogue::Catalogue& catalogue, const v1::KeptAcceptance& kept, int printed,
                               absl::Time now);
// What the services made of it otherwise than slip 01 says. REQUIRES: `recorded` is the answer to the acceptance.
forms::ChangeNotice NoticeOf(const catalogue::Catalogue& catalogue, const v1::KeptAcceptance& kept,
                             const intake::v1::AcceptDossierResponse& recorded, absl::Time recorded_at);

// Thread-safe.
class Prints {
 public:
  // All outlive this.
  Prints(const catalogue::Catalogue& catalogue, Journal& journal, Timekeeper& clock,
         const forms::Typesetter& typesetter, forms::Paper paper)
      : catalogue_(catalogue), journal_(journal), clock_(clock), typesetter_(typesetter), paper_(paper) {}

  // NOT_FOUND when the entry is not there or has no such form.
  absl::StatusOr<Printed> Print(int64_t position, const std::string& form);

 private:
  absl::StatusOr<std::string> Draw(const Entry& entry, const v1::KeptAcceptance& kept, const std::string& form);

  const catalogue::Catalogue& catalogue_;
  Journal& journal_;
  Timekeeper& clock_;
  const forms::Typesetter& typesetter_;
  const forms::Paper paper_;
};

}  // namespace hoso::counter

#endif  // HOSO_CLIENTS_COUNTER_PRINTS_H_
