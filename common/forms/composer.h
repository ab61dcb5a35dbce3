// Sets one copy of a form: its parts from top to bottom, measured for a page, as pieces that fill pages (flow.h).
//
// Sizes of type and all lengths are given as on A5 and grow with the page (paper.h).
#ifndef HOSO_COMMON_FORMS_COMPOSER_H_
#define HOSO_COMMON_FORMS_COMPOSER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/forms/flow.h"
#include "common/forms/paper.h"
#include "common/forms/parts.h"
#include "common/forms/text.h"

namespace hoso::forms {

struct LineStyle {
  double size = 10;
  Align align = Align::kLeft;
  double space = 0;   // Above.
  double indent = 0;  // From the left.
  bool keeps_next = false;
};

struct Column {
  std::string title;
  double share = 1;  // Of the width; the shares of all columns are all of it.
  Align align = Align::kLeft;
};

struct Cell {
  Runs runs;
  double height = 0;  // At least; room to write or to draw in.
  Painter draw;       // Besides the text, from the cell's upper left corner, inside its borders.
};
using Row = std::vector<Cell>;

Cell TextCell(std::string text);
// Empty for 0: a column of counts is read faster so.
Cell CountCell(int count);
Cell TickCell(bool ticked);

// Who signs, and where: a title such as "NGƯỜI NỘP HỒ SƠ", what to do, and the name below the room.
struct Signer {
  std::string title;
  std::string name;
  std::string note = "(Ký, ghi rõ họ tên)";
};

class Composer {
 public:
  // Both outlive this.
  Composer(const Fonts& fonts, const Page& page) : fonts_(fonts), page_(page) {}

  double width() const { return page_.content_width() / page_.scale; }

  // Issuing body to the left, the state's name and motto to the right.
  void HeadOfState(const Head& head);
  // The name of the form, and in italics below it which copy it is; a reprint says so in a frame.
  void Title(const std::string& title, const std::string& below, const Reprint& reprint);
  void Line(const Runs& runs, LineStyle style = {});
  // "label: value", the value bold; nothing when it is empty.
  void Field(const std::string& label, const std::string& value, LineStyle style = {});
  // Several on one line as long as they fit; empty ones are left out.
  void Fields(const std::vector<std::pair<std::string, std::string>>& fields);
  // Lines within a frame, centred.
  void Frame(const std::vector<Runs>& lines, double size);
  // `empty_rows` are added with room to write by hand.
  void Table(const std::vector<Column>& columns, const std::vector<Row>& rows, double size = 9, int empty_rows = 0);
  // `room` between the title and the name. `between` may draw there, in the middle of the page.
  void Signatures(const std::vector<Signer>& signers, double room = Mm(18), const Painter& between = nullptr);
  void Space(double height);
  // No page ends below what was set last.
  void KeepNext() { pieces_.back().keeps_next = true; }
  // Of one's own: `draw` works in the lengths of A5.
  void Drawing(double height, const Painter& draw, double space = 0, bool keeps_next = false);

  // For drawings: type set for a width.
  Text Set(const Runs& runs, double size, double width, Align align = Align::kLeft) const {
    return Text(fonts_, runs, size, width, align);
  }

  std::vector<Piece> Take() { return std::move(pieces_); }

 private:
  Piece TableRow(const std::vector<Column>& columns, const Row& row, double size, bool head) const;

  const Fonts& fonts_;
  const Page& page_;
  std::vector<Piece> pieces_;
};

// A drawn rule. Thickness in points.
void Rule(cairo_t* paper, double x0, double y0, double x1, double y1, double thickness = 0.5);
void FrameAt(cairo_t* paper, double x, double y, double width, double height, double thickness = 0.7);

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_COMPOSER_H_
