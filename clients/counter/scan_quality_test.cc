#include "clients/counter/scan_quality.h"

#include <cairo-pdf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/scans/content.h"
#include "tests/support/matchers.h"

namespace hoso::counter {
namespace {

using hoso::testing::HasReason;
using hoso::testing::IsOk;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

cairo_status_t Append(void* closure, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

struct Sheet {
  int width = 1654, height = 2339;  // A4 at 200 dots an inch.
  double light = 1;                 // Of the paper.
  double red = 0.8, green = 0.1, blue = 0.1;
  bool empty = false;
};

std::string Png(const Sheet& sheet) {
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, sheet.width, sheet.height);
  cairo_t* cairo = cairo_create(surface);
  cairo_set_source_rgb(cairo, sheet.light, sheet.light, sheet.light);
  cairo_paint(cairo);
  cairo_set_source_rgb(cairo, sheet.red, sheet.green, sheet.blue);
  for (int y = 0; !sheet.empty && y < sheet.height; y += sheet.height / 20) {
    cairo_rectangle(cairo, sheet.width / 10.0, y, sheet.width * 0.8, sheet.height / 80.0);
  }
  cairo_fill(cairo);
  std::string png;
  cairo_surface_write_to_png_stream(surface, Append, &png);
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  return png;
}

std::set<std::string> WarningsOf(const Sheet& sheet) { return LookAt(scans::kPng, Png(sheet))->warnings; }

TEST(LookTest, AGoodScanHasNoWarning) { EXPECT_THAT(WarningsOf({}), IsEmpty()); }

TEST(LookTest, SaysWhatLooksPoor) {
  EXPECT_THAT(WarningsOf({.width = 827, .height = 1169}), Contains("LOW_RESOLUTION"));
  EXPECT_THAT(WarningsOf({.red = 0.2, .green = 0.2, .blue = 0.2}), Contains("NOT_COLOUR"));
  EXPECT_THAT(WarningsOf({.light = 0.2}), Contains("TOO_DARK"));
  EXPECT_THAT(WarningsOf({.empty = true}), Contains("BLANK_PAGE"));
}

TEST(LookTest, OfAPdfEveryPageAndItsImages) {
  const auto pdf = PdfOf({{scans::kPng, Png({})}, {scans::kPng, Png({.empty = true})}});
  ASSERT_THAT(pdf, IsOk());
  EXPECT_EQ(*scans::MediaTypeOf(*pdf), scans::kPdf);
  const auto look = LookAt(scans::kPdf, *pdf);
  ASSERT_THAT(look, IsOk());
  EXPECT_EQ(look->pages, 2);
  EXPECT_THAT(look->warnings, Contains("BLANK_PAGE"));
  EXPECT_THAT(look->warnings, Not(Contains("LOW_RESOLUTION")));
  const auto coarse = PdfOf({{scans::kPng, Png({.width = 620, .height = 877})}});
  EXPECT_THAT(LookAt(scans::kPdf, *coarse)->warnings, Contains("LOW_RESOLUTION"));
}

TEST(LookTest, RefusesWhatCannotBeOpened) {
  EXPECT_THAT(LookAt(scans::kPdf, "%PDF-1.4\n%%EOF").status(), HasReason("UNREADABLE_SCAN"));
  EXPECT_THAT(LookAt(scans::kJpeg, "\xff\xd8\xff\xe0 and no more").status(), HasReason("UNREADABLE_SCAN"));
  const std::string png = Png({});
  EXPECT_THAT(LookAt(scans::kPng, png.substr(0, png.size() / 2)).status(), HasReason("UNREADABLE_SCAN"));
  std::string huge = png;
  huge[16] = huge[20] = '\x7f';
  EXPECT_THAT(LookAt(scans::kPng, huge).status(), HasReason("UNREADABLE_SCAN"));
}

}  // namespace
}  // namespace hoso::counter
