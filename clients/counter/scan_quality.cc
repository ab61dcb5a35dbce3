#include "clients/counter/scan_quality.h"

#include <cairo-pdf.h>
#include <jpeglib.h>
#include <poppler.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <memory>
#include <utility>

#include "common/rpc/errors.h"
#include "common/scans/content.h"

namespace hoso::counter {
namespace {

constexpr double kWantedDpi = 200, kTolerance = 0.97;  // Scanners round the size of their glass.
constexpr double kPointsPerInch = 72, kA4Long = 842, kA4Short = 595;
constexpr double kLookDpi = 36;       // Enough to tell dark, grey and blank.
constexpr int kMostLooked = 50;       // Pages.
constexpr int kLongestSide = 20'000;  // Of an image, in pixels: what is larger is no photograph of a paper.

constexpr int kInk = 200;          // Darker than that is ink, of 255.
constexpr double kBlank = 0.0005;  // Share of ink of an empty page.
constexpr double kDark = 90;       // Mean of a page that was in the shade.
constexpr int kColour = 24;        // Between the strongest and the weakest of red, green and blue.

absl::Status Unreadable(const char* what) {
  return errors::WithReason(errors::FieldError("content", what), "UNREADABLE_SCAN");
}

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(GBytes* bytes) const { g_bytes_unref(bytes); }
};
template <typename T>
using Owned = std::unique_ptr<T, Unref>;

// What is counted of a page's pixels.
struct Tally {
  int64_t pixels = 0, ink = 0, light = 0, coloured = 0;
  void Add(int red, int green, int blue) {
    const int mean = (red + green + blue) / 3;
    ++pixels;
    light += mean;
    ink += mean < kInk;
    coloured += std::max({red, green, blue}) - std::min({red, green, blue}) > kColour;
  }
  void Warn(std::set<std::string>& warnings) const {
    const auto all = static_cast<double>(std::max<int64_t>(pixels, 1));
    if (static_cast<double>(ink) / all < kBlank) {
      warnings.insert("BLANK_PAGE");
      return;
    }
    if (static_cast<double>(light) / all < kDark) warnings.insert("TOO_DARK");
    if (coloured == 0) warnings.insert("NOT_COLOUR");
  }
};

Tally TallyOf(cairo_surface_t* surface) {
  Tally tally;
  cairo_surface_flush(surface);
  const int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  const unsigned char* data = cairo_image_surface_get_data(surface);
  for (int y = 0; data != nullptr && y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      uint32_t pixel = 0;
      std::memcpy(&pixel, data + static_cast<size_t>(y) * stride + static_cast<size_t>(x) * 4, 4);
      tally.Add(pixel >> 16 & 255, pixel >> 8 & 255, pixel & 255);
    }
  }
  return tally;
}

// Of the images that fill a good part of the page, the coarsest; 0: there are none, as where text was printed.
double DpiOf(PopplerPage* page, double page_area) {
  double dpi = 0;
  GList* images = poppler_page_get_image_mapping(page);
  for (GList* at = images; at != nullptr; at = at->next) {
    const auto* mapping = static_cast<PopplerImageMapping*>(at->data);
    const double width = mapping->area.x2 - mapping->area.x1, height = mapping->area.y2 - mapping->area.y1;
    if (width <= 0 || height <= 0 || width * height < page_area / 4) continue;
    const Owned<cairo_surface_t> image(poppler_page_get_image(page, mapping->image_id));
    if (image == nullptr) continue;
    const double one = std::min(cairo_image_surface_get_width(image.get()) * kPointsPerInch / width,
                                cairo_image_surface_get_height(image.get()) * kPointsPerInch / height);
    dpi = dpi == 0 ? one : std::min(dpi, one);
  }
  poppler_page_free_image_mapping(images);
  return dpi;
}

