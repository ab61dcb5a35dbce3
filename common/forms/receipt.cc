#include "common/forms/receipt.h"

#include <algorithm>
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

constexpr char kTitle[] = "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ";

class Slip {
 public:
  Slip(const Receipt& receipt, bool to_submitter, const Fonts& fonts, const Page& page)
      : r_(receipt), to_submitter_(to_submitter), composer_(fonts, page) {}

  absl::StatusOr<Copy> Compose() {
    const bool one = r_.dossiers.size() == 1;
    composer_.HeadOfState(r_.head);
    if (!one) {
      PlaceAndBook();
    } else if (absl::Status s = CodesOfOne(); !s.ok()) {
      return s;
    }
    composer_.Title(kTitle, to_submitter_ ? "(Liên 2: Giao người nộp)" : "(Liên 1: Lưu)", r_.reprint);
    People();
    if (one) {
      One(r_.dossiers[0]);
    } else if (absl::Status s = Several(); !s.ok()) {
      return s;
    }
    composer_.Field(absl::StrCat(number_, ". Nơi trả kết quả"), r_.return_place);
    WhereToAsk();
    if (absl::Status s = Signatures(); !s.ok()) return s;
    return Copy{composer_.Take(), Footer(), r_.reprint.times > 0};
  }

 private:
  absl::Status CodesOfOne() {
    const ReceivedDossier& dossier = r_.dossiers[0];
    return AddCodeBlock({.field = "dossiers[0].codes",
                         .codes = dossier.codes,
                         .date = PlaceAndDate(r_.head),
                         .beside = {Plain(Book())},
                         .beside_below = {Plain(Number())},
                         .beside_code = Secret(dossier)},
                        composer_);
  }

  void PlaceAndBook() {
    composer_.Line({Italic(PlaceAndDate(r_.head))}, {.size = 9.5, .align = Align::kRight, .space = 2});
    composer_.Line({Plain(absl::StrCat(Book(), "   ", Number()))}, {.size = 9, .align = Align::kRight});
  }

  static std::string OrDots(const std::string& text) { return text.empty() ? "............" : text; }
  std::string Book() const { return absl::StrCat("Quyển số: ", OrDots(r_.book)); }
  std::string Number() const { return absl::StrCat("Số thứ tự: ", OrDots(r_.number_in_book)); }

  Runs Secret(const ReceivedDossier& dossier) const {
    if (!to_submitter_ || dossier.secret.empty()) return {};
    return {Plain("Mã bí mật: "), Bold(dossier.secret)};
  }

  void People() {
    composer_.Field("Bộ phận tiếp nhận", r_.section);
    composer_.Field("Tiếp nhận hồ sơ của", r_.owner.name);
    const Party& reached = r_.submitter ? *r_.submitter : r_.owner;
    if (r_.submitter) {
      const std::string relation = r_.relation.empty() ? "" : absl::StrCat(" (", r_.relation, ")");
      composer_.Line({Plain("Người nộp: "), Bold(r_.submitter->name), Plain(relation)});
    }
    const auto or_owners = [](const std::string& text, const std::string& owners) {
      return text.empty() ? owners : text;
    };
    composer_.Field("Địa chỉ", r_.owner.address.empty() ? reached.address : r_.owner.address);
    const auto shown = [this](const std::string& number) { return to_submitter_ ? LastFour(number) : number; };
    std::vector<std::pair<std::string, std::string>> fields = {{"Điện thoại", or_owners(reached.phone, r_.owner.phone)},
                                                               {"Email", or_owners(reached.email, r_.owner.email)}};
    fields.emplace_back("Số định danh", shown(r_.owner.identity_number));
    if (r_.submitter) fields.emplace_back("Số định danh người nộp", shown(r_.submitter->identity_number));
    composer_.Fields(fields);
  }

  void One(const ReceivedDossier& dossier) {
    composer_.Field("Nội dung yêu cầu giải quyết", dossier.request);
    composer_.Line({Plain("1. Thành phần hồ sơ nộp gồm:")}, {.keeps_next = true});
    Components(dossier);
    composer_.Fields({{"2. Số lượng hồ sơ", absl::StrCat(dossier.sets, " bộ")},
                      {"3. Thời gian giải quyết theo quy định", dossier.term}});
    composer_.Field("4. Thời gian nhận hồ sơ", MomentWords(dossier.received_at));
    Due(dossier);
    number_ = 6;
    Rest(dossier);
  }

