#include "common/barcodes/code128.h"

#include <ZXing/ReadBarcode.h>
#include <gtest/gtest.h>

namespace hoso::barcodes {
namespace {

TEST(Code128Test, AScannerReadsItBack) {
  for (const char* text : {"H15.05-240426-0001", "H15.05-240426-10007", "T-000123", "{}|~ aB 09"}) {
    const auto modules = EncodeCode128(text);
    ASSERT_TRUE(modules.ok()) << modules.status();
    constexpr int kModule = 2, kRows = 40;
    std::vector<uint8_t> line(kCode128Quiet * kModule, 255);
    for (const bool dark : *modules) line.insert(line.end(), kModule, dark ? 0 : 255);
    line.insert(line.end(), kCode128Quiet * kModule, 255);
    std::vector<uint8_t> picture;
    for (int y = 0; y < kRows; ++y) picture.insert(picture.end(), line.begin(), line.end());
    const ZXing::ImageView view(picture.data(), static_cast<int>(line.size()), kRows, ZXing::ImageFormat::Lum);
    const ZXing::Result read = ZXing::ReadBarcode(view);
    ASSERT_TRUE(read.isValid());
    EXPECT_EQ(read.format(), ZXing::BarcodeFormat::Code128);
    EXPECT_EQ(std::string(read.bytes().begin(), read.bytes().end()), text);
  }
}

TEST(Code128Test, ACodeOfADossierIsNarrowEnoughForASlip) {
  EXPECT_LE(EncodeCode128("H15.05-240426-0001")->size(), 240u);
}

TEST(Code128Test, RefusesWhatItCannotHold) {
  for (const std::string& text : {std::string(), std::string("Đ"), std::string("a\nb"), std::string(61, '1')}) {
    EXPECT_TRUE(absl::IsInvalidArgument(EncodeCode128(text).status()));
  }
}

}  // namespace
}  // namespace hoso::barcodes