void LookAtPage(PopplerPage* page, std::set<std::string>& warnings) {
  double width = 0, height = 0;
  poppler_page_get_size(page, &width, &height);
  const double dpi = DpiOf(page, width * height);
  if (dpi > 0 && dpi < kWantedDpi * kTolerance) warnings.insert("LOW_RESOLUTION");
  const double scale = std::min(kLookDpi / kPointsPerInch, 1000 / std::max({width, height, 1.0}));
  const Owned<cairo_surface_t> surface(cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, std::max(1, static_cast<int>(width * scale)), std::max(1, static_cast<int>(height * scale))));
  const Owned<cairo_t> cairo(cairo_create(surface.get()));
  cairo_set_source_rgb(cairo.get(), 1, 1, 1);
  cairo_paint(cairo.get());
  cairo_scale(cairo.get(), scale, scale);
  poppler_page_render(page, cairo.get());
  TallyOf(surface.get()).Warn(warnings);
}

absl::StatusOr<Look> LookAtPdf(const std::string& bytes) {
  const Owned<GBytes> data(g_bytes_new_static(bytes.data(), bytes.size()));
  GError* error = nullptr;
  const Owned<PopplerDocument> document(poppler_document_new_from_bytes(data.get(), nullptr, &error));
  if (document == nullptr) {
    g_clear_error(&error);
    return Unreadable("a PDF that cannot be opened: damaged, or locked by a password");
  }
  Look look{.pages = poppler_document_get_n_pages(document.get())};
  if (look.pages < 1 || look.pages > scans::kMostPages) return Unreadable("want 1 to 500 pages");
  for (int i = 0; i < std::min(look.pages, kMostLooked); ++i) {
    const Owned<PopplerPage> page(poppler_document_get_page(document.get(), i));
    if (page == nullptr) return Unreadable("a PDF with a page that cannot be read");
    LookAtPage(page.get(), look.warnings);
  }
  return look;
}

struct JpegErrors {
  jpeg_error_mgr manager;
  std::jmp_buf back;
};

struct Pixels {
  int width = 0, height = 0;  // Of the image itself.
  Tally tally;                // Of an eighth of it, each way.
};

// libjpeg leaves by longjmp: nothing with a destructor lives across it.
bool ReadJpeg(const std::string& bytes, Pixels* pixels, unsigned char* line, size_t line_bytes) {
  jpeg_decompress_struct jpeg;
  JpegErrors errors;
  jpeg.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = [](j_common_ptr info) {
    std::longjmp(reinterpret_cast<JpegErrors*>(info->err)->back, 1);
  };
  errors.manager.output_message = [](j_common_ptr) {};
  if (setjmp(errors.back) != 0) {
    jpeg_destroy_decompress(&jpeg);
    return false;
  }
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&jpeg, TRUE);
  pixels->width = static_cast<int>(jpeg.image_width);
  pixels->height = static_cast<int>(jpeg.image_height);
  jpeg.out_color_space = JCS_RGB;
  jpeg.scale_num = 1;
  jpeg.scale_denom = 8;
  jpeg_start_decompress(&jpeg);
  const bool fits = static_cast<size_t>(jpeg.output_width) * 3 <= line_bytes && jpeg.output_components == 3;
  while (fits && jpeg.output_scanline < jpeg.output_height) {
    jpeg_read_scanlines(&jpeg, &line, 1);
    for (unsigned x = 0; x < jpeg.output_width; ++x) pixels->tally.Add(line[3 * x], line[3 * x + 1], line[3 * x + 2]);
  }
  if (fits) jpeg_finish_decompress(&jpeg);
  jpeg_destroy_decompress(&jpeg);
  return fits;
}

absl::StatusOr<Pixels> PixelsOfJpeg(const std::string& bytes) {
  Pixels pixels;
  std::vector<unsigned char> line(static_cast<size_t>(kLongestSide) * 3 / 8 + 64);
  if (!ReadJpeg(bytes, &pixels, line.data(), line.size())) return Unreadable("a JPEG that cannot be read");
  return pixels;
}

struct Reading {
  const std::string& bytes;
  size_t at = 0;
};

cairo_status_t ReadPart(void* closure, unsigned char* data, unsigned length) {
  auto& reading = *static_cast<Reading*>(closure);
  if (reading.bytes.size() - reading.at < length) return CAIRO_STATUS_READ_ERROR;
  std::memcpy(data, reading.bytes.data() + reading.at, length);
  reading.at += length;
  return CAIRO_STATUS_SUCCESS;
}

