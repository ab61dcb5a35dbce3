#include "common/forms/composer.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/forms/words.h"

namespace hoso::forms {
namespace {

constexpr char kState[] = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
constexpr char kMotto[] = "Độc lập - Tự do - Hạnh phúc";

// Shared, since painters are copied.
std::shared_ptr<const Text> Share(Text text) { return std::make_shared<const Text>(std::move(text)); }

std::shared_ptr<const Text> ShareEven(Text text) {
  text.Balance();
  return Share(std::move(text));
}

}  // namespace

void Rule(cairo_t* paper, double x0, double y0, double x1, double y1, double thickness) {
  cairo_set_line_width(paper, thickness);
  cairo_move_to(paper, x0, y0);
  cairo_line_to(paper, x1, y1);
  cairo_stroke(paper);
}

void FrameAt(cairo_t* paper, double x, double y, double width, double height, double thickness) {
  cairo_set_line_width(paper, thickness);
  cairo_rectangle(paper, x, y, width, height);
  cairo_stroke(paper);
}

void Composer::Drawing(double height, const Painter& draw, double space, bool keeps_next) {
  const double scale = page_.scale;
  pieces_.push_back({.space = space * scale,
                     .height = height * scale,
                     .draw =
                         [draw, scale](cairo_t* paper, double x, double y) {
                           cairo_save(paper);
                           cairo_translate(paper, x, y);
                           cairo_scale(paper, scale, scale);
                           draw(paper, 0, 0);
                           cairo_restore(paper);
                         },
                     .keeps_next = keeps_next});
}

void Composer::Space(double height) {
  Drawing(
      0, [](cairo_t*, double, double) {}, height, /*keeps_next=*/true);
}

void Composer::HeadOfState(const Head& head) {
  constexpr double kSize = 10, kMottoSize = 11, kGap = 4;
  const double state_width = Set({Bold(kState)}, kSize, 1000).natural_width() + 0.5;
  const double right = std::max(width() * 0.58 - kGap, state_width), left = width() - right - kGap;
  const auto parent = ShareEven(Set({Plain(InLines(head.parent_body))}, kSize, left, Align::kCentre));
  const auto issuing = ShareEven(Set({Bold(InLines(head.issuing_body))}, kSize, left, Align::kCentre));
  const auto state = Share(Set({Bold(kState)}, kSize, right, Align::kCentre));
  const auto motto = Share(Set({Bold(kMotto)}, kMottoSize, right, Align::kCentre));
  const double parent_height = head.parent_body.empty() ? 0 : parent->height();
  const double height = std::max(parent_height + issuing->height(), state->height() + motto->height()) + 6;
  Drawing(height, [=](cairo_t* paper, double x, double y) {
    if (parent_height > 0) parent->Draw(paper, x, y);
    issuing->Draw(paper, x, y + parent_height);
    const double below = y + parent_height + issuing->height() + 2.5;
    Rule(paper, x + left * 0.3, below, x + left * 0.7, below);
    const double middle = x + left + kGap + right / 2, half = motto->natural_width() / 2;
    state->Draw(paper, x + left + kGap, y);
    motto->Draw(paper, x + left + kGap, y + state->height());
    const double under = y + state->height() + motto->height() + 1.5;
    Rule(paper, middle - half, under, middle + half, under);
  });
}

void Composer::Title(const std::string& title, const std::string& below, const Reprint& reprint) {
  Line({Bold(title)}, {.size = 13, .align = Align::kCentre, .space = 6, .keeps_next = true});
  if (!below.empty()) Line({Italic(below)}, {.size = 9, .align = Align::kCentre, .keeps_next = true});
  if (reprint.times > 0) {
    const double wide = width();
    const auto mark = Share(Set({Bold(ReprintWords(reprint))}, 9.5, width(), Align::kCentre));
    const double box = mark->natural_width() + 12;
    Drawing(
        mark->height() + 4,
        [=](cairo_t* paper, double x, double y) {
          FrameAt(paper, x + (wide - box) / 2, y, box, mark->height() + 4, 1);
          mark->Draw(paper, x, y + 2);
        },
        3, /*keeps_next=*/true);
  }
  Space(4);
}

void Composer::Line(const Runs& runs, LineStyle style) {
  Text set = Set(runs, style.size, width() - style.indent, style.align);
  if (style.align == Align::kCentre) set.Balance();
  const auto text = Share(std::move(set));
  const int last = text->lines() - 1;
  for (int line = 0; line <= last; ++line) {
    // No page ends after the first line of a paragraph or begins with its last.
    const bool together = last > 0 && (line == 0 || line == last - 1);
    Drawing(
        text->line_height(),
        [=](cairo_t* paper, double x, double y) { text->DrawLine(paper, line, x + style.indent, y); },
        line == 0 ? style.space : 0, together || (line == last && style.keeps_next));
  }
}

void Composer::Field(const std::string& label, const std::string& value, LineStyle style) {
  if (!value.empty()) Line({Plain(absl::StrCat(label, ": ")), Bold(value)}, style);
}

void Composer::Fields(const std::vector<std::pair<std::string, std::string>>& fields) {
  constexpr double kSize = 10, kGap = 14;
  struct OnLine {
    std::shared_ptr<const Text> text;
    double x;
  };
  std::vector<OnLine> line;
  double x = 0, height = 0;
  const auto flush = [&] {
    if (line.empty()) return;
    Drawing(height, [line](cairo_t* paper, double at, double y) {
      for (const OnLine& field : line) field.text->Draw(paper, at + field.x, y);
    });
    line.clear();
    x = height = 0;
  };
  for (const auto& [label, value] : fields) {
    if (value.empty()) continue;
    const auto text = Share(Set({Plain(absl::StrCat(label, ": ")), Bold(value)}, kSize, width()));
    const double wide = text->natural_width();
    if (!line.empty() && x + wide > width()) flush();
    line.push_back({text, x});
    x += wide + kGap;
    height = std::max(height, text->height());
  }
  flush();
}

void Composer::Frame(const std::vector<Runs>& lines, double size) {
  constexpr double kInside = 3;
  const double wide = width();
  std::vector<std::shared_ptr<const Text>> texts;
  double height = 2 * kInside;
  for (const Runs& runs : lines) {
    texts.push_back(Share(Set(runs, size, width() - 2 * kInside, Align::kCentre)));
    height += texts.back()->height();
  }
  Drawing(
      height,
      [=](cairo_t* paper, double x, double y) {
        FrameAt(paper, x, y, wide, height, 1);
        double at = y + kInside;
        for (const auto& text : texts) {
          text->Draw(paper, x + kInside, at);
          at += text->height();
        }
      },
      3);
}

void Composer::Signatures(const std::vector<Signer>& signers, double room, const Painter& between) {
  const double wide = width(), each = wide / static_cast<double>(signers.size());
  struct Place {
    std::shared_ptr<const Text> title, note, name;
  };
  std::vector<Place> places;
  double top = 0, bottom = 0;
  for (const Signer& signer : signers) {
    places.push_back({ShareEven(Set({Bold(InLines(signer.title))}, 9.5, each - 6, Align::kCentre)),
                      Share(Set({Italic(signer.note)}, 8.5, each - 6, Align::kCentre)),
                      ShareEven(Set({Bold(signer.name)}, 10, each - 6, Align::kCentre))});
    top = std::max(top, places.back().title->height() + places.back().note->height());
    bottom = std::max(bottom, places.back().name->height());
  }
  Drawing(
      top + room + bottom,
      [=](cairo_t* paper, double x, double y) {
        for (size_t i = 0; i < places.size(); ++i) {
          const double left = x + each * static_cast<double>(i) + 3;
          places[i].title->Draw(paper, left, y);
          places[i].note->Draw(paper, left, y + places[i].title->height());
          places[i].name->Draw(paper, left, y + top + room);
        }
        if (between) between(paper, x + wide / 2, y);
      },
      6);
}

}  // namespace hoso::forms
