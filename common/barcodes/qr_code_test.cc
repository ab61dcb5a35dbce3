#include "common/barcodes/qr_code.h"

#include <ZXing/ReadBarcode.h>
#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/str_split.h"

namespace hoso::barcodes {
namespace {

// The modules of a drawing, row by row: true is dark.
std::vector<std::vector<bool>> ModulesOf(const std::string& drawing) {
  std::vector<std::vector<bool>> rows;
  for (const absl::string_view line : absl::StrSplit(drawing, '\n', absl::SkipEmpty())) {
    std::vector<bool> upper, lower;
    for (size_t i = 0; i < line.size();) {
      const std::string block(line.substr(i, line[i] == ' ' ? 1 : 3));
      i += block.size();
      upper.push_back(block == " " || block == "▄");
      lower.push_back(block == " " || block == "▀");
    }
    rows.push_back(upper);
    rows.push_back(lower);
  }
  return rows;
}

// The seven by seven modules by which a scanner finds a corner (ISO/IEC 18004).
bool IsFinder(const std::vector<std::vector<bool>>& rows, size_t x, size_t y) {
  for (size_t j = 0; j < 7; ++j) {
    for (size_t i = 0; i < 7; ++i) {
      const bool ring = i == 0 || j == 0 || i == 6 || j == 6;
      const bool core = i >= 2 && i <= 4 && j >= 2 && j <= 4;
      if (rows[y + j][x + i] != (ring || core)) return false;
    }
  }
  return true;
}

TEST(QrCodeTest, IsDrawnWholeWithItsQuietZone) {
  const auto code = EncodeQr("HOSO1:" + std::string(212, 'A'));
  ASSERT_TRUE(code.ok()) << code.status();
  const auto rows = ModulesOf(TerminalDrawing(*code));
  constexpr size_t kModules = 49, kQuiet = 4;  // Version 8.
  ASSERT_EQ(rows.size(), kModules + 2 * kQuiet + 1);
  for (const auto& row : rows) ASSERT_EQ(row.size(), kModules + 2 * kQuiet);
  for (size_t i = 0; i < kModules + 2 * kQuiet; ++i) {
    for (size_t j = 0; j < kQuiet; ++j) {
      EXPECT_FALSE(rows[j][i] || rows[i][j] || rows[kQuiet + kModules + j][i] || rows[i][kQuiet + kModules + j]);
    }
  }
  EXPECT_TRUE(IsFinder(rows, kQuiet, kQuiet));
  EXPECT_TRUE(IsFinder(rows, kQuiet + kModules - 7, kQuiet));
  EXPECT_TRUE(IsFinder(rows, kQuiet, kQuiet + kModules - 7));
  EXPECT_FALSE(IsFinder(rows, kQuiet + kModules - 7, kQuiet + kModules - 7));
}

TEST(QrCodeTest, AScannerReadsTextAndBytesBack) {
  for (const std::string& content :
       {std::string("HOSO1:ABCDEF234567"), std::string("\x08\x00\xff\x12\x00 bytes", 11)}) {
    const auto code = EncodeQr(content);
    ASSERT_TRUE(code.ok()) << code.status();
    constexpr int kModule = 3;
    const int side = (code->width + 2 * kQrQuiet) * kModule;
    std::vector<uint8_t> picture;
    for (int y = 0; y < side; ++y) {
      for (int x = 0; x < side; ++x) {
        picture.push_back(code->IsDark(x / kModule - kQrQuiet, y / kModule - kQrQuiet) ? 0 : 255);
      }
    }
    const ZXing::Result read = ZXing::ReadBarcode({picture.data(), side, side, ZXing::ImageFormat::Lum});
    ASSERT_TRUE(read.isValid());
    EXPECT_EQ(std::string(read.bytes().begin(), read.bytes().end()), content);
  }
}

TEST(QrCodeTest, RefusesWhatNoCodeHolds) {
  EXPECT_TRUE(absl::IsInvalidArgument(EncodeQr(std::string(8000, 'A')).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(EncodeQr("").status()));
}

}  // namespace
}  // namespace hoso::barcodes
