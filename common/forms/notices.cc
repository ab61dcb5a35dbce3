#include "common/forms/notices.h"

#include "absl/strings/str_cat.h"
#include "common/forms/amount_in_words.h"
#include "common/forms/code_block.h"
#include "common/forms/compose.h"
#include "common/forms/composer.h"
#include "common/forms/words.h"
#include "common/rpc/errors.h"

namespace hoso::forms {
namespace {

// What the notices share; each adds its own body and signatures.
class Notice {
 public:
  Notice(const Concerned& dossier, bool to_applicant, const Fonts& fonts, const Page& page)
      : c(fonts, page), dossier_(dossier), to_applicant_(to_applicant) {}

  absl::Status Begin(const Head& head, const std::string& title, const Reprint& reprint) {
    c.HeadOfState(head);
    absl::Status s = AddCodeBlock({.field = "dossier.codes", .codes = dossier_.codes, .date = PlaceAndDate(head)}, c);
    if (!s.ok()) return s;
    c.Title(title, to_applicant_ ? "(Liên 2: Giao người nộp)" : "(Liên 1: Lưu)", reprint);
    return s;
  }

  void Owner(const std::string& label) {
    const Party& owner = dossier_.owner;
    c.Field(label, owner.name);
    c.Field("Địa chỉ", owner.address);
    c.Fields({{"Điện thoại", owner.phone},
              {"Email", owner.email},
              {"Số định danh", to_applicant_ ? LastFour(owner.identity_number) : owner.identity_number}});
    c.Field("Nội dung yêu cầu giải quyết", dossier_.request);
  }

  void Reason(const std::string& reason) {
    if (!reason.empty()) c.Line({Plain("Lý do: "), Plain(reason)}, {.space = 2});
  }

  void Guidance(const Contact& contact) {
    if (!contact.guidance.empty())
      c.Line({Italic(absl::StrCat("Hướng dẫn: ", contact.guidance))}, {.size = 8.5, .space = 2});
  }

  // "Nếu có vướng mắc, Ông/Bà liên hệ …"
  void Ask(const Contact& contact) {
    Runs runs = {Plain("Nếu có vướng mắc, đề nghị Ông/Bà liên hệ")};
    if (!contact.officer.empty()) runs.insert(runs.end(), {Plain(" "), Bold(contact.officer)});
    if (!contact.phone.empty()) runs.insert(runs.end(), {Plain(", số điện thoại "), Bold(Unbroken(contact.phone))});
    runs.push_back(Plain(" để được hướng dẫn."));
    if (runs.size() > 2) c.Line(runs, {.space = 2});
    Guidance(contact);
  }

  Copy End(const Reprint& reprint) {
    std::string footer =
        dossier_.codes.dossier_code.empty() ? "" : absl::StrCat("Mã hồ sơ: ", dossier_.codes.dossier_code, " · ");
    absl::StrAppend(&footer, to_applicant_ ? "Liên 2" : "Liên 1");
    if (reprint.times > 0) absl::StrAppend(&footer, " · ", ReprintWords(reprint));
    return {c.Take(), footer, reprint.times > 0};
  }

  Composer c;

