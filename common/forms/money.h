// Papers about money: what was taken for an agency, and what a shift took.
#ifndef HOSO_COMMON_FORMS_MONEY_H_
#define HOSO_COMMON_FORMS_MONEY_H_

#include <string>
#include <vector>

#include "common/forms/amount_in_words.h"
#include "common/forms/parts.h"

namespace hoso::forms {

struct ReceiptLine {
  std::string name;
  bool charge = false;  // A "lệ phí"; else a "phí".
  int64_t amount_vnd = 0;
  std::string legal_basis;
};

// "Biên lai thu phí, lệ phí", in three sheets: for the archive, the payer, and whom the money belongs to.
struct FeeReceipt {
  std::string collecting_body;  // "BƯU ĐIỆN TỈNH …": in capitals as printed.
  std::string tax_code;         // Of the collecting body.
  std::string form, serial;     // "Mẫu số", "Ký hiệu".
  std::string number;
  std::string place;
  absl::CivilMinute paid_at;
  std::string procedure;
  Party payer;
  std::string dossier_code;
  std::vector<ReceiptLine> lines;  // At least one.
  std::string means;               // "tiền mặt", "chuyển khoản".
  std::string belongs_to;          // The agency.
  std::string collector;
  ZeroWord zero = ZeroWord::kLinh;
  Reprint reprint;
};

struct Counted {
  int64_t denomination_vnd = 0;
  int pieces = 0;
};

// What was taken in a shift for one agency and procedure. Those of one agency stand together and get a sum.
struct Taken {
  std::string agency, procedure;
  int receipts = 0;
  int64_t fees_vnd = 0;
  int64_t charges_vnd = 0;
};

// An entry that undoes or mends an earlier one, which stays.
struct MoneyCorrection {
  absl::CivilMinute at;
  std::string receipt_number;
  int64_t amount_vnd = 0;  // Signed.
  std::string ground;
  std::string approved_by;
};

// "Bảng kê nộp tiền cuối ca". The sums are computed here, so that the sheet always balances or names the difference:
// expected = float + taken in cash + corrections; difference = counted - expected.
struct ShiftSheet {
  Head head;
  std::string shift;  // Its number or name.
  std::string counter;
  absl::CivilMinute opened_at, closed_at;
  int64_t float_vnd = 0;  // At the opening.
  std::vector<Counted> counted;
  std::vector<Taken> taken;
  int64_t by_transfer_vnd = 0;  // Of what was taken: never in the cash box.
  std::vector<MoneyCorrection> corrections;
  std::string first_receipt, last_receipt;
  std::vector<std::string> void_receipts;
  std::string difference_ground;       // Wanted by INVALID_ARGUMENT when there is a difference.
  std::vector<std::string> left_open;  // What the next shift takes over.
  bool provisional = false;            // Closed without network: not all is recorded yet.
  std::string cashier, receiver;
  ZeroWord zero = ZeroWord::kLinh;
  Reprint reprint;
};

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_MONEY_H_