  void Components(const ReceivedDossier& dossier) {
    const std::vector<Column> columns = {{"TT", 5.5, Align::kCentre},        {"Tên giấy tờ", 53},
                                         {"Bản chính", 8.5, Align::kCentre}, {"Bản chứng thực", 13.7, Align::kCentre},
                                         {"Bản photo", 8.5, Align::kCentre}, {"Đã xem bản chính", 12, Align::kCentre}};
    std::vector<Row> rows;
    for (const Component& component : dossier.components) {
      Cell name = TextCell(component.name);
      if (!component.note.empty()) name.runs.push_back(Italic(absl::StrCat(" (", component.note, ")")));
      rows.push_back({TextCell(absl::StrCat(rows.size() + 1)), name, CountCell(component.originals),
                      CountCell(component.certified_copies), CountCell(component.photocopies),
                      TickCell(component.original_shown)});
    }
    composer_.Table(columns, rows, 9.5);
  }

  void Due(const ReceivedDossier& dossier) {
    if (dossier.due_at) {
      composer_.Frame({{Bold(absl::StrCat("5. Thời gian trả kết quả: ", AppointmentWords(*dossier.due_at)))}}, 12);
    } else {
      composer_.Frame({{Bold("5. Thời gian trả kết quả: chưa có ngày hẹn"), Plain(dossier.due_note.empty() ? "" : ", "),
                        Plain(dossier.due_note)}},
                      11);
    }
    if (!dossier.derivation.empty()) {
      composer_.Line({Italic(dossier.derivation)}, {.size = 8.5, .align = Align::kCentre, .space = 1.5});
    }
  }

  // What some dossiers have besides.
  void Rest(const ReceivedDossier& dossier) {
    if (dossier.second_stage) {
      composer_.Fields({{"Giai đoạn 2: nhận hồ sơ", MomentWords(dossier.second_stage->received_at)},
                        {"trả kết quả", AppointmentWords(dossier.second_stage->due_at)}});
    }
    if (const auto& certification = dossier.certification) {
      composer_.Fields({{"Chứng thực: số trang", absl::StrCat(certification->pages)},
                        {"số bản giấy cần cấp", absl::StrCat(certification->paper_copies)},
                        {"bản điện tử", certification->electronic ? "có" : "không"}});
    }
    for (const ExchangedPaper& paper : dossier.exchanged) {
      composer_.Field(paper.name, paper.kept_by_owner ? "chủ hồ sơ giữ, mang theo để đổi khi nhận kết quả"
                                                      : "đã thu lại khi nộp hồ sơ");
    }
    Money(dossier);
  }

  void Money(const ReceivedDossier& dossier) {
    int64_t total = 0;
    std::string names;
    for (const Fee& fee : dossier.fees) {
      total += fee.amount_vnd;
      if (dossier.fees.size() > 1) {
        absl::StrAppend(&names, names.empty() ? ": " : "; ", fee.name, " ", AmountInFigures(fee.amount_vnd));
      }
    }
    if (!dossier.fees.empty()) {
      const std::string number =
          dossier.receipt_number.empty() ? "" : absl::StrCat(". Biên lai số ", dossier.receipt_number);
      composer_.Line({Plain("Phí, lệ phí đã thu: "), Bold(AmountInFigures(total)),
                      Plain(absl::StrCat(" (", AmountInWords(total), ")", names, number, "."))});
    }
    composer_.Field("Phí, lệ phí", dossier.fee_note);
  }

  absl::Status Several() {
    const std::vector<Column> columns = {
        {"TT", 6, Align::kCentre}, {"Mã hồ sơ, nội dung yêu cầu", 58}, {"Hẹn trả kết quả", 34}, {"Mã QR", 25}};
    std::vector<Row> rows;
    for (size_t i = 0; i < r_.dossiers.size(); ++i) {
      const ReceivedDossier& dossier = r_.dossiers[i];
      const auto qr =
          QrPainter(absl::StrCat("dossiers[", i, "].codes.signed_text"), dossier.codes.signed_text, kSlipQr);
      if (!qr.ok()) return qr.status();
      Cell what{.runs = {Bold(dossier.codes.dossier_code), Break()}};
      if (Runs secret = Secret(dossier); !secret.empty()) {
        what.runs.insert(what.runs.end(), secret.begin(), secret.end());
        what.runs.push_back(Break());
      }
      what.runs.push_back(Plain(dossier.request));
      Cell due{.runs = {dossier.due_at ? Bold(AppointmentWords(*dossier.due_at)) : Plain(dossier.due_note)}};
      const double height = dossier.codes.signed_text.empty() ? 0 : kSlipQr;
      rows.push_back({TextCell(absl::StrCat(i + 1)), what, due, {.height = height, .draw = *qr}});
    }
    composer_.Line(
        {Bold(absl::StrCat("Số hồ sơ: ", rows.size(), " (", NumberInWords(static_cast<int64_t>(rows.size())), ")"))},
        {.keeps_next = true});
    composer_.Table(columns, rows, 9.5);
    for (size_t i = 0; i < r_.dossiers.size(); ++i) OneOfSeveral(i + 1, r_.dossiers[i]);
    number_ = static_cast<int>(rows.size()) + 1;
    return absl::OkStatus();
  }

