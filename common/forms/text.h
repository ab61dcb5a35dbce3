// Text that is measured first and drawn then.
#ifndef HOSO_COMMON_FORMS_TEXT_H_
#define HOSO_COMMON_FORMS_TEXT_H_

#include <cairo.h>
#include <pango/pango.h>

#include <memory>
#include <string>
#include <vector>

#include "common/forms/fonts.h"

namespace hoso::forms {

// From the baseline of one line to the next, in sizes of the type: below it the marks of Ộ, Ễ and Ẫ touch the line
// above.
inline constexpr double kLeading = 1.2;

enum class Align { kLeft, kCentre, kRight };

// A stretch of text in one face. What is no UTF-8 is drawn as U+FFFD, control characters as blanks.
struct Run {
  std::string text;
  bool bold = false;
  bool italic = false;
};
using Runs = std::vector<Run>;

// A line ends here.
inline Run Break() { return {"\u2028"}; }
// `text` with a line end for each "\n", which elsewhere is drawn as a blank.
std::string InLines(std::string text);
// `text` with blanks at which no line ends, for numbers that are read in groups.
std::string Unbroken(const std::string& text);
inline Run Plain(std::string text) { return {std::move(text)}; }
inline Run Bold(std::string text) { return {std::move(text), true}; }
inline Run Italic(std::string text) { return {std::move(text), false, true}; }

// Lines of a paragraph, broken to a width, between words where that is possible.
class Text {
 public:
  // `size` and `width` in points.
  Text(const Fonts& fonts, const Runs& runs, double size, double width, Align align = Align::kLeft);

  // Makes the lines as even as they can be without becoming more: for what is centred.
  void Balance();

  int lines() const { return pango_layout_get_line_count(layout_.get()); }
  double line_height() const { return size_ * kLeading; }
  double height() const { return lines() * line_height(); }
  // Of the longest line.
  double natural_width() const;

  // With the upper left corner of the paragraph, or of the one line, at x, y.
  void Draw(cairo_t* paper, double x, double y) const;
  void DrawLine(cairo_t* paper, int line, double x, double y) const;

 private:
  std::unique_ptr<PangoLayout, Unref> layout_;
  double size_;
  double width_;
  Align align_;
};

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_TEXT_H_
