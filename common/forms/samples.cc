#include "common/forms/samples.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace hoso::forms {
namespace {

const absl::CivilMinute kAccepted(2024, 4, 26, 14, 20);
const absl::CivilMinute kDue(2024, 5, 7, 17, 0);

Head TheHead() {
  return {.parent_body = "BƯU ĐIỆN TỈNH YÊN BÁI",
          .issuing_body = "ĐIỂM BƯU ĐIỆN -\nVĂN HÓA XÃ MẪU",
          .place = "Văn Yên",
          .date = absl::CivilDay(kAccepted)};
}

// As long as a signed statement of form 01 is.
std::string SignedText(int number) {
  return absl::StrCat("HOSO1:", std::string(208, 'A'), absl::StrFormat("%04d", 2345 + number));
}

Party Owner() {
  return {.name = "NGUYỄN VĂN MẪU",
          .identity_number = "015000000123",
          .address = "Thôn Mẫu, xã Mẫu, huyện Văn Yên, tỉnh Yên Bái",
          .phone = "0900000000"};
}

Party LongOwner() {
  return {.name =
              "CÔNG TY TRÁCH NHIỆM HỮU HẠN MỘT THÀNH VIÊN DỊCH VỤ VẬN TẢI HÀNH KHÁCH VÀ HÀNG HÓA MẪU NGHĨA LỘ - MÙ "
              "CANG CHẢI",
          .identity_number = "5200000000-001",
          .address =
              "Số nhà 00, ngõ Mẫu, đường Mẫu kéo dài, tổ dân phố số 00, phường Nguyễn Thái Học, thành phố Yên Bái, "
              "tỉnh Yên Bái",
          .phone = "0216 0000 000",
          .email = "dia-chi-thu-dien-tu-rat-dai-de-thu@vi-du.example.vn"};
}

std::vector<Component> LicenceComponents() {
  return {{.name = "Đơn đề nghị đổi giấy phép lái xe (Phụ lục 19)", .originals = 1},
          {.name = "Giấy khám sức khỏe của người lái xe", .originals = 1},
          {.name = "Bản sao giấy phép lái xe", .photocopies = 1, .original_shown = true},
          {.name = "Bản sao thẻ căn cước công dân", .photocopies = 1, .original_shown = true},
          {.name = "Ảnh chân dung", .note = "chụp tại quầy"}};
}

ReceivedDossier Licence(int number) {
  return {
      .codes = {.dossier_code = absl::StrFormat("H15.05-240426-%04d", number), .signed_text = SignedText(number)},
      .secret = "K7MQ",
      .request = "Đổi giấy phép lái xe do ngành Giao thông vận tải cấp, hạng B2",
      .components = LicenceComponents(),
      .term = "5 ngày làm việc",
      .received_at = kAccepted,
      .due_at = kDue,
      .derivation = "nhận 14:20 26/04/2024; 5 ngày làm việc; nghỉ 29/04–01/05; làm bù thứ Bảy 04/05; hẹn 07/05/2024",
      .exchanged = {{.name = "Giấy phép lái xe cũ", .kept_by_owner = true}},
      .fees = {{.name = "lệ phí cấp giấy phép lái xe", .amount_vnd = 135'000}},
      .receipt_number = "0000012"};
}

}  // namespace

Receipt PlainReceipt() {
  return {.head = TheHead(),
          .section = "Điểm Bưu điện - Văn hóa xã Mẫu, thay Bộ phận một cửa Sở Giao thông vận tải",
          .owner = Owner(),
          .dossiers = {Licence(7)},
          .return_place = "Điểm Bưu điện - Văn hóa xã Mẫu",
          .look_up_text = "https://tra-cuu.example.vn/#H15.05-240426-0007/K7MQ",
          .look_up_address = "tra-cuu.example.vn",
          .contact = {.officer = "TRẦN THỊ MẪU", .phone = "0216 0000 001"}};
}

Receipt FullReceipt() {
  Receipt receipt = PlainReceipt();
  receipt.head.parent_body = "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG TỈNH YÊN BÁI";
  receipt.head.issuing_body = "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ SỞ GIAO THÔNG VẬN TẢI TẠI BƯU CỤC CẤP II MÙ CANG CHẢI";
  receipt.book = "03/2024";
  receipt.number_in_book = "0412";
  receipt.owner = LongOwner();
  receipt.submitter =
      Party{.name = "PHAN NGUYỄN HOÀNG NGỌC ẨN DANH MẪU", .identity_number = "015000000456", .phone = "0900000001"};
  receipt.relation = "được ủy quyền, giấy ủy quyền số 00/2024 ngày 02/01/2024, hạn 31/12/2024";
  ReceivedDossier& dossier = receipt.dossiers[0];
  dossier.request =
      "Cấp phù hiệu xe ô tô kinh doanh vận tải (kinh doanh vận tải hành khách và kinh doanh vận tải hàng hóa)";
  dossier.components.clear();
  for (int i = 1; i <= 30; ++i) {
    dossier.components.push_back(
        {.name = i % 3 == 0 ? absl::StrCat(
                                  "Hợp đồng thuê phương tiện hoặc hợp đồng thuê tài sản là phương tiện giữa thành viên "
                                  "và hợp tác xã, xe thứ ",
                                  i)
                            : absl::StrCat("Giấy chứng nhận đăng ký xe ô tô thứ ", i),
         .originals = i % 3 == 0 ? 1 : 0,
         .certified_copies = i % 4 == 0 ? 2 : 0,
         .photocopies = i % 3 != 0 ? 1 : 0,
         .original_shown = i % 3 != 0});
  }
  dossier.second_stage = Stage{absl::CivilMinute(2024, 5, 8, 8, 0), absl::CivilMinute(2024, 5, 10, 17, 0)};
  dossier.certification = Certification{.pages = 12, .paper_copies = 3, .electronic = true};
  dossier.fees = {{"phí thẩm định", 1'150'000}, {"lệ phí cấp phù hiệu", 25'000}};
  dossier.fee_note = "giảm một nửa theo giấy xác nhận hộ nghèo số 00";
  receipt.contact.guidance = "https://thu-tuc.example.vn/2.002288";
  receipt.contact.phone = "0216 0000 001, 0216 0000 002";
  receipt.reprint = {.times = 2, .at = absl::CivilMinute(2024, 4, 26, 15, 2)};
  return receipt;
}

Receipt ReceiptOfComponents(int components) {
  Receipt receipt = PlainReceipt();
  for (int i = static_cast<int>(receipt.dossiers[0].components.size()); i < components; ++i) {
    receipt.dossiers[0].components.push_back({.name = absl::StrCat("Giấy tờ khác thứ ", i + 1), .photocopies = 1});
  }
  return receipt;
}

Receipt ReceiptOfSeveral(int dossiers) {
  Receipt receipt = PlainReceipt();
  receipt.dossiers.clear();
  receipt.look_up_text.clear();
  for (int i = 0; i < dossiers; ++i) {
    receipt.dossiers.push_back(Licence(7 + i));
    if (i % 2 == 1) {
      receipt.dossiers.back().due_at.reset();
      receipt.dossiers.back().due_note = "tính từ khi hồ sơ đầy đủ, cơ quan sẽ báo";
      receipt.dossiers.back().derivation.clear();
    }
  }
  return receipt;
}

std::vector<Sample> Samples() {
  std::vector<Sample> samples;
  const auto add = [&](const std::string& name, const auto& form) {
    samples.push_back({.name = name, .draw = [form](const Typesetter& typesetter, Paper paper) {
                         return typesetter.Draw(form, paper);
                       }});
  };
  const auto add_landscape = [&](const std::string& name, const auto& form) {
    samples.push_back({.name = name, .always_landscape = true, .draw = [form](const Typesetter& typesetter, Paper) {
                         return typesetter.Draw(form);
                       }});
  };
  add("01-receipt", PlainReceipt());
  add("01-receipt-8-components", ReceiptOfComponents(8));
  add("01-receipt-full", FullReceipt());
  add("01-receipt-several", ReceiptOfSeveral(3));
  add("02-supplement", PlainSupplementRequest());
  add("02-supplement-full", FullSupplementRequest());
  add("03-refusal", PlainRefusal());
  add("03-refusal-full", FullRefusal());
  add("04-apology", PlainApology());
  add("05-control-slip", PlainControlSlip());
  add_landscape("06-register", SampleRegister(12));
  add("bag-manifest", SampleManifest(6));
  add("bag-manifest-full", SampleManifest(60));
  add("change-notice", PlainChangeNotice());
  add("cover-sheets", SampleCoverSheets());
  add("envelope-labels", SampleLabels(8));
  add("fee-receipt", PlainFeeReceipt());
  add_landscape("result-list", SampleResultList(14));
  add("shift-sheet", PlainShiftSheet());
  add("shift-sheet-full", FullShiftSheet());
  return samples;
}

std::vector<PaperName> PapersOf(const Sample& sample) {
  if (sample.always_landscape) return {{Paper::kA4, "a4-landscape"}};
  return {std::begin(kPapers), std::end(kPapers)};
}

}  // namespace hoso::forms