  void OneOfSeveral(size_t number, const ReceivedDossier& dossier) {
    composer_.Line({Bold(absl::StrCat(number, ". Hồ sơ ", dossier.codes.dossier_code)),
                    Plain(absl::StrCat(": ", dossier.sets, " bộ; giải quyết trong ", dossier.term, "; nhận lúc ",
                                       MomentWords(dossier.received_at)))},
                   {.space = 3, .keeps_next = true});
    Components(dossier);
    if (!dossier.derivation.empty()) {
      composer_.Line({Italic(dossier.derivation)}, {.size = 8.5});
    }
    Rest(dossier);
  }

  void WhereToAsk() {
    std::string text;
    const auto add = [&](const std::string& label, const std::string& value) {
      if (!value.empty()) absl::StrAppend(&text, label, value, ". ");
    };
    add("Hỏi thông tin: điện thoại ", r_.contact.phone);
    if (to_submitter_) add("Tra cứu: ", r_.look_up_address);
    add("Hướng dẫn: ", r_.contact.guidance);
    absl::StrAppend(&text, "Khi đến nhận kết quả, mang theo Giấy này và giấy tờ tùy thân.");
    composer_.Line({Italic(text)}, {.size = 8.5, .space = 2, .keeps_next = true});
  }

  absl::Status Signatures() {
    constexpr double kQr = Mm(20);
    const auto qr = QrPainter("look_up_text", to_submitter_ ? r_.look_up_text : "", kQr);
    if (!qr.ok()) return qr.status();
    Painter between;
    if (to_submitter_ && !r_.look_up_text.empty()) {
      const auto hint =
          std::make_shared<const Text>(composer_.Set({Italic("Quét để tra cứu")}, 8, Mm(30), Align::kCentre));
      between = [=, qr = *qr](cairo_t* paper, double x, double y) {
        qr(paper, x - kQr / 2, y);
        hint->Draw(paper, x - Mm(15), y + kQr - 2);
      };
    }
    const std::string& submitter = r_.submitter ? r_.submitter->name : r_.owner.name;
    composer_.Signatures({{"NGƯỜI NỘP HỒ SƠ", submitter}, {"NGƯỜI TIẾP NHẬN HỒ SƠ", r_.contact.officer}}, Mm(16),
                         between);
    return absl::OkStatus();
  }

  std::string Footer() const {
    std::string footer = absl::StrCat("Mã hồ sơ: ", r_.dossiers[0].codes.dossier_code);
    if (r_.dossiers.size() > 1) absl::StrAppend(&footer, " và ", r_.dossiers.size() - 1, " hồ sơ khác");
    absl::StrAppend(&footer, to_submitter_ ? " · Liên 2" : " · Liên 1");
    if (r_.reprint.times > 0) absl::StrAppend(&footer, " · ", ReprintWords(r_.reprint));
    return footer;
  }

  const Receipt& r_;
  const bool to_submitter_;
  Composer composer_;
  int number_ = 6;
};

absl::Status Check(const Receipt& receipt) {
  if (receipt.dossiers.empty()) return errors::FieldError("dossiers", "none, want at least 1");
  if (!receipt.copies.archive && !receipt.copies.applicant) return errors::FieldError("copies", "none, want 1 or 2");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Composed> Compose(const Receipt& receipt, const Fonts& fonts, const Page& page) {
  if (absl::Status s = Check(receipt); !s.ok()) return s;
  Composed composed{
      .document = {absl::StrCat("Giấy tiếp nhận hồ sơ và hẹn trả kết quả ", receipt.dossiers[0].codes.dossier_code),
                   receipt.dossiers[0].received_at}};
  for (const bool to_submitter : {false, true}) {
    if (!(to_submitter ? receipt.copies.applicant : receipt.copies.archive)) continue;
    auto copy = Slip(receipt, to_submitter, fonts, page).Compose();
    if (!copy.ok()) return copy.status();
    composed.copies.push_back(*std::move(copy));
  }
  return composed;
}

}  // namespace hoso::forms
