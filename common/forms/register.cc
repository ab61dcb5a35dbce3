#include "common/forms/register.h"

#include "absl/strings/str_cat.h"
#include "common/forms/compose.h"
#include "common/forms/composer.h"
#include "common/forms/words.h"
#include "common/rpc/errors.h"

namespace hoso::forms {
namespace {

Row RowOf(const RegisterRow& row) {
  constexpr double kSigned = Mm(9);
  const auto day = [](const std::optional<absl::CivilDay>& on) { return TextCell(on ? DayWords(*on) : ""); };
  Cell reached = TextCell(row.address);
  if (!row.phone.empty()) reached.runs.insert(reached.runs.end(), {Break(), Plain(row.phone)});
  return {{.runs = {Plain(absl::StrCat(row.number))}, .height = kSigned},
          {.runs = {Bold(row.dossier_code)}},
          TextCell(row.request),
          CountCell(row.sets),
          TextCell(row.owner),
          reached,
          day(row.received_on),
          day(row.due_on),
          day(row.returned_on),
          TextCell(row.giver),
          TextCell(row.receiver),
          TextCell(row.note)};
}

}  // namespace

absl::StatusOr<Composed> Compose(const Register& form, const Fonts& fonts, const Page& page) {
  if (form.rows.empty() && form.empty_rows == 0)
    return errors::FieldError("rows", "none, want at least 1 or empty_rows");
  Composer c(fonts, page);
  c.HeadOfState(form.head);
  const std::string book = form.book.empty() ? "" : absl::StrCat("Quyển số: ", form.book);
  c.Title("SỔ THEO DÕI HỒ SƠ", absl::StrCat(book, book.empty() || form.period.empty() ? "" : " · ", form.period), {});
  std::vector<Row> rows;
  for (const RegisterRow& row : form.rows) rows.push_back(RowOf(row));
  c.Table({{"TT", 9, Align::kCentre},
           {"Mã hồ sơ", 34},
           {"Nội dung yêu cầu", 37},
           {"Số bộ", 8, Align::kCentre},
           {"Chủ hồ sơ", 36},
           {"Địa chỉ, điện thoại", 38},
           {"Ngày nhận", 18, Align::kCentre},
           {"Ngày hẹn trả", 18, Align::kCentre},
           {"Ngày trả", 18, Align::kCentre},
           {"Người giao ký", 17},
           {"Người nhận ký", 17},
           {"Ghi chú", 20}},
          rows, 9, form.empty_rows);
  return Composed{{{c.Take(), absl::StrCat("Sổ theo dõi hồ sơ · ", form.period), /*always_footer=*/true}},
                  {"Sổ theo dõi hồ sơ", form.printed_at}};
}

}  // namespace hoso::forms
