// Tables of a Composer.
#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/forms/composer.h"

namespace hoso::forms {
namespace {

constexpr double kSide = 2.2, kAbove = 1.2, kBelow = 1.6, kThin = 0.4;
// What a hand needs to write in.
constexpr double kWritten = Mm(8);

}  // namespace

Cell TextCell(std::string text) { return {.runs = {Plain(std::move(text))}}; }
Cell CountCell(int count) { return TextCell(count == 0 ? "" : absl::StrCat(count)); }
Cell TickCell(bool ticked) { return TextCell(ticked ? "x" : ""); }

Piece Composer::TableRow(const std::vector<Column>& columns, const Row& row, double size, bool head) const {
  struct Box {
    double x, width;
    std::shared_ptr<const Text> text;
    Painter draw;
  };
  std::vector<Box> boxes;
  double x = 0, height = 0, shares = 0;
  for (const Column& column : columns) shares += column.share;
  for (size_t i = 0; i < columns.size(); ++i) {
    const double wide = width() * columns[i].share / shares;
    const Cell cell = i < row.size() ? row[i] : Cell();
    boxes.push_back(
        {x, wide,
         std::make_shared<const Text>(Set(cell.runs, size, wide - 2 * kSide, head ? Align::kCentre : columns[i].align)),
         cell.draw});
    height = std::max({height, boxes.back().text->height(), cell.height});
    x += wide;
  }
  height += kAbove + kBelow;
  const double scale = page_.scale;
  return {.height = height * scale, .draw = [=](cairo_t* paper, double left, double top) {
            cairo_save(paper);
            cairo_translate(paper, left, top);
            cairo_scale(paper, scale, scale);
            for (const Box& box : boxes) {
              FrameAt(paper, box.x, 0, box.width, height, kThin);
              const double middle = head ? (height - kAbove - kBelow - box.text->height()) / 2 : 0;
              box.text->Draw(paper, box.x + kSide, kAbove + middle);
              if (box.draw) box.draw(paper, box.x + kSide, kAbove);
            }
            cairo_restore(paper);
          }};
}

void Composer::Table(const std::vector<Column>& columns, const std::vector<Row>& rows, double size, int empty_rows) {
  Row titles;
  for (const Column& column : columns) titles.push_back({.runs = {Bold(column.title)}});
  Piece head = TableRow(columns, titles, size - 0.6, /*head=*/true);
  const auto repeated = std::make_shared<const Piece>(head);
  head.space = 3 * page_.scale;
  head.keeps_next = true;
  pieces_.push_back(std::move(head));
  const auto add = [&](const Row& row) {
    pieces_.push_back(TableRow(columns, row, size, /*head=*/false));
    pieces_.back().repeated = repeated;
  };
  for (const Row& row : rows) add(row);
  for (int i = 0; i < empty_rows; ++i) add({{.height = kWritten}});
  Space(3);
}

}  // namespace hoso::forms
