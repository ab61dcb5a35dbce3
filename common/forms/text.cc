#include "common/forms/text.h"

#include <pango/pangocairo.h>

#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"

namespace hoso::forms {
namespace {

// How far the capitals and marks of Liberation Serif reach above the baseline, and its tails below, in sizes.
constexpr double kAscent = 0.891, kDescent = 0.216;

std::string Drawable(const std::string& text) {
  const std::unique_ptr<char, decltype(&g_free)> valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())),
                                                       &g_free);
  std::string drawable = valid.get();
  for (char& c : drawable) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return drawable;
}

void Add(PangoAttrList* list, PangoAttribute* attribute, size_t from, size_t to) {
  attribute->start_index = static_cast<guint>(from);
  attribute->end_index = static_cast<guint>(to);
  pango_attr_list_insert(list, attribute);  // Takes it over.
}

// Figures of one width: the typeface moves a 1 nearer to a 1, and columns would not stand below each other.
void KeepFiguresApart(const std::string& text, PangoAttrList* attributes) {
  for (size_t from = 0; from < text.size(); ++from) {
    if (!absl::ascii_isdigit(text[from])) continue;
    size_t to = from;
    while (to < text.size() && absl::ascii_isdigit(text[to])) ++to;
    Add(attributes, pango_attr_font_features_new("kern 0"), from, to);
    from = to;
  }
}

}  // namespace

std::string InLines(std::string text) { return absl::StrReplaceAll(text, {{"\n", Break().text}}); }
std::string Unbroken(const std::string& text) { return absl::StrReplaceAll(text, {{" ", "\u00a0"}}); }

Text::Text(const Fonts& fonts, const Runs& runs, double size, double width, Align align)
    : layout_(pango_layout_new(fonts.context())), size_(size), width_(width), align_(align) {
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family_static(font, kFontFamily);
  pango_font_description_set_size(font, static_cast<gint>(std::lround(size * PANGO_SCALE)));
  pango_layout_set_font_description(layout_.get(), font);
  pango_font_description_free(font);
  std::string text;
  PangoAttrList* attributes = pango_attr_list_new();
  for (const Run& run : runs) {
    const size_t from = text.size();
    text += Drawable(run.text);
    if (run.bold) Add(attributes, pango_attr_weight_new(PANGO_WEIGHT_BOLD), from, text.size());
    if (run.italic) Add(attributes, pango_attr_style_new(PANGO_STYLE_ITALIC), from, text.size());
  }
  KeepFiguresApart(text, attributes);
  Add(attributes, pango_attr_insert_hyphens_new(FALSE), 0, text.size());
  pango_layout_set_attributes(layout_.get(), attributes);
  pango_attr_list_unref(attributes);
  pango_layout_set_width(layout_.get(), static_cast<int>(std::lround(width * PANGO_SCALE)));
  pango_layout_set_wrap(layout_.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text(layout_.get(), text.data(), static_cast<int>(text.size()));
}

void Text::Balance() {
  const int count = lines();
  if (count == 1) return;
  int enough = pango_layout_get_width(layout_.get()), too_narrow = enough / count / 2;
  while (enough - too_narrow > PANGO_SCALE) {
    const int width = (enough + too_narrow) / 2;
    pango_layout_set_width(layout_.get(), width);
    (lines() > count ? too_narrow : enough) = width;
  }
  pango_layout_set_width(layout_.get(), enough);
}

double Text::natural_width() const {
  PangoRectangle logical;
  pango_layout_get_extents(layout_.get(), nullptr, &logical);
  return static_cast<double>(logical.width) / PANGO_SCALE;
}

void Text::Draw(cairo_t* paper, double x, double y) const {
  for (int line = 0; line < lines(); ++line) DrawLine(paper, line, x, y + line * line_height());
}

void Text::DrawLine(cairo_t* paper, int line, double x, double y) const {
  PangoLayoutLine* const words = pango_layout_get_line_readonly(layout_.get(), line);
  PangoRectangle logical;
  pango_layout_line_get_extents(words, nullptr, &logical);
  const double room = width_ - static_cast<double>(logical.width) / PANGO_SCALE;
  const double shift = align_ == Align::kLeft ? 0 : align_ == Align::kCentre ? room / 2 : room;
  const double baseline = y + ((kLeading - kAscent - kDescent) / 2 + kAscent) * size_;
  cairo_move_to(paper, x + shift, baseline);
  pango_cairo_show_layout_line(paper, words);
}

}  // namespace hoso::forms
