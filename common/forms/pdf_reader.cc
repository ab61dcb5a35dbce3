#include "common/forms/pdf_reader.h"

#include <ZXing/ReadBarcode.h>
#include <gtest/gtest.h>
#include <poppler-document.h>
#include <poppler-font.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>

#include <memory>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace hoso::forms {
namespace {

std::string Utf8(const poppler::ustring& text) {
  const poppler::byte_array bytes = text.to_utf8();
  return std::string(bytes.begin(), bytes.end());
}

ReadPage Read(const poppler::page& page) {
  ReadPage read{.width = page.page_rect().width(), .height = page.page_rect().height()};
  for (const poppler::text_box& box : page.text_list()) {
    const poppler::rectf at = box.bbox();
    read.words.push_back({Utf8(box.text()), at.left(), at.top(), at.right(), at.bottom()});
  }
  const std::vector<std::string> words = absl::StrSplit(Utf8(page.text()), absl::ByAnyChar(" \n\f"), absl::SkipEmpty());
  read.text = absl::StrJoin(words, " ");
  return read;
}

}  // namespace

struct PdfReader::Document {
  std::unique_ptr<poppler::document> file;
};

PdfReader::PdfReader(const std::string& pdf) : document_(new Document) {
  document_->file.reset(poppler::document::load_from_raw_data(pdf.data(), static_cast<int>(pdf.size())));
  if (document_->file == nullptr) {
    ADD_FAILURE() << "not a PDF";
    return;
  }
  for (int i = 0; i < document_->file->pages(); ++i) {
    const std::unique_ptr<poppler::page> page(document_->file->create_page(i));
    pages_.push_back(Read(*page));
  }
  for (const poppler::font_info& font : document_->file->fonts()) fonts_.push_back({font.name(), font.is_embedded()});
}

PdfReader::~PdfReader() { delete document_; }

std::string PdfReader::AllText() const {
  return absl::StrJoin(pages_, " ", [](std::string* out, const ReadPage& page) { out->append(page.text); });
}

std::multiset<std::string> PdfReader::Scan(size_t number, double dots) const {
  const std::unique_ptr<poppler::page> page(document_->file->create_page(static_cast<int>(number)));
  poppler::page_renderer renderer;
  renderer.set_render_hint(poppler::page_renderer::antialiasing);
  renderer.set_image_format(poppler::image::format_gray8);
  const poppler::image image = renderer.render_page(page.get(), dots, dots);
  const ZXing::ImageView view(reinterpret_cast<const uint8_t*>(image.const_data()), image.width(), image.height(),
                              ZXing::ImageFormat::Lum, image.bytes_per_row());
  std::multiset<std::string> found;
  const auto add = [&found](const ZXing::Result& code) {
    if (code.isValid()) found.emplace(code.bytes().begin(), code.bytes().end());
  };
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode);
  for (const ZXing::Result& code : ZXing::ReadBarcodes(view, hints)) add(code);
  // ZXing 1.4 stops the program when it meets several bar codes of lines: each half of a sheet has one at most.
  hints.setFormats(ZXing::BarcodeFormat::Code128);
  const int halves = image.width() > image.height() ? 2 : 1, width = image.width() / halves;
  for (int half = 0; half < halves; ++half) {
    add(ZXing::ReadBarcode(view.cropped(half * width, 0, width, image.height()), hints));
  }
  return found;
}

}  // namespace hoso::forms