// Of the header (PNG, 11.2.2), before anything is made as large as it says.
int64_t PngPixels(const std::string& bytes) {
  if (bytes.size() < 24) return 0;
  const auto number = [&](size_t at) {
    int64_t value = 0;
    for (size_t i = at; i < at + 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
  };
  return number(16) > kLongestSide || number(20) > kLongestSide ? 0 : number(16) * number(20);
}

absl::StatusOr<Owned<cairo_surface_t>> PngSurface(const std::string& bytes) {
  constexpr int64_t kMostPixels = 100'000'000;
  const int64_t pixels = PngPixels(bytes);
  if (pixels <= 0 || pixels > kMostPixels) return Unreadable("a PNG that cannot be read, or is too large");
  Reading reading{bytes};
  Owned<cairo_surface_t> surface(cairo_image_surface_create_from_png_stream(ReadPart, &reading));
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) return Unreadable("a PNG that cannot be read");
  return surface;
}

absl::StatusOr<Pixels> PixelsOf(const Image& image) {
  if (image.media_type == scans::kJpeg) return PixelsOfJpeg(image.bytes);
  const auto surface = PngSurface(image.bytes);
  if (!surface.ok()) return surface.status();
  return Pixels{.width = cairo_image_surface_get_width(surface->get()),
                .height = cairo_image_surface_get_height(surface->get()),
                .tally = TallyOf(surface->get())};
}

cairo_status_t AppendPart(void* closure, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

// The image as a source of cairo's, with its own bytes where it is a JPEG. `image` outlives it.
absl::StatusOr<Owned<cairo_surface_t>> SourceOf(const Image& image, const Pixels& pixels) {
  if (image.media_type != scans::kJpeg) return PngSurface(image.bytes);
  // Never drawn: the bytes stand in for its pixels.
  Owned<cairo_surface_t> surface(cairo_image_surface_create(CAIRO_FORMAT_A1, pixels.width, pixels.height));
  const auto* data = reinterpret_cast<const unsigned char*>(image.bytes.data());
  const cairo_status_t attached =
      cairo_surface_set_mime_data(surface.get(), CAIRO_MIME_TYPE_JPEG, data, image.bytes.size(), nullptr, nullptr);
  if (attached != CAIRO_STATUS_SUCCESS) return absl::InternalError("the JPEG cannot be attached");
  return surface;
}

}  // namespace

absl::StatusOr<Look> LookAt(const std::string& media_type, const std::string& bytes) {
  if (media_type == scans::kPdf) return LookAtPdf(bytes);
  const auto pixels = PixelsOf({media_type, bytes});
  if (!pixels.ok()) return pixels.status();
  Look look{.pages = 1};
  pixels->tally.Warn(look.warnings);
  const double dpi = std::max(pixels->width, pixels->height) * kPointsPerInch / kA4Long;
  if (dpi < kWantedDpi * kTolerance) look.warnings.insert("LOW_RESOLUTION");
  return look;
}

absl::StatusOr<std::string> PdfOf(const std::vector<Image>& images) {
  std::string pdf;
  Owned<cairo_surface_t> paper(cairo_pdf_surface_create_for_stream(AppendPart, &pdf, kA4Short, kA4Long));
  cairo_pdf_surface_restrict_to_version(paper.get(), CAIRO_PDF_VERSION_1_5);
  Owned<cairo_t> cairo(cairo_create(paper.get()));
  for (const Image& image : images) {
    const auto pixels = PixelsOf(image);
    if (!pixels.ok()) return pixels.status();
    const auto source = SourceOf(image, *pixels);
    if (!source.ok()) return source.status();
    const bool wide = pixels->width > pixels->height;
    const double scale =
        std::min((wide ? kA4Long : kA4Short) / pixels->width, (wide ? kA4Short : kA4Long) / pixels->height);
    cairo_pdf_surface_set_size(paper.get(), pixels->width * scale, pixels->height * scale);
    cairo_save(cairo.get());
    cairo_scale(cairo.get(), scale, scale);
    cairo_set_source_surface(cairo.get(), source->get(), 0, 0);
    cairo_paint(cairo.get());
    cairo_restore(cairo.get());
    cairo_show_page(cairo.get());
  }
  cairo.reset();
  cairo_surface_finish(paper.get());
  if (cairo_surface_status(paper.get()) != CAIRO_STATUS_SUCCESS)
    return absl::InternalError("the PDF cannot be written");
  return pdf;
}

}  // namespace hoso::counter
