// Sheets of paper. All lengths in points (1/72 inch), as PDF has them.
#ifndef HOSO_COMMON_FORMS_PAPER_H_
#define HOSO_COMMON_FORMS_PAPER_H_

namespace hoso::forms {

// On what a form is printed. The circular's forms 01-05 are A5; what takes more columns (06, the list of results) is A4
// landscape whatever is set.
enum class Paper {
  kA5,       // A page a sheet.
  kA4TwoUp,  // A4 landscape: exactly two halves of A5, to be cut; best for a laser printer that holds A4.
  kA4,       // A page a sheet, type and rooms larger by a quarter.
};

inline constexpr double kMillimetre = 72 / 25.4;
inline constexpr double Mm(double millimetres) { return millimetres * kMillimetre; }

// A page that is set: its size, its margins, and by how much type and rooms are larger than on A5.
struct Page {
  double width = 0, height = 0;
  double left = 0, right = 0, top = 0, bottom = 0;
  double scale = 1;

  double content_width() const { return width - left - right; }
  double content_height() const { return height - top - bottom; }
};

// How much smaller a form may be set to stay on one page: 10 points become 9.4, 8.5 become 8.
inline constexpr double kTighter = 0.94;

inline constexpr Page kPageA5{Mm(148), Mm(210), Mm(10), Mm(10), Mm(9), Mm(8.5), 1};
// Margins of Decree 30/2020; larger by a quarter, head and motto have its 12.5 and 13.75 points.
inline constexpr Page kPageA4{Mm(210), Mm(297), Mm(30), Mm(15), Mm(20), Mm(18), 1.25};
inline constexpr Page kPageA4Landscape{Mm(297), Mm(210), Mm(15), Mm(12), Mm(12), Mm(10), 1};

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_PAPER_H_
