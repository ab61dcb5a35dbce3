#include "common/forms/flow.h"

#include "common/rpc/errors.h"

namespace hoso::forms {
namespace {

// A rounding error is no overrun.
constexpr double kSlack = 0.01;

class Filler {
 public:
  explicit Filler(double height) : height_(height) { pages_.emplace_back(); }

  // Whether pieces [first, last] have room below what is there.
  bool Fits(const Piece* first, const Piece* last) const {
    double y = y_;
    for (const Piece* piece = first; piece <= last; ++piece) {
      y += Above(*piece, y == 0) + piece->height;
    }
    return y <= height_ + kSlack;
  }

  void Place(const Piece& piece) {
    const bool first = y_ == 0;
    if (first && piece.repeated != nullptr) pages_.back().push_back({piece.repeated.get(), 0});
    y_ += Above(piece, first);
    pages_.back().push_back({&piece, y_});
    y_ += piece.height;
  }

  void Turn() {
    pages_.emplace_back();
    y_ = 0;
  }

  bool at_top() const { return y_ == 0; }
  bool overrun() const { return y_ > height_ + kSlack; }
  std::vector<PlacedPage> Take() { return std::move(pages_); }

 private:
  static double Above(const Piece& piece, bool first) {
    if (!first) return piece.space;
    return piece.repeated != nullptr ? piece.repeated->height : 0;
  }

  double height_;
  double y_ = 0;
  std::vector<PlacedPage> pages_;
};

}  // namespace

absl::StatusOr<std::vector<PlacedPage>> Paginate(const std::vector<Piece>& pieces, double height) {
  Filler filler(height);
  for (size_t i = 0; i < pieces.size();) {
    size_t last = i;
    while (pieces[last].keeps_next && last + 1 < pieces.size()) ++last;
    if (!filler.at_top() && !filler.Fits(&pieces[i], &pieces[last])) filler.Turn();
    for (; i <= last; ++i) {
      if (!filler.at_top() && !filler.Fits(&pieces[i], &pieces[i])) filler.Turn();
      filler.Place(pieces[i]);
      if (filler.overrun()) return errors::FieldError("texts", "one of them is too long for a page");
    }
  }
  return filler.Take();
}

}  // namespace hoso::forms