 private:
  const Concerned& dossier_;
  const bool to_applicant_;
};

template <typename Form, typename Body>
absl::StatusOr<Composed> ComposeNotice(const Form& form, const std::string& title, const std::string& name,
                                       const Fonts& fonts, const Page& page, const Body& body) {
  if (!form.copies.archive && !form.copies.applicant) return errors::FieldError("copies", "none, want 1 or 2");
  Composed composed{.document = {absl::StrCat(name, " ", form.dossier.codes.dossier_code), form.dossier.issued_at}};
  for (const bool to_applicant : {false, true}) {
    if (!(to_applicant ? form.copies.applicant : form.copies.archive)) continue;
    Notice notice(form.dossier, to_applicant, fonts, page);
    if (absl::Status s = notice.Begin(form.head, title, form.reprint); !s.ok()) return s;
    body(notice);
    composed.copies.push_back(notice.End(form.reprint));
  }
  return composed;
}

void Wanted(const std::vector<Component>& wanted, Composer& c) {
  const std::vector<Column> columns = {{"TT", 5.5, Align::kCentre},        {"Giấy tờ cần bổ sung, hoàn thiện", 40},
                                       {"Bản chính", 8.5, Align::kCentre}, {"Bản chứng thực", 13.7, Align::kCentre},
                                       {"Bản photo", 8.5, Align::kCentre}, {"Lý do", 26}};
  std::vector<Row> rows;
  for (const Component& component : wanted) {
    rows.push_back({TextCell(absl::StrCat(rows.size() + 1)), TextCell(component.name), CountCell(component.originals),
                    CountCell(component.certified_copies), CountCell(component.photocopies), TextCell(component.note)});
  }
  c.Table(columns, rows, 9.5);
}

}  // namespace

absl::StatusOr<Composed> Compose(const SupplementRequest& form, const Fonts& fonts, const Page& page) {
  if (form.wanted.empty()) return errors::FieldError("wanted", "none, want at least 1");
  return ComposeNotice(
      form, "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", fonts, page,
      [&form](Notice& n) {
        n.Owner("Hồ sơ của");
        n.c.Line({Plain("Yêu cầu bổ sung, hoàn thiện hồ sơ gồm những nội dung sau:")},
                 {.space = 2, .keeps_next = true});
        Wanted(form.wanted, n.c);
        n.Reason(form.reason);
        if (form.until) {
          n.c.Frame({{Bold(absl::StrCat("Bổ sung chậm nhất: ", WeekdayWords(*form.until)))}}, 11);
          n.c.Space(2);
        }
        n.c.Field("Nơi nộp bổ sung", form.where_to_bring);
        if (!form.clock_note.empty()) n.c.Line({Italic(form.clock_note)}, {.size = 9});
        if (form.asked_before > 0) {
          n.c.Line({Bold(absl::StrCat("Hồ sơ này đã được yêu cầu bổ sung ", form.asked_before, " lần trước đó."))},
                   {.size = 9.5});
        }
        n.Ask(form.contact);
        n.c.Signatures({{"NGƯỜI NỘP HỒ SƠ", ""}, {"NGƯỜI HƯỚNG DẪN", form.contact.officer}});
      });
}

absl::StatusOr<Composed> Compose(const Refusal& form, const Fonts& fonts, const Page& page) {
  return ComposeNotice(
      form, "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", "Phiếu từ chối tiếp nhận giải quyết hồ sơ", fonts, page,
      [&form](Notice& n) {
        n.Owner("Đã xem xét hồ sơ của");
        if (form.filed_at) n.c.Field("Nộp trực tuyến lúc", MomentWords(*form.filed_at));
        n.c.Line({Plain("Qua xem xét, hồ sơ này không được tiếp nhận, giải quyết với lý do cụ thể như sau:")},
                 {.space = 4, .keeps_next = true});
        n.c.Line({Plain(form.reason)}, {.space = 2});
        n.c.Field("Căn cứ", form.legal_ground, {.space = 2});
        n.c.Line({Plain("Xin thông báo để Ông/Bà được biết và thực hiện.")}, {.space = 4});
        n.Ask(form.contact);
        n.c.Signatures({{"NGƯỜI NỘP HỒ SƠ", ""}, {"NGƯỜI TIẾP NHẬN HỒ SƠ", form.contact.officer}});
      });
}

absl::StatusOr<Composed> Compose(const Apology& form, const Fonts& fonts, const Page& page) {
  return ComposeNotice(
      form, "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", "Phiếu xin lỗi và hẹn lại ngày trả kết quả", fonts, page,
      [&form](Notice& n) {
        n.Owner("Kính gửi");
        n.c.Field("Thời gian nhận hồ sơ", MomentWords(form.received_at), {.space = 3});
        n.c.Field("Thời gian hẹn trả kết quả", AppointmentWords(form.promised_at));
        n.c.Line({Plain(absl::StrCat("Đến nay, ", form.agency,
                                     " chưa giải quyết xong hồ sơ của Ông/Bà để trả kết quả đúng thời hạn đã hẹn."))},
                 {.space = 3});
        n.Reason(form.reason);
        n.c.Line({Plain(absl::StrCat("Sự chậm trễ này đã gây phiền hà, tốn kém thời gian, công sức của Ông/Bà. ",
                                     form.agency, " xin lỗi Ông/Bà và hẹn lại:"))},
                 {.space = 2, .keeps_next = true});
        n.c.Frame({{Bold(absl::StrCat("Trả kết quả: ", AppointmentWords(form.new_due_at)))}}, 12);
        if (!form.derivation.empty())
          n.c.Line({Italic(form.derivation)}, {.size = 8.5, .align = Align::kCentre, .space = 1.5});
        n.c.Line({Plain("Mong nhận được sự thông cảm của Ông/Bà.")}, {.space = 2});
        n.c.Fields(
            {{"Người duyệt", form.approver}, {"Bản ký kèm theo", form.attached}, {"Hình thức gửi", form.delivery}});
        n.Ask(form.contact);
        n.c.Signatures({{"", "", ""}, {form.signatory_title, form.signatory, "(Ký, ghi rõ họ tên, đóng dấu)"}}, Mm(20));
      });
}

absl::StatusOr<Composed> Compose(const ChangeNotice& form, const Fonts& fonts, const Page& page) {
  if (form.changes.empty()) return errors::FieldError("changes", "none, want at least 1");
  return ComposeNotice(
      form, "THÔNG BÁO ĐIỀU CHỈNH GIẤY TIẾP NHẬN HỒ SƠ", "Thông báo điều chỉnh", fonts, page, [&form](Notice& n) {
        n.Owner("Kính gửi");
        n.c.Line({Plain("Giấy tiếp nhận hồ sơ in lúc "), Bold(MomentWords(form.printed_at)),
                  Plain(", khi quầy mất mạng, đã vào sổ lúc "), Bold(MomentWords(form.recorded_at)),
                  Plain(" và được điều chỉnh như sau:")},
                 {.space = 4, .keeps_next = true});
        std::vector<Row> rows;
        for (const Change& change : form.changes) {
          rows.push_back({TextCell(change.what), TextCell(change.printed), {.runs = {Bold(change.now)}}});
        }
        n.c.Table({{"Nội dung", 30}, {"Trên Giấy đã in", 35}, {"Nay là", 35}}, rows, 10);
        n.Reason(form.reason);
        n.c.Line({Plain("Giấy tiếp nhận đã in vẫn có giá trị, trừ những điều chỉnh trên. Đề nghị Ông/Bà giữ Thông báo "
                        "này cùng với Giấy "
                        "tiếp nhận và mang theo cả hai khi đến nhận kết quả.")},
                 {.space = 3});
        n.Ask(form.contact);
        n.c.Signatures({{"NGƯỜI NHẬN THÔNG BÁO", ""}, {"NGƯỜI THÔNG BÁO", form.contact.officer}});
      });
}

}  // namespace hoso::forms
