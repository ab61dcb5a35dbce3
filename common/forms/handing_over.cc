#include "common/forms/handing_over.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "common/forms/amount_in_words.h"
#include "common/forms/code_block.h"
#include "common/forms/codes_drawn.h"
#include "common/forms/compose.h"
#include "common/forms/composer.h"
#include "common/forms/words.h"
#include "common/rpc/errors.h"

namespace hoso::forms {
namespace {

std::string OrDots(const std::string& text) { return text.empty() ? "............" : text; }

const char* Words(StepResult result) {
  switch (result) {
    case StepResult::kAhead:
      return "trước hạn";
    case StepResult::kOnTime:
      return "đúng hạn";
    case StepResult::kLate:
      return "quá hạn";
    case StepResult::kNone:
      break;
  }
  return "";
}

// "12 (mười hai)"
std::string InFiguresAndWords(int count) { return absl::StrCat(count, " (", NumberInWords(count), ")"); }

// In groups of eight, which a person can compare.
std::string Grouped(const std::string& digest) {
  std::string grouped;
  for (size_t i = 0; i < digest.size(); i += 8) absl::StrAppend(&grouped, i > 0 ? " " : "", digest.substr(i, 8));
  return grouped;
}

std::string FooterOf(const std::string& what, const Reprint& reprint) {
  return absl::StrCat(what, reprint.times > 0 ? " · " : "", ReprintWords(reprint));
}

void Steps(const ControlSlip& form, Composer& c) {
  constexpr double kSigned = Mm(11);
  const std::vector<Column> columns = {{"TT", 6.5, Align::kCentre},
                                       {"Bên giao", 22},
                                       {"Bên nhận", 22},
                                       {"Giờ, ngày giao nhận", 19, Align::kCentre},
                                       {"Người giao ký", 17, Align::kCentre},
                                       {"Người nhận ký", 17, Align::kCentre},
                                       {"Kết quả", 13, Align::kCentre},
                                       {"Ghi chú", 14}};
  std::vector<Row> rows;
  for (const ControlStep& step : form.steps) {
    rows.push_back({{.runs = {Plain(absl::StrCat(rows.size() + 1))}, .height = kSigned},
                    TextCell(step.giver),
                    TextCell(step.receiver),
                    TextCell(step.at ? ShortMoment(*step.at) : ""),
                    TextCell(step.giver_name),
                    TextCell(step.receiver_name),
                    TextCell(Words(step.result)),
                    TextCell(step.note)});
  }
  for (int i = 0; i < form.empty_rows; ++i) {
    rows.push_back({{.runs = {Plain(absl::StrCat(rows.size() + 1))}, .height = kSigned}});
  }
  c.Table(columns, rows, 8.5);
}

}  // namespace

absl::StatusOr<Composed> Compose(const ControlSlip& form, const Fonts& fonts, const Page& page) {
  Composer c(fonts, page);
  c.HeadOfState(form.head);
  absl::Status s = AddCodeBlock({.field = "",
                                 .codes = {.dossier_code = form.dossier_code},
                                 .date = PlaceAndDate(form.head),
                                 .beside = {Plain(absl::StrCat("Quyển số: ", OrDots(form.book)))},
                                 .beside_below = {Plain(absl::StrCat("Số thứ tự: ", OrDots(form.number_in_book)))}},
                                c);
  if (!s.ok()) return s;
  c.Title("PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ", "", form.reprint);
  c.Field("Hồ sơ của", form.owner);
  c.Field("Nội dung yêu cầu giải quyết", form.request);
  c.Field("Thời gian nhận hồ sơ", MomentWords(form.received_at));
  c.Field("Thời gian hẹn trả kết quả", form.due_at ? AppointmentWords(*form.due_at) : "chưa có ngày hẹn");
  c.Field("Cơ quan chủ trì giải quyết", form.lead_agency);
  c.Field("Cơ quan phối hợp giải quyết", form.cooperating_agency);
  Steps(form, c);
  c.Line({Italic("Ghi chú: hồ sơ do bưu chính công ích chuyển thì thời gian giao nhận và chữ ký là của văn bản bưu "
                 "chính. Nơi có hệ thống "
                 "thông tin một cửa điện tử, dấu vết xử lý được ghi tự động.")},
         {.size = 8.5});
  return Composed{
      {{c.Take(), FooterOf(absl::StrCat("Mã hồ sơ: ", form.dossier_code), form.reprint), form.reprint.times > 0}},
      {absl::StrCat("Phiếu kiểm soát quá trình giải quyết hồ sơ ", form.dossier_code), form.printed_at}};
}

namespace {

absl::StatusOr<Copy> ManifestCopy(const BagManifest& form, const char* which, const Fonts& fonts, const Page& page) {
  Composer c(fonts, page);
  c.HeadOfState(form.head);
  absl::Status s = AddCodeBlock({.field = "bag_id",
                                 .codes = {.dossier_code = form.bag_id},
                                 .label = "Mã túi: ",
                                 .date = PlaceAndDate(form.head),
                                 .beside = {Plain("Số niêm phong")},
                                 .beside_below = {Bold(form.seal_number)}},
                                c);
  if (!s.ok()) return s;
  c.Title("BẢN KÊ TÚI HỒ SƠ", which, form.reprint);
  c.Fields({{"Từ", form.from}, {"Đến", form.to}});
  c.Field("Niêm phong lúc", MomentWords(form.sealed_at));
  const std::vector<Column> columns = {
      {"TT", 6, Align::kCentre}, {"Mã hồ sơ", 34}, {"Giấy tờ", 34}, {"Ghi chú", 20}, {"Có", 6, Align::kCentre}};
  std::vector<Row> rows;
  for (const BagItem& item : form.items) {
    rows.push_back({TextCell(absl::StrCat(rows.size() + 1)),
                    {.runs = {Bold(item.dossier_code)}},
                    TextCell(item.label),
                    TextCell(item.note)});
  }
  c.Table(columns, rows, 9.5);
  c.Line({Plain("Tổng số món: "), Bold(InFiguresAndWords(static_cast<int>(form.items.size())))});
  if (!form.digest.empty()) c.Line({Plain("Dấu kiểm bản kê: "), Plain(Grouped(form.digest))}, {.size = 8});
  if (!form.packet_digest.empty())
    c.Line({Plain("Dấu kiểm gói dữ liệu đi kèm: "), Plain(Grouped(form.packet_digest))}, {.size = 8});
  std::vector<Row> hands;
  constexpr double kSigned = Mm(10);
  for (const BagHandOver& hand : form.hand_overs) {
    hands.push_back({{.runs = {Plain(hand.giver)}, .height = kSigned},
                     TextCell(hand.receiver),
                     TextCell(hand.at ? ShortMoment(*hand.at) : ""),
                     TextCell(hand.seal_number),
                     TextCell(hand.items ? InFiguresAndWords(*hand.items) : ""),
                     {},
                     {}});
  }
  for (int i = 0; i < form.empty_rows; ++i) hands.push_back({{.height = kSigned}});
  if (!hands.empty()) {
    c.Table({{"Bên giao", 19},
             {"Bên nhận", 19},
             {"Giờ, ngày", 17, Align::kCentre},
             {"Số niêm phong", 19, Align::kCentre},
             {"Số món (số, chữ)", 18},
             {"Bên giao ký", 14},
             {"Bên nhận ký", 14}},
            hands, 8.5);
  }
  c.Signatures({{"NGƯỜI NIÊM PHONG", form.sealed_by}, {"NGƯỜI CHỨNG KIẾN", ""}}, Mm(14));
  return Copy{c.Take(), FooterOf(absl::StrCat("Mã túi: ", form.bag_id), form.reprint), form.reprint.times > 0};
}

}  // namespace

absl::StatusOr<Composed> Compose(const BagManifest& form, const Fonts& fonts, const Page& page) {
  if (form.items.empty()) return errors::FieldError("items", "none, want at least 1");
  Composed composed{.document = {absl::StrCat("Bản kê túi hồ sơ ", form.bag_id), form.sealed_at}};
  for (const char* which : {"(Bản 1: Đi theo túi)", "(Bản 2: Lưu)"}) {
    auto copy = ManifestCopy(form, which, fonts, page);
    if (!copy.ok()) return copy.status();
    composed.copies.push_back(*std::move(copy));
  }
  return composed;
}

absl::StatusOr<Composed> Compose(const ResultList& form, const Fonts& fonts, const Page& page) {
  if (form.results.empty()) return errors::FieldError("results", "none, want at least 1");
  Composer c(fonts, page);
  c.HeadOfState(form.head);
  c.Line({Italic(PlaceAndDate(form.head))}, {.align = Align::kRight, .space = 3});
  c.Title("DANH SÁCH BÀN GIAO KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH",
          form.number.empty() ? "" : absl::StrCat("Số: ", form.number), form.reprint);
  c.Fields(
      {{"Bên giao", form.giver}, {"Bên nhận", form.receiver}, {"Giao nhận lúc", MomentWords(form.handed_over_at)}});
  const std::vector<Column> columns = {{"TT", 8, Align::kCentre},
                                       {"Mã hồ sơ", 38},
                                       {"Nội dung", 48},
                                       {"Kết quả", 42},
                                       {"Chủ hồ sơ", 38},
                                       {"Địa chỉ", 42},
                                       {"Đã thu phí", 12, Align::kCentre},
                                       {"Trả qua bưu chính", 15, Align::kCentre},
                                       {"Ghi chú", 24}};
  std::vector<Row> rows;
  for (const HandedResult& result : form.results) {
    rows.push_back({TextCell(absl::StrCat(rows.size() + 1)),
                    {.runs = {Bold(result.dossier_code)}},
                    TextCell(result.request),
                    TextCell(result.result),
                    TextCell(result.owner),
                    TextCell(result.address),
                    TickCell(result.fee_paid),
                    TickCell(result.by_post),
                    TextCell(result.note)});
  }
  c.Table(columns, rows, 9.5);
  c.Line({Plain("Tổng số kết quả: "), Bold(InFiguresAndWords(static_cast<int>(form.results.size())))},
         {.keeps_next = true});
  c.Signatures({{"BÊN GIAO", form.giver_name}, {"BÊN NHẬN", form.receiver_name}});
  const std::string footer = absl::StrCat("Danh sách bàn giao kết quả ", form.number);
  return Composed{{{c.Take(), FooterOf(footer, form.reprint), form.reprint.times > 0}}, {footer, form.handed_over_at}};
}

namespace {

absl::StatusOr<Copy> Cover(const CoverSheet& sheet, const std::string& field, const Fonts& fonts, const Page& page) {
  // Wide enough for the largest code there is, at 0.4 mm a module.
  constexpr double kSide = Mm(75);
  Composer c(fonts, page);
  c.Line({Bold(sheet.office)}, {.align = Align::kCentre});
  c.Title("TỜ BÌA HỒ SƠ ĐI THEO TÚI", "", {});
  absl::Status s = AddCodeBlock({.field = field, .codes = {.dossier_code = sheet.dossier_code}}, c);
  if (!s.ok()) return s;
  c.Space(4);
  c.Field("Thủ tục", sheet.procedure);
  c.Field("Thời gian nhận hồ sơ", MomentWords(sheet.received_at));
  c.Field("Thời gian hẹn trả kết quả", sheet.due_at ? AppointmentWords(*sheet.due_at) : "chưa có ngày hẹn");
  c.Fields({{"Mã túi", sheet.bag_id},
            {"Đến", sheet.to},
            {"Số loại giấy tờ trong phong bì", sheet.papers > 0 ? InFiguresAndWords(sheet.papers) : ""}});
  const auto qr = QrPainter(absl::StrCat(field, ".core"), sheet.core, kSide);
  if (!qr.ok()) return qr.status();
  const double middle = c.width() / 2;
  c.Drawing(
      kSide, [qr = *qr, middle](cairo_t* paper, double x, double y) { qr(paper, x + middle - kSide / 2, y); }, 6,
      /*keeps_next=*/true);
  c.Line({Italic("Quầy có mạng: quét mã này để ghi hồ sơ vào sổ, nếu hồ sơ chưa có.")},
         {.size = 9.5, .align = Align::kCentre, .keeps_next = true});
  if (!sheet.digest.empty())
    c.Line({Plain("Dấu kiểm: "), Plain(Grouped(sheet.digest))}, {.size = 8, .align = Align::kCentre});
  return Copy{c.Take(), absl::StrCat("Mã hồ sơ: ", sheet.dossier_code)};
}

}  // namespace

absl::StatusOr<Composed> Compose(const CoverSheets& form, const Fonts& fonts, const Page& page) {
  if (form.sheets.empty()) return errors::FieldError("sheets", "none, want at least 1");
  Composed composed{.document = {"Tờ bìa hồ sơ đi theo túi", form.sheets[0].received_at}};
  for (size_t i = 0; i < form.sheets.size(); ++i) {
    auto copy = Cover(form.sheets[i], absl::StrCat("sheets[", i, "]"), fonts, page);
    if (!copy.ok()) return copy.status();
    composed.copies.push_back(*std::move(copy));
  }
  return composed;
}

absl::StatusOr<Composed> Compose(const EnvelopeLabels& form, const Fonts& fonts, const Page& page) {
  if (form.labels.empty()) return errors::FieldError("labels", "none, want at least 1");
  Composer c(fonts, page);
  const double wide = c.width();
  for (size_t i = 0; i < form.labels.size(); ++i) {
    const EnvelopeLabel& label = form.labels[i];
    const std::string field = absl::StrCat("labels[", i, "]");
    absl::Status s = AddCodeBlock({.field = field, .codes = {.dossier_code = label.dossier_code}}, c);
    if (!s.ok()) return s;
    c.KeepNext();
    c.Line({Plain(label.from), Plain(" → "), Bold(label.to)}, {.size = 11, .space = 2, .keeps_next = true});
    c.Line({Plain(label.contents)}, {.keeps_next = true});
    c.Drawing(6, [wide](cairo_t* paper, double x, double y) { Rule(paper, x, y + 3, x + wide, y + 3, 0.3); });
  }
  return Composed{{{c.Take(), "Nhãn phong bì"}}, {"Nhãn phong bì", form.printed_at}};
}

}  // namespace hoso::forms
