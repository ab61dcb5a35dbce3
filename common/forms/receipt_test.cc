#include "common/forms/receipt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "common/forms/forms.h"
#include "common/forms/pdf_reader.h"
#include "common/forms/samples.h"

namespace hoso::forms {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

PdfReader Drawn(const Receipt& receipt, Paper paper = Paper::kA5) {
  static const std::unique_ptr<Typesetter> typesetter = Typesetter::Make().value();
  const auto pdf = typesetter->Draw(receipt, paper);
  EXPECT_TRUE(pdf.ok()) << pdf.status();
  return PdfReader(pdf.value_or(""));
}

absl::Status RefusalOf(const Receipt& receipt) {
  return Typesetter::Make().value()->Draw(receipt, Paper::kA5).status();
}

TEST(ReceiptTest, SaysWhatTheCircularWants) {
  const PdfReader reader = Drawn(PlainReceipt());
  ASSERT_EQ(reader.pages().size(), 2u);
  const std::string& text = reader.pages()[1].text;
  for (const char* part : {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                           "Độc lập - Tự do - Hạnh phúc",
                           "Văn Yên, ngày 26 tháng 4 năm 2024",
                           "Mã hồ sơ: H15.05-240426-0007",
                           "Mã bí mật: K7MQ",
                           "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
                           "Quyển số:",
                           "Số thứ tự:",
                           "(Liên 2: Giao người nộp)",
                           "Tiếp nhận hồ sơ của: NGUYỄN VĂN MẪU",
                           "Điện thoại: 0900000000",
                           "Giấy khám sức khỏe của người lái xe",
                           "2. Số lượng hồ sơ: 1 bộ",
                           "3. Thời gian giải quyết theo quy định: 5 ngày làm việc",
                           "4. Thời gian nhận hồ sơ: 14 giờ 20 phút, ngày 26/04/2024",
                           "5. Thời gian trả kết quả: 17 giờ 00 phút, Thứ Ba ngày 07/05/2024",
                           "nghỉ 29/04–01/05; làm bù thứ Bảy 04/05; hẹn 07/05/2024",
                           "Giấy phép lái xe cũ: chủ hồ sơ giữ, mang theo để đổi khi nhận kết quả",
                           "135.000 đ (Một trăm ba mươi lăm nghìn đồng). Biên lai số 0000012",
                           "6. Nơi trả kết quả:",
                           "NGƯỜI NỘP HỒ SƠ",
                           "NGƯỜI TIẾP NHẬN HỒ SƠ",
                           "TRẦN THỊ MẪU",
                           "tra-cuu.example.vn"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(ReceiptTest, SaysWhatOnlySomeDossiersHave) {
  const PdfReader reader = Drawn(FullReceipt());
  const std::string text = reader.AllText();
  for (const char* part :
       {"Quyển số: 03/2024", "Số thứ tự: 0412", "Người nộp: PHAN NGUYỄN HOÀNG NGỌC ẨN DANH MẪU (được ủy quyền",
        "Số định danh người nộp: ********0456", "Giai đoạn 2: nhận hồ sơ: 08 giờ 00 phút, ngày 08/05/2024",
        "trả kết quả: 17 giờ 00 phút, Thứ Sáu ngày 10/05/2024", "Chứng thực: số trang: 12", "số bản giấy cần cấp: 3",
        "bản điện tử: có", "phí thẩm định 1.150.000 đ; lệ phí cấp phù hiệu 25.000 đ",
        "Phí, lệ phí: giảm một nửa theo giấy xác nhận hộ nghèo"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(ReceiptTest, EachCopyTellsNoMoreThanItsReaderNeeds) {
  const PdfReader reader = Drawn(PlainReceipt());
  EXPECT_THAT(reader.pages()[0].text, HasSubstr("015000000123"));
  EXPECT_THAT(reader.pages()[0].text, Not(HasSubstr("K7MQ")));
  EXPECT_THAT(reader.pages()[1].text, HasSubstr("********0123"));
  EXPECT_THAT(reader.pages()[1].text, Not(HasSubstr("015000000123")));
}

TEST(ReceiptTest, AScannerReadsAllCodesOnEveryPaper) {
  const Receipt receipt = PlainReceipt();
  const ReceivedDossier& dossier = receipt.dossiers[0];
  const std::multiset<std::string> archive = {dossier.codes.signed_text, dossier.codes.dossier_code};
  std::multiset<std::string> submitter = archive;
  submitter.insert(receipt.look_up_text);
  for (const Paper paper : {Paper::kA5, Paper::kA4}) {
    const PdfReader reader = Drawn(receipt, paper);
    EXPECT_EQ(reader.Scan(0), archive);
    EXPECT_EQ(reader.Scan(1), submitter);
    EXPECT_EQ(reader.Scan(1, 200), submitter);
  }
  std::multiset<std::string> both = archive;
  both.insert(submitter.begin(), submitter.end());
  EXPECT_EQ(Drawn(receipt, Paper::kA4TwoUp).Scan(0), both);
}

TEST(ReceiptTest, EightComponentsFitOnePageAndThirtyGoOnWithTheHeadOfTheTable) {
  EXPECT_EQ(Drawn(ReceiptOfComponents(8)).pages().size(), 2u);
  const PdfReader reader = Drawn(FullReceipt());
  ASSERT_EQ(reader.pages().size(), 6u);
  EXPECT_THAT(reader.pages()[1].text, HasSubstr("Mã hồ sơ: H15.05-240426-0007 · Liên 1"));
  EXPECT_THAT(reader.pages()[1].text, HasSubstr("Trang 2/3"));
  EXPECT_THAT(reader.pages()[1].text, HasSubstr("TT Tên giấy tờ"));
  for (int i = 1; i <= 30; ++i) EXPECT_THAT(reader.AllText(), HasSubstr(absl::StrCat("thứ ", i)));
}

TEST(ReceiptTest, AReprintSaysSoOnEveryPage) {
  const PdfReader reprint = Drawn(FullReceipt());
  for (const ReadPage& page : reprint.pages()) {
    EXPECT_THAT(page.text, HasSubstr("BẢN IN LẠI lần 2, in lúc 15:02 26/04/2024"));
  }
  EXPECT_THAT(Drawn(PlainReceipt()).AllText(), Not(HasSubstr("IN LẠI")));
}

TEST(ReceiptTest, SeveralDossiersAreListedFirstEachWithItsCode) {
  const Receipt receipt = ReceiptOfSeveral(3);
  const PdfReader reader = Drawn(receipt);
  EXPECT_THAT(reader.pages()[0].text, HasSubstr("Số hồ sơ: 3 (ba)"));
  EXPECT_THAT(reader.pages()[0].text, HasSubstr("cơ quan sẽ báo"));
  EXPECT_THAT(reader.AllText(), HasSubstr("4. Nơi trả kết quả"));
  std::multiset<std::string> texts;
  for (const ReceivedDossier& dossier : receipt.dossiers) texts.insert(dossier.codes.signed_text);
  EXPECT_EQ(reader.Scan(0), texts);
}

TEST(ReceiptTest, OneCopyAloneIsDrawn) {
  Receipt receipt = PlainReceipt();
  receipt.copies.archive = false;
  const PdfReader reader = Drawn(receipt);
  ASSERT_EQ(reader.pages().size(), 1u);
  EXPECT_THAT(reader.AllText(), HasSubstr("Liên 2"));
}

TEST(ReceiptTest, WithoutADateTheGroundStandsInItsPlace) {
  Receipt receipt = PlainReceipt();
  receipt.dossiers[0].due_at.reset();
  receipt.dossiers[0].due_note = "tính từ khi hồ sơ đầy đủ";
  EXPECT_THAT(Drawn(receipt).AllText(),
              HasSubstr("5. Thời gian trả kết quả: chưa có ngày hẹn, tính từ khi hồ sơ đầy đủ"));
}

TEST(ReceiptTest, BytesThatAreNoTextAreDrawnAllTheSame) {
  Receipt receipt = PlainReceipt();
  receipt.owner.name = "A\xff\nB<b>&amp;";
  EXPECT_THAT(Drawn(receipt).AllText(), HasSubstr("B<b>&amp;"));
}

TEST(ReceiptTest, WhatCannotBeDrawnIsRefusedByName) {
  Receipt none = PlainReceipt();
  none.dossiers.clear();
  EXPECT_THAT(std::string(RefusalOf(none).message()), HasSubstr("dossiers: none, want at least 1"));
  Receipt code = PlainReceipt();
  code.dossiers[0].codes.dossier_code = "Đ";
  EXPECT_THAT(std::string(RefusalOf(code).message()), HasSubstr("dossiers[0].codes.dossier_code"));
  Receipt qr = PlainReceipt();
  qr.dossiers[0].codes.signed_text = std::string(900, 'a');
  EXPECT_THAT(std::string(RefusalOf(qr).message()),
              HasSubstr("dossiers[0].codes.signed_text: too long for a QR code of 22 mm"));
  Receipt words = PlainReceipt();
  words.dossiers[0].components[0].name = std::string(20'000, 'a');
  EXPECT_THAT(std::string(RefusalOf(words).message()), HasSubstr("too long for a page"));
}

}  // namespace
}  // namespace hoso::forms
