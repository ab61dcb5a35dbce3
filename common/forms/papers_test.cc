// What each form but 01 (receipt_test.cc) says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/forms/forms.h"
#include "common/forms/pdf_reader.h"
#include "common/forms/samples.h"

namespace hoso::forms {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Typesetter& TheTypesetter() {
  static const std::unique_ptr<Typesetter> typesetter = Typesetter::Make().value();
  return *typesetter;
}

PdfReader Read(const absl::StatusOr<std::string>& pdf) {
  EXPECT_TRUE(pdf.ok()) << pdf.status();
  return PdfReader(pdf.value_or(""));
}

template <typename Form>
PdfReader Drawn(const Form& form, Paper paper = Paper::kA5) {
  return Read(TheTypesetter().Draw(form, paper));
}

void ExpectParts(const PdfReader& reader, const std::vector<const char*>& parts) {
  const std::string text = reader.AllText();
  for (const char* part : parts) EXPECT_THAT(text, HasSubstr(part));
}

template <typename Form>
std::string RefusalOf(const Form& form) {
  const auto pdf = TheTypesetter().Draw(form, Paper::kA5);
  EXPECT_TRUE(absl::IsInvalidArgument(pdf.status())) << pdf.status();
  return std::string(pdf.status().message());
}

TEST(SupplementRequestTest, SaysWhatToBringWhyAndUntilWhen) {
  const SupplementRequest form = PlainSupplementRequest();
  const PdfReader reader = Drawn(form);
  ASSERT_EQ(reader.pages().size(), 2u);
  ExpectParts(reader, {"PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "Hồ sơ của: NGUYỄN VĂN MẪU", "đã quá 12 tháng",
                       "Lý do: Hồ sơ chưa đủ thành phần theo quy định.", "Bổ sung chậm nhất: Thứ Tư ngày 29/05/2024",
                       "Nơi nộp bổ sung", "Thời gian chờ bổ sung không tính", "TRẦN THỊ MẪU, số điện thoại",
                       "https://thu-tuc.example.vn/1.002809", "NGƯỜI HƯỚNG DẪN"});
  EXPECT_THAT(reader.AllText(), Not(HasSubstr("lần trước đó")));
  EXPECT_THAT(reader.pages()[1].text, Not(HasSubstr("015000000123")));
  const std::multiset<std::string> codes = {form.dossier.codes.signed_text, form.dossier.codes.dossier_code};
  EXPECT_EQ(reader.Scan(1), codes);
  ExpectParts(Drawn(FullSupplementRequest()),
              {"Hồ sơ này đã được yêu cầu bổ sung 1 lần trước đó.", "BẢN IN LẠI lần 1"});
  SupplementRequest nothing = form;
  nothing.wanted.clear();
  EXPECT_THAT(RefusalOf(nothing), HasSubstr("wanted: none"));
}

TEST(RefusalTest, SaysWhyAndByWhichLaw) {
  ExpectParts(Drawn(PlainRefusal()), {"PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", "phải xác minh trước khi đổi.",
                                      "Căn cứ: Điều 37 Thông tư số 12/2017/TT-BGTVT", "NGƯỜI TIẾP NHẬN HỒ SƠ"});
}

TEST(RefusalTest, OfWhatWasNeverRecordedHasNoCode) {
  const PdfReader reader = Drawn(FullRefusal());
  ExpectParts(reader, {"Nộp trực tuyến lúc: 21 giờ 40 phút, ngày 28/04/2024"});
  EXPECT_THAT(reader.AllText(), Not(HasSubstr("Mã hồ sơ")));
  EXPECT_TRUE(reader.Scan(0).empty());
}

TEST(ApologyTest, SaysTheBrokenPromiseAndTheNewOne) {
  ExpectParts(
      Drawn(PlainApology()),
      {"PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ", "Thời gian nhận hồ sơ: 14 giờ 20 phút, ngày 26/04/2024",
       "Thời gian hẹn trả kết quả: 17 giờ 00 phút, Thứ Ba ngày 07/05/2024", "Lý do: Hệ thống",
       "Trả kết quả: 17 giờ 00 phút, Thứ Sáu ngày 10/05/2024", "Người duyệt: Trưởng phòng", "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC",
       "LÊ THỊ MẪU", "Hình thức gửi: trao tại quầy", "phiếu xin lỗi 00/SGTVT.pdf"});
}

TEST(ChangeNoticeTest, SaysWhatWasPrintedAndWhatIsNow) {
  ExpectParts(Drawn(PlainChangeNotice()),
              {"THÔNG BÁO ĐIỀU CHỈNH", "in lúc 14 giờ 20 phút, ngày 26/04/2024", "đã vào sổ lúc 08 giờ 10 phút",
               "H15.05-240426-10003", "H15.05-240426-0007", "vẫn có giá trị"});
  ChangeNotice nothing = PlainChangeNotice();
  nothing.changes.clear();
  EXPECT_THAT(RefusalOf(nothing), HasSubstr("changes: none"));
}

TEST(ControlSlipTest, HasARowForEachHandOverAndRoomForMore) {
  const PdfReader reader = Drawn(PlainControlSlip());
  ExpectParts(reader, {"PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ", "Quyển số: 03/2024", "Số thứ tự: 0412", "đúng hạn",
                       "quá hạn", "T-000123", "của văn bản bưu chính"});
  EXPECT_EQ(reader.Scan(0), std::multiset<std::string>{"H15.05-240426-0007"});
}

TEST(RegisterTest, HasARowForEachDossierWithItsCodeWhole) {
  const PdfReader reader = Read(TheTypesetter().Draw(SampleRegister(30)));
  EXPECT_GT(reader.pages().size(), 2u);
  for (int i = 1; i <= 30; ++i) EXPECT_THAT(reader.AllText(), HasSubstr(absl::StrFormat("H15.05-240426-%04d", i)));
  for (const ReadPage& page : reader.pages()) EXPECT_THAT(page.text, HasSubstr("Mã hồ sơ"));
  EXPECT_TRUE(absl::IsInvalidArgument(TheTypesetter().Draw(Register()).status()));
}

TEST(BagManifestTest, CountsInFiguresAndWordsAndTellsNoName) {
  const PdfReader reader = Drawn(SampleManifest(21));
  ExpectParts(reader,
              {"BẢN KÊ TÚI HỒ SƠ", "Mã túi: T-000123", "NP-0004567", "Tổng số món: 21 (hai mươi mốt)", "Đi theo túi",
               "(Bản 2: Lưu)", "Dấu kiểm bản kê: aaaaaaaa aaaaaaaa", "Dấu kiểm gói dữ liệu đi kèm: 33333333"});
  EXPECT_THAT(reader.AllText(), Not(HasSubstr("NGUYỄN VĂN MẪU")));
  EXPECT_EQ(reader.Scan(0), std::multiset<std::string>{"T-000123"});
  BagManifest empty = SampleManifest(1);
  empty.items.clear();
  EXPECT_THAT(RefusalOf(empty), HasSubstr("items: none"));
}

TEST(ResultListTest, HasEachResultOnce) {
  const PdfReader reader = Read(TheTypesetter().Draw(SampleResultList(14)));
  for (int i = 1; i <= 14; ++i) EXPECT_THAT(reader.AllText(), HasSubstr(absl::StrFormat("H15.05-240426-%04d", i)));
  ExpectParts(reader, {"Tổng số kết quả: 14 (mười bốn)", "BÊN GIAO", "BÊN NHẬN"});
  EXPECT_TRUE(absl::IsInvalidArgument(TheTypesetter().Draw(ResultList()).status()));
}

TEST(CoverSheetTest, ItsBytesAreReadBackHoweverMany) {
  const CoverSheets form = SampleCoverSheets();
  const PdfReader reader = Drawn(form);
  ASSERT_EQ(reader.pages().size(), form.sheets.size());
  for (size_t i = 0; i < form.sheets.size(); ++i) {
    const std::multiset<std::string> codes = {form.sheets[i].core, form.sheets[i].dossier_code};
    EXPECT_EQ(reader.Scan(i), codes) << i;
  }
  EXPECT_EQ(Drawn(form, Paper::kA4TwoUp).pages().size(), 2u);
  CoverSheets too_much = form;
  too_much.sheets[1].core = std::string(3000, 'x');
  EXPECT_THAT(RefusalOf(too_much), HasSubstr("sheets[1].core"));
}

TEST(EnvelopeLabelTest, HasCodeAndRoute) {
  const PdfReader reader = Drawn(SampleLabels(1));
  ExpectParts(reader, {"Mã hồ sơ: H15.05-240426-0001", "→ Bộ phận một cửa, Sở Giao thông vận tải", "bộ hồ sơ"});
  EXPECT_EQ(reader.Scan(0), std::multiset<std::string>{"H15.05-240426-0001"});
  EXPECT_THAT(RefusalOf(EnvelopeLabels()), HasSubstr("labels: none"));
}

TEST(FeeReceiptTest, HasThreeSheetsThatSayTheSame) {
  const PdfReader reader = Drawn(PlainFeeReceipt());
  ASSERT_EQ(reader.pages().size(), 3u);
  for (const ReadPage& page : reader.pages()) {
    for (const char* part : {"Số: 0000012", "Mẫu số: 00PLP", "Ký hiệu: AA/24P", "Mã số thuế: 0000000000",
                             "15.000 đ 135.000 đ", "Tổng số tiền: 150.000 đ", "Bằng chữ: Một trăm năm mươi nghìn đồng",
                             "Hình thức thanh toán: tiền mặt", "Mã hồ sơ: H15.05-240426-0007"}) {
      EXPECT_THAT(page.text, HasSubstr(part));
    }
  }
  ExpectParts(reader, {"(Liên 1: Lưu)", "(Liên 2: Giao người nộp tiền)", "(Liên 3:"});
}

TEST(ShiftSheetTest, BalancesByItsOwnSums) {
  const PdfReader reader = Drawn(PlainShiftSheet());
  ExpectParts(reader, {"Thu trong ca 875.000 đ", "Tiền mặt phải có 1.175.000 đ", "Tiền mặt đếm được 1.175.000 đ",
                       "Chênh lệch 0", "bằng chữ: Sáu trăm bảy mươi lăm nghìn đồng", "0000012–0000017"});
  EXPECT_THAT(reader.AllText(), Not(HasSubstr("so với số phải có")));
}

TEST(ShiftSheetTest, ADifferenceIsNamedWithItsGroundOrNotDrawn) {
  ExpectParts(Drawn(FullShiftSheet()),
              {"Chênh lệch 5.000 đ", "Thừa so với số phải có. Lý do: người nộp", "0000014, 0000016", "-135.000 đ",
               "1 phiếu chưa in; 3 việc chưa gửi", "(Tạm: kết ca khi mất mạng"});
  ShiftSheet silent = FullShiftSheet();
  silent.difference_ground.clear();
  EXPECT_THAT(RefusalOf(silent), HasSubstr("difference_ground: empty"));
}

TEST(TypesetterTest, ManyThreadsMayDraw) {
  const std::string alone = TheTypesetter().Draw(PlainReceipt(), Paper::kA5).value();
  std::vector<std::thread> threads;
  std::vector<std::string> drawn(4);
  for (std::string& pdf : drawn) {
    threads.emplace_back([&pdf] { pdf = TheTypesetter().Draw(PlainReceipt(), Paper::kA5).value(); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& pdf : drawn) EXPECT_TRUE(pdf == alone);
}

}  // namespace
}  // namespace hoso::forms
