#include "common/forms/pdf.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/forms/text.h"

namespace hoso::forms {
namespace {

struct Destroy {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* paper) const { cairo_destroy(paper); }
};

// A page that is full, of one of the copies.
struct Leaf {
  const PlacedPage* pieces = nullptr;
  const Copy* copy = nullptr;
  size_t number = 0, of = 0;  // From 1.
};

cairo_status_t Append(void* file, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(file)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

class Writer {
 public:
  Writer(const Fonts& fonts, const Page& page, bool two_up, const Document& document)
      : fonts_(fonts),
        page_(page),
        two_up_(two_up),
        surface_(cairo_pdf_surface_create_for_stream(Append, &file_, two_up ? Mm(297) : page.width,
                                                     two_up ? Mm(210) : page.height)) {
    cairo_surface_t* const pdf = surface_.get();
    cairo_pdf_surface_restrict_to_version(pdf, CAIRO_PDF_VERSION_1_5);
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, document.title.c_str());
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, "Hoso");
    const std::string created = absl::StrCat(absl::FormatCivilTime(document.created), ":00+07:00");
    cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, created.c_str());
    paper_.reset(cairo_create(pdf));
  }

  void Draw(const Leaf& leaf) {
    const bool right = two_up_ && half_ == 1;
    // A half is half a millimetre wider than A5.
    const double x = two_up_ ? (right ? Mm(148.5) : 0) + (Mm(148.5) - page_.width) / 2 : 0;
    if (two_up_ && !right) CutMarks();
    for (const Placed& placed : *leaf.pieces) placed.piece->draw(paper_.get(), x + page_.left, page_.top + placed.y);
    Footer(leaf, x);
    half_ = two_up_ ? 1 - half_ : 0;
    if (half_ == 0) cairo_show_page(paper_.get());
  }

  absl::StatusOr<std::string> Take() {
    if (half_ != 0) cairo_show_page(paper_.get());
    paper_.reset();
    cairo_surface_finish(surface_.get());
    if (const cairo_status_t status = cairo_surface_status(surface_.get()); status != CAIRO_STATUS_SUCCESS) {
      return absl::InternalError(absl::StrCat("no PDF was drawn: ", cairo_status_to_string(status)));
    }
    return std::move(file_);
  }

 private:
  void Footer(const Leaf& leaf, double x) {
    if (leaf.of == 1 && !leaf.copy->always_footer) return;
    const double size = 8 * page_.scale, width = page_.content_width();
    const double y = page_.height - page_.bottom + 3 * page_.scale;
    Text(fonts_, {Italic(leaf.copy->footer)}, size, width).DrawLine(paper_.get(), 0, x + page_.left, y);
    Text(fonts_, {Italic(absl::StrCat("Trang ", leaf.number, "/", leaf.of))}, size, width, Align::kRight)
        .DrawLine(paper_.get(), 0, x + page_.left, y);
  }

  void CutMarks() {
    cairo_set_line_width(paper_.get(), 0.3);
    for (const auto& [from, to] : {std::pair{0.0, Mm(5)}, {Mm(205), Mm(210)}}) {
      cairo_move_to(paper_.get(), Mm(148.5), from);
      cairo_line_to(paper_.get(), Mm(148.5), to);
      cairo_stroke(paper_.get());
    }
  }

  const Fonts& fonts_;
  const Page& page_;
  const bool two_up_;
  int half_ = 0;
  std::string file_;
  std::unique_ptr<cairo_surface_t, Destroy> surface_;
  std::unique_ptr<cairo_t, Destroy> paper_;
};

std::vector<Leaf> InOrder(const std::vector<Copy>& copies, const std::vector<std::vector<PlacedPage>>& pages,
                          bool side_by_side) {
  std::vector<Leaf> leaves;
  for (size_t c = 0; c < copies.size(); ++c) {
    for (size_t p = 0; p < pages[c].size(); ++p) leaves.push_back({&pages[c][p], &copies[c], p + 1, pages[c].size()});
  }
  if (side_by_side) {
    std::stable_sort(leaves.begin(), leaves.end(), [](const Leaf& a, const Leaf& b) { return a.number < b.number; });
  }
  return leaves;
}

}  // namespace

absl::StatusOr<size_t> PagesOf(const std::vector<Copy>& copies, const Page& page) {
  size_t most = 0;
  for (const Copy& copy : copies) {
    const auto filled = Paginate(copy.pieces, page.content_height());
    if (!filled.ok()) return filled.status();
    most = std::max(most, filled->size());
  }
  return most;
}

absl::StatusOr<std::string> ToPdf(const Fonts& fonts, const Page& page, bool two_up, const std::vector<Copy>& copies,
                                  const Document& document) {
  std::vector<std::vector<PlacedPage>> pages;
  for (const Copy& copy : copies) {
    auto filled = Paginate(copy.pieces, page.content_height());
    if (!filled.ok()) return filled.status();
    pages.push_back(*std::move(filled));
  }
  Writer writer(fonts, page, two_up, document);
  for (const Leaf& leaf : InOrder(copies, pages, two_up)) writer.Draw(leaf);
  return writer.Take();
}

}  // namespace hoso::forms
