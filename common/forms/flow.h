// Pieces of a form, one below the other, and how they fill pages.
#ifndef HOSO_COMMON_FORMS_FLOW_H_
#define HOSO_COMMON_FORMS_FLOW_H_

#include <cairo.h>

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"

namespace hoso::forms {

// Draws with the upper left corner at x, y.
using Painter = std::function<void(cairo_t* paper, double x, double y)>;

// What is never cut: a line, a row of a table, the room for signatures. Heights in points.
struct Piece {
  double space = 0;  // Above it, unless it begins a page.
  double height = 0;
  Painter draw;
  bool keeps_next = false;                // No page ends below it.
  std::shared_ptr<const Piece> repeated;  // Stands above it again when it begins a page: the head of a table.
};

// A piece on its page; y from the top of the page's content.
struct Placed {
  const Piece* piece = nullptr;
  double y = 0;
};
using PlacedPage = std::vector<Placed>;

// Fills pages of `height`, at least one. Pieces that keep the next stay together where a page can hold them all.
// INVALID_ARGUMENT when a piece is higher than a page. The result points into `pieces`.
absl::StatusOr<std::vector<PlacedPage>> Paginate(const std::vector<Piece>& pieces, double height);

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_FLOW_H_
