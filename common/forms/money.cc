#include "common/forms/money.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/forms/code_block.h"
#include "common/forms/compose.h"
#include "common/forms/composer.h"
#include "common/forms/words.h"
#include "common/rpc/errors.h"

namespace hoso::forms {
namespace {

Cell Amount(int64_t vnd, bool bold = false) { return {.runs = {{AmountInFigures(vnd), bold}}}; }

// Collecting body to the left; form, serial and number of the receipt to the right.
void ReceiptHead(const FeeReceipt& form, Composer& c) {
  const double left = c.width() * 0.62, right = c.width() - left;
  const auto set = [&](const Runs& runs, double size, double width, Align align) {
    return std::make_shared<const Text>(c.Set(runs, size, width, align));
  };
  const auto body = set({Bold(form.collecting_body)}, 10, left - 6, Align::kLeft);
  const auto tax = set({Plain("Mã số thuế: "), Bold(form.tax_code)}, 9.5, left - 6, Align::kLeft);
  const auto kind = set({Plain("Mẫu số: "), Bold(form.form)}, 9.5, right, Align::kLeft);
  const auto serial = set({Plain("Ký hiệu: "), Bold(form.serial)}, 9.5, right, Align::kLeft);
  const auto number = set({Plain("Số: "), Bold(form.number)}, 12, right, Align::kLeft);
  const double height = std::max(body->height() + tax->height(), kind->height() + serial->height() + number->height());
  c.Drawing(height, [=](cairo_t* paper, double x, double y) {
    body->Draw(paper, x, y);
    tax->Draw(paper, x, y + body->height());
    kind->Draw(paper, x + left, y);
    serial->Draw(paper, x + left, y + kind->height());
    number->Draw(paper, x + left, y + kind->height() + serial->height());
  });
}

absl::StatusOr<Copy> Sheet(const FeeReceipt& form, const char* which, const Fonts& fonts, const Page& page) {
  Composer c(fonts, page);
  ReceiptHead(form, c);
  c.Title("BIÊN LAI THU PHÍ, LỆ PHÍ", which, form.reprint);
  c.Field("Người nộp tiền", form.payer.name);
  c.Field("Địa chỉ", form.payer.address);
  c.Field("Thủ tục hành chính", form.procedure);
  c.Fields({{"Mã hồ sơ", form.dossier_code}, {"Thu hộ", form.belongs_to}});
  std::vector<Row> rows;
  int64_t fees = 0, charges = 0;
  for (const ReceiptLine& line : form.lines) {
    (line.charge ? charges : fees) += line.amount_vnd;
    rows.push_back({TextCell(absl::StrCat(rows.size() + 1)), TextCell(line.name), TextCell(line.legal_basis),
                    line.charge ? Cell() : Amount(line.amount_vnd), line.charge ? Amount(line.amount_vnd) : Cell()});
  }
  rows.push_back({{}, {.runs = {Bold("Cộng")}}, {}, Amount(fees, true), Amount(charges, true)});
  c.Table({{"TT", 6, Align::kCentre},
           {"Khoản thu", 36},
           {"Căn cứ", 26},
           {"Phí", 17, Align::kRight},
           {"Lệ phí", 17, Align::kRight}},
          rows, 9.5);
  c.Field("Tổng số tiền", AmountInFigures(fees + charges));
  c.Field("Bằng chữ", AmountInWords(fees + charges, form.zero));
  c.Field("Hình thức thanh toán", form.means);
  const absl::CivilDay day(form.paid_at);
  c.Line({Italic(PlaceAndDate({.place = form.place, .date = day}))},
         {.align = Align::kRight, .space = 4, .keeps_next = true});
  c.Signatures({{"NGƯỜI NỘP TIỀN", form.payer.name}, {"NGƯỜI THU TIỀN", form.collector}});
  return Copy{
      c.Take(),
      absl::StrCat("Biên lai số ", form.number, form.reprint.times > 0 ? " · " : "", ReprintWords(form.reprint)),
      form.reprint.times > 0};
}

struct Sums {
  int64_t fees = 0, charges = 0, corrections = 0, counted = 0, expected = 0;
  int receipts = 0;
  int64_t difference() const { return counted - expected; }
};

Sums SumsOf(const ShiftSheet& form) {
  Sums sums;
  for (const Taken& taken : form.taken) {
    sums.fees += taken.fees_vnd;
    sums.charges += taken.charges_vnd;
    sums.receipts += taken.receipts;
  }
  for (const MoneyCorrection& correction : form.corrections) sums.corrections += correction.amount_vnd;
  for (const Counted& counted : form.counted) sums.counted += counted.denomination_vnd * counted.pieces;
  sums.expected = form.float_vnd + sums.fees + sums.charges + sums.corrections - form.by_transfer_vnd;
  return sums;
}

Row TakenRow(const Runs& agency, const Taken& taken, bool bold) {
  return {{.runs = agency},
          TextCell(taken.procedure),
          {.runs = {{taken.receipts == 0 ? "" : absl::StrCat(taken.receipts), bold}}},
          Amount(taken.fees_vnd, bold),
          Amount(taken.charges_vnd, bold),
          Amount(taken.fees_vnd + taken.charges_vnd, bold)};
}

void TakenTable(const ShiftSheet& form, const Sums& sums, Composer& c) {
  std::vector<Row> rows;
  Taken subtotal;
  int procedures = 0;
  for (size_t i = 0; i < form.taken.size(); ++i) {
    const Taken& taken = form.taken[i];
    rows.push_back(TakenRow({Plain(taken.agency)}, taken, false));
    subtotal.receipts += taken.receipts;
    subtotal.fees_vnd += taken.fees_vnd;
    subtotal.charges_vnd += taken.charges_vnd;
    ++procedures;
    if (i + 1 < form.taken.size() && form.taken[i + 1].agency == taken.agency) continue;
    if (procedures > 1) rows.push_back(TakenRow({Bold(absl::StrCat("Cộng ", taken.agency))}, subtotal, true));
    subtotal = {};
    procedures = 0;
  }
  rows.push_back({{.runs = {Bold("Cộng")}},
                  {},
                  {.runs = {Bold(absl::StrCat(sums.receipts))}},
                  Amount(sums.fees, true),
                  Amount(sums.charges, true),
                  Amount(sums.fees + sums.charges, true)});
  c.Line({Bold("1. Thu trong ca, theo cơ quan và thủ tục")}, {.space = 2, .keeps_next = true});
  c.Table({{"Cơ quan", 22},
           {"Thủ tục", 30},
           {"Biên lai", 9, Align::kCentre},
           {"Phí", 17, Align::kRight},
           {"Lệ phí", 17, Align::kRight},
           {"Cộng", 18, Align::kRight}},
          rows, 9);
}

void CountedTable(const ShiftSheet& form, const Sums& sums, Composer& c) {
  std::vector<Row> rows;
  for (const Counted& counted : form.counted) {
    rows.push_back({Amount(counted.denomination_vnd), TextCell(absl::StrCat(counted.pieces)),
                    Amount(counted.denomination_vnd * counted.pieces)});
  }
  rows.push_back({{.runs = {Bold("Cộng")}}, {}, Amount(sums.counted, true)});
  c.Line({Bold("2. Tiền mặt đếm được")}, {.space = 2, .keeps_next = true});
  c.Table({{"Mệnh giá", 30, Align::kRight}, {"Số tờ", 20, Align::kRight}, {"Thành tiền", 40, Align::kRight}}, rows, 9);
}

void Balance(const ShiftSheet& form, const Sums& sums, Composer& c) {
  c.Line({Bold("3. Đối chiếu")}, {.space = 2, .keeps_next = true});
  std::vector<Row> rows;
  const auto add = [&rows](const char* what, int64_t vnd, bool bold = false) {
    rows.push_back({{.runs = {{what, bold}}}, Amount(vnd, bold)});
  };
  add("Tiền đầu ca", form.float_vnd);
  add("Thu trong ca", sums.fees + sums.charges);
  add("Trừ phần thu bằng chuyển khoản", -form.by_transfer_vnd);
  add("Điều chỉnh", sums.corrections);
  add("Tiền mặt phải có", sums.expected, true);
  add("Tiền mặt đếm được", sums.counted, true);
  add("Chênh lệch", sums.difference(), true);
  c.Table({{"Khoản", 60}, {"Số tiền", 40, Align::kRight}}, rows, 9);
  if (sums.difference() != 0)
    c.Line({Bold(sums.difference() < 0 ? "Thiếu" : "Thừa"),
            Plain(absl::StrCat(" so với số phải có. Lý do: ", form.difference_ground))});
}

void Corrections(const ShiftSheet& form, Composer& c) {
  if (form.corrections.empty()) return;
  std::vector<Row> rows;
  for (const MoneyCorrection& correction : form.corrections) {
    rows.push_back({TextCell(ShortMoment(correction.at)), TextCell(correction.receipt_number),
                    Amount(correction.amount_vnd), TextCell(correction.ground), TextCell(correction.approved_by)});
  }
  c.Line({Bold("4. Điều chỉnh")}, {.space = 2, .keeps_next = true});
  c.Table({{"Giờ, ngày", 20, Align::kCentre},
           {"Biên lai", 16},
           {"Số tiền", 18, Align::kRight},
           {"Lý do", 32},
           {"Người duyệt", 22}},
          rows, 9);
}

}  // namespace

absl::StatusOr<Composed> Compose(const FeeReceipt& form, const Fonts& fonts, const Page& page) {
  if (form.lines.empty()) return errors::FieldError("lines", "none, want at least 1");
  Composed composed{.document = {absl::StrCat("Biên lai thu phí, lệ phí ", form.number), form.paid_at}};
  for (const char* which :
       {"(Liên 1: Lưu)", "(Liên 2: Giao người nộp tiền)", "(Liên 3: Giao cơ quan hưởng phí, lệ phí)"}) {
    auto copy = Sheet(form, which, fonts, page);
    if (!copy.ok()) return copy.status();
    composed.copies.push_back(*std::move(copy));
  }
  return composed;
}

absl::StatusOr<Composed> Compose(const ShiftSheet& form, const Fonts& fonts, const Page& page) {
  const Sums sums = SumsOf(form);
  if (sums.difference() != 0 && form.difference_ground.empty()) {
    return errors::FieldError("difference_ground", "empty, want one: the count differs from what is expected");
  }
  Composer c(fonts, page);
  c.HeadOfState(form.head);
  c.Line({Italic(PlaceAndDate(form.head))}, {.size = 9.5, .align = Align::kRight, .space = 3});
  c.Title("BẢNG KÊ NỘP TIỀN CUỐI CA", form.provisional ? "(Tạm: kết ca khi mất mạng, chờ vào sổ)" : "", form.reprint);
  c.Fields({{"Ca", form.shift}, {"Quầy", form.counter}, {"Người trực", form.cashier}});
  c.Fields({{"Mở ca", ShortMoment(form.opened_at)}, {"Kết ca", ShortMoment(form.closed_at)}});
  if (!form.first_receipt.empty()) {
    const std::string voids = form.void_receipts.empty() ? "không" : absl::StrJoin(form.void_receipts, ", ");
    c.Fields({{"Biên lai", absl::StrCat(form.first_receipt, "–", form.last_receipt)}, {"hủy", voids}});
  }
  TakenTable(form, sums, c);
  CountedTable(form, sums, c);
  Balance(form, sums, c);
  Corrections(form, c);
  if (!form.left_open.empty()) {
    c.Line({Bold("Việc còn treo, bàn giao cho ca sau: "), Plain(absl::StrJoin(form.left_open, "; "))}, {.space = 2});
  }
  c.Field("Số tiền nộp, bằng chữ", AmountInWords(sums.counted - form.float_vnd, form.zero),
          {.space = 2, .keeps_next = true});
  c.Signatures({{"NGƯỜI NỘP TIỀN", form.cashier}, {"NGƯỜI NHẬN, KIỂM SOÁT", form.receiver}});
  return Composed{
      {{c.Take(), absl::StrCat("Ca ", form.shift, form.reprint.times > 0 ? " · " : "", ReprintWords(form.reprint)),
        form.reprint.times > 0}},
      {absl::StrCat("Bảng kê nộp tiền cuối ca ", form.shift), form.closed_at}};
}

}  // namespace hoso::forms
