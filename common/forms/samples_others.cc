// Samples of all forms but 01.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/forms/samples.h"

namespace hoso::forms {
namespace {

Contact Officer() {
  return {.officer = "TRẦN THỊ MẪU", .phone = "0216 0000 001", .guidance = "https://thu-tuc.example.vn/1.002809"};
}

Concerned TheDossier() {
  const Receipt receipt = PlainReceipt();
  return {.codes = receipt.dossiers[0].codes,
          .owner = receipt.owner,
          .request = receipt.dossiers[0].request,
          .issued_at = absl::CivilMinute(2024, 4, 29, 9, 5)};
}

Concerned LongDossier() {
  const Receipt receipt = FullReceipt();
  Concerned dossier = TheDossier();
  dossier.owner = receipt.owner;
  dossier.request = receipt.dossiers[0].request;
  return dossier;
}

Head PostHead() { return PlainReceipt().head; }

Head AgencyHead() {
  return {.parent_body = "ỦY BAN NHÂN DÂN\nTỈNH YÊN BÁI",
          .issuing_body = "SỞ GIAO THÔNG VẬN TẢI",
          .place = "Yên Bái",
          .date = absl::CivilDay(2024, 5, 6)};
}

constexpr char kLongReason[] =
    "Hệ thống thông tin giấy phép lái xe của ngành không tra cứu được trong thời gian từ ngày 02/05/2024 đến ngày "
    "04/05/2024 do sự cố "
    "đường truyền, nên chưa xác minh được giấy phép lái xe cũ; cơ quan đã đề nghị đơn vị quản lý khắc phục và sẽ xử lý "
    "ngay khi hệ "
    "thống hoạt động trở lại.";

std::string ALongText(int sentences) {
  std::string text;
  for (int i = 0; i < sentences; ++i) absl::StrAppend(&text, i > 0 ? " " : "", kLongReason);
  return text;
}

}  // namespace

SupplementRequest PlainSupplementRequest() {
  return {
      .head = PostHead(),
      .dossier = TheDossier(),
      .wanted = {{.name = "Giấy khám sức khỏe của người lái xe", .originals = 1, .note = "đã quá 12 tháng"},
                 {.name = "Bản sao thẻ căn cước công dân", .photocopies = 1, .note = "bản chụp mờ, không đọc được số"}},
      .reason = "Hồ sơ chưa đủ thành phần theo quy định.",
      .until = absl::CivilDay(2024, 5, 29),
      .clock_note = "Thời gian chờ bổ sung không tính vào thời gian giải quyết hồ sơ.",
      .where_to_bring = "Điểm Bưu điện - Văn hóa xã Mẫu",
      .contact = Officer()};
}

SupplementRequest FullSupplementRequest() {
  SupplementRequest form = PlainSupplementRequest();
  form.dossier = LongDossier();
  const Receipt receipt = FullReceipt();
  for (const Component& component : receipt.dossiers[0].components) {
    form.wanted.push_back(component);
    form.wanted.back().note = "thông tin không khớp với giấy chứng nhận đăng ký";
  }
  form.reason = ALongText(2);
  form.asked_before = 1;
  form.reprint = {.times = 1, .at = absl::CivilMinute(2024, 4, 29, 10, 0)};
  return form;
}

Refusal PlainRefusal() {
  return {.head = PostHead(),
          .dossier = TheDossier(),
          .reason = "Giấy phép lái xe không có trong hệ thống thông tin giấy phép lái xe; phải xác minh trước khi đổi.",
          .legal_ground = "Điều 37 Thông tư số 12/2017/TT-BGTVT",
          .contact = Officer()};
}

Refusal FullRefusal() {
  Refusal form = PlainRefusal();
  form.dossier = LongDossier();
  form.dossier.codes = {};
  form.filed_at = absl::CivilMinute(2024, 4, 28, 21, 40);
  form.reason = ALongText(7);
  return form;
}

Apology PlainApology() {
  return {.head = AgencyHead(),
          .dossier = TheDossier(),
          .agency = "Sở Giao thông vận tải",
          .received_at = absl::CivilMinute(2024, 4, 26, 14, 20),
          .promised_at = absl::CivilMinute(2024, 5, 7, 17, 0),
          .reason = kLongReason,
          .new_due_at = absl::CivilMinute(2024, 5, 10, 17, 0),
          .derivation = "hẹn lần đầu 07/05/2024; thêm 3 ngày làm việc; hẹn 10/05/2024",
          .approver = "Trưởng phòng Quản lý vận tải và người lái",
          .signatory_title = "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC",
          .signatory = "LÊ THỊ MẪU",
          .attached = "phiếu xin lỗi 00/SGTVT.pdf",
          .delivery = "trao tại quầy",
          .contact = {.officer = "PHẠM VĂN MẪU", .phone = "0216 0000 003"}};
}

ChangeNotice PlainChangeNotice() {
  return {
      .head = PostHead(),
      .dossier = TheDossier(),
      .printed_at = absl::CivilMinute(2024, 4, 26, 14, 20),
      .recorded_at = absl::CivilMinute(2024, 4, 29, 8, 10),
      .changes = {{"Thời gian trả kết quả", "17 giờ 00 phút, Thứ Ba ngày 07/05/2024",
                   "17 giờ 00 phút, Thứ Tư ngày 08/05/2024"},
                  {"Mã hồ sơ", "H15.05-240426-10003", "H15.05-240426-0007"}},
      .reason = "Trong khi quầy mất mạng, lịch nghỉ được bổ sung một ngày theo thông báo của cơ quan có thẩm quyền.",
      .contact = Officer()};
}

ControlSlip PlainControlSlip() {
  return {.head = AgencyHead(),
          .book = "03/2024",
          .number_in_book = "0412",
          .dossier_code = "H15.05-240426-0007",
          .owner = "NGUYỄN VĂN MẪU",
          .request = PlainReceipt().dossiers[0].request,
          .received_at = absl::CivilMinute(2024, 4, 26, 14, 20),
          .due_at = absl::CivilMinute(2024, 5, 7, 17, 0),
          .lead_agency = "Sở Giao thông vận tải",
          .steps = {{.giver = "Điểm BĐ-VHX Mẫu",
                     .receiver = "Bưu cục cấp II Mẫu",
                     .at = absl::CivilMinute(2024, 4, 26, 16, 30),
                     .result = StepResult::kOnTime,
                     .note = "túi T-000123"},
                    {.giver = "Bưu cục cấp II Mẫu",
                     .receiver = "Bộ phận một cửa, Sở Giao thông vận tải",
                     .at = absl::CivilMinute(2024, 5, 2, 9, 0),
                     .result = StepResult::kLate,
                     .note = "đường bị sạt lở"}},
          .empty_rows = 4,
          .printed_at = absl::CivilMinute(2024, 5, 2, 9, 10)};
}

BagManifest SampleManifest(int items) {
  BagManifest form = {.head = PostHead(),
                      .bag_id = "T-000123",
                      .from = "Điểm BĐ-VHX Mẫu",
                      .to = "Bưu cục cấp II Mẫu",
                      .seal_number = "NP-0004567",
                      .sealed_at = absl::CivilMinute(2024, 4, 26, 15, 30),
                      .digest = std::string(32, 'a') + std::string(32, '7'),
                      .packet_digest = std::string(32, '3') + std::string(32, 'c'),
                      .hand_overs = {{.giver = "Điểm BĐ-VHX Mẫu",
                                      .receiver = "Bưu tá tuyến Mẫu",
                                      .at = absl::CivilMinute(2024, 4, 26, 15, 40),
                                      .seal_number = "NP-0004567",
                                      .items = items}},
                      .sealed_by = "TRẦN THỊ MẪU"};
  for (int i = 1; i <= items; ++i) {
    form.items.push_back({.dossier_code = absl::StrFormat("H15.05-240426-%04d", i),
                          .label = i % 5 == 0 ? "giấy phép lái xe cũ" : "bộ hồ sơ",
                          .note = i % 7 == 0 ? "bổ sung lần 1" : ""});
  }
  return form;
}

ResultList SampleResultList(int results) {
  ResultList form = {.head = AgencyHead(),
                     .number = "00/2024",
                     .giver = "Bộ phận một cửa, Sở Giao thông vận tải",
                     .receiver = "Bưu cục cấp II Mẫu",
                     .handed_over_at = absl::CivilMinute(2024, 5, 6, 15, 45)};
  for (int i = 1; i <= results; ++i) {
    form.results.push_back({.dossier_code = absl::StrFormat("H15.05-240426-%04d", i),
                            .request = "Đổi giấy phép lái xe do ngành Giao thông vận tải cấp",
                            .result = "Giấy phép lái xe số 150000000000, hạng B2",
                            .owner = i % 4 == 0 ? FullReceipt().owner.name : "NGUYỄN VĂN MẪU",
                            .address = PlainReceipt().owner.address,
                            .fee_paid = true,
                            .by_post = i % 2 == 0,
                            .note = i % 3 == 0 ? "thu lại GPLX cũ" : ""});
  }
  return form;
}

CoverSheets SampleCoverSheets() {
  CoverSheets form;
  for (int i = 7; i < 10; ++i) {
    form.sheets.push_back(
        {.office = "ĐIỂM BƯU ĐIỆN - VĂN HÓA XÃ MẪU",
         .dossier_code = absl::StrFormat("H15.05-240426-%04d", i),
         .core = std::string("\x01\x00\x80", 3) + std::string(i == 9 ? 2200 : 600, static_cast<char>(i)),
         .procedure = PlainReceipt().dossiers[0].request,
         .received_at = absl::CivilMinute(2024, 4, 26, 14, 20),
         .due_at = absl::CivilMinute(2024, 5, 7, 17, 0),
         .bag_id = "T-000123",
         .to = "Bưu cục cấp II Mẫu",
         .papers = 5,
         .digest = std::string(32, 'e') + std::string(32, '0')});
  }
  return form;
}

EnvelopeLabels SampleLabels(int labels) {
  EnvelopeLabels form = {.printed_at = absl::CivilMinute(2024, 4, 26, 15, 0)};
  for (int i = 1; i <= labels; ++i) {
    form.labels.push_back({.dossier_code = absl::StrFormat("H15.05-240426-%04d", i),
                           .from = "Điểm BĐ-VHX Mẫu, huyện Văn Yên",
                           .to = "Bộ phận một cửa, Sở Giao thông vận tải",
                           .contents = i % 3 == 0 ? "bổ sung lần 1" : "bộ hồ sơ"});
  }
  return form;
}

Register SampleRegister(int rows) {
  Register form = {.head = PostHead(),
                   .book = "03/2024",
                   .period = "Từ 01/04/2024 đến 30/04/2024",
                   .empty_rows = 3,
                   .printed_at = absl::CivilMinute(2024, 4, 30, 17, 0)};
  for (int i = 1; i <= rows; ++i) {
    const Party owner = i % 5 == 0 ? FullReceipt().owner : PlainReceipt().owner;
    form.rows.push_back({.number = 400 + i,
                         .dossier_code = absl::StrFormat("H15.05-240426-%04d", i),
                         .request = "Đổi giấy phép lái xe do ngành Giao thông vận tải cấp",
                         .owner = owner.name,
                         .address = owner.address,
                         .phone = owner.phone,
                         .received_on = absl::CivilDay(2024, 4, 26),
                         .due_on = absl::CivilDay(2024, 5, 7),
                         .returned_on = i % 3 == 0 ? std::optional(absl::CivilDay(2024, 5, 6)) : std::nullopt,
                         .note = "TRẦN THỊ MẪU, quầy 1"});
  }
  return form;
}

FeeReceipt PlainFeeReceipt() {
  return {
      .collecting_body = "BƯU ĐIỆN TỈNH YÊN BÁI",
      .tax_code = "0000000000",
      .form = "00PLP",
      .serial = "AA/24P",
      .number = "0000012",
      .place = "Văn Yên",
      .paid_at = absl::CivilMinute(2024, 4, 26, 14, 25),
      .procedure = PlainReceipt().dossiers[0].request,
      .payer = PlainReceipt().owner,
      .dossier_code = "H15.05-240426-0007",
      .lines = {{.name = "Lệ phí cấp giấy phép lái xe",
                 .charge = true,
                 .amount_vnd = 135'000,
                 .legal_basis = "Thông tư số 00/2023/TT-BTC"},
                {.name = "Phí khai thác dữ liệu", .amount_vnd = 15'000, .legal_basis = "Thông tư số 00/2023/TT-BTC"}},
      .means = "tiền mặt",
      .belongs_to = "Sở Giao thông vận tải",
      .collector = "TRẦN THỊ MẪU"};
}

ShiftSheet PlainShiftSheet() {
  return {.head = PostHead(),
          .shift = "sáng 26/04/2024",
          .counter = "1",
          .opened_at = absl::CivilMinute(2024, 4, 26, 7, 28),
          .closed_at = absl::CivilMinute(2024, 4, 26, 11, 35),
          .float_vnd = 500'000,
          .counted = {{500'000, 1}, {200'000, 2}, {100'000, 2}, {50'000, 1}, {20'000, 1}, {5'000, 1}},
          .taken = {{"Sở Giao thông vận tải", "Đổi giấy phép lái xe", 5, 0, 675'000},
                    {"Sở Tư pháp", "Cấp Phiếu lý lịch tư pháp", 1, 200'000, 0}},
          .by_transfer_vnd = 200'000,
          .first_receipt = "0000012",
          .last_receipt = "0000017",
          .cashier = "TRẦN THỊ MẪU",
          .receiver = "LÊ VĂN MẪU"};
}

ShiftSheet FullShiftSheet() {
  ShiftSheet form = PlainShiftSheet();
  form.counted[5].pieces = 2;
  form.taken.insert(form.taken.begin() + 1, {"Sở Giao thông vận tải", "Cấp phù hiệu xe ô tô", 2, 0, 0});
  form.difference_ground = "người nộp không nhận lại tiền thừa, đã lập biên bản số 00";
  form.corrections = {
      {absl::CivilMinute(2024, 4, 26, 10, 2), "0000014", -135'000, "ghi nhầm thủ tục, đã lập biên lai 0000015",
       "LÊ VĂN MẪU"},
      {absl::CivilMinute(2024, 4, 26, 10, 5), "0000015", 135'000, "thay biên lai 0000014", "LÊ VĂN MẪU"}};
  form.void_receipts = {"0000014", "0000016"};
  form.left_open = {"1 phiếu chưa in", "3 việc chưa gửi", "2 món chưa vào túi"};
  form.provisional = true;
  return form;
}

}  // namespace hoso::forms
