#include "clients/replay/show.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/clock/zone.h"

namespace hoso::replay {
namespace {

constexpr size_t kBar = 40;

const std::string& In(const Text& text, Language language) {
  return language == Language::kVietnamese ? text.vi : text.en;
}

// How many places a text takes: its letters, since all of ours are composed.
size_t Width(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string Padded(const std::string& text, size_t width, bool right) {
  const std::string blanks(width - std::min(width, Width(text)), ' ');
  return right ? blanks + text : text + blanks;
}

void AppendRow(const std::vector<Text>& cells, const std::vector<size_t>& widths, Language language, std::string& out) {
  out += "  ";
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += "  ";
    out += Padded(In(cells[i], language), widths[i], i > 0);
  }
  out += "\n";
}

void AppendTable(const Table& table, Language language, std::string& out) {
  std::vector<size_t> widths;
  for (const Text& column : table.columns) widths.push_back(Width(In(column, language)));
  for (const std::vector<Text>& row : table.rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], Width(In(row[i], language)));
  }
  AppendRow(table.columns, widths, language, out);
  for (const std::vector<Text>& row : table.rows) AppendRow(row, widths, language, out);
}

nlohmann::ordered_json TableJson(const Table& table) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const std::vector<Text>& row : table.rows) {
    nlohmann::ordered_json cells = nlohmann::ordered_json::array();
    for (const Text& cell : row) {
      std::string plain = cell.en;
      plain.erase(std::remove(plain.begin(), plain.end(), ','), plain.end());
      const bool number = !plain.empty() && plain.find_first_not_of("0123456789") == std::string::npos;
      cells.push_back(number ? nlohmann::ordered_json(std::stoll(plain)) : nlohmann::ordered_json(cell.en));
    }
    rows.push_back(std::move(cells));
  }
  return rows;
}

}  // namespace

std::string ShowText(const Summary& summary, Language language) {
  std::string out = In(summary.title, language) + "\n";
  for (const Section& section : summary.sections) {
    absl::StrAppend(&out, "\n", In(section.title, language), "\n");
    if (section.table.has_value()) AppendTable(*section.table, language, out);
    for (const Text& line : section.lines) absl::StrAppend(&out, "    ", In(line, language), "\n");
    for (const Check& check : section.checks) {
      absl::StrAppend(&out, "  ", check.holds ? "✓ " : "✗ ", In(check.what, language));
      if (!In(check.value, language).empty()) absl::StrAppend(&out, ": ", In(check.value, language));
      out += "\n";
    }
  }
  const Text verdict = summary.holds() ? Text{"✓ Mọi phép kiểm đều đúng.", "✓ Every check holds."}
                                       : Text{"✗ Có phép kiểm không đúng.", "✗ Some checks do not hold."};
  absl::StrAppend(&out, "\n", In(verdict, language), "\n");
  return out;
}

std::string ShowJson(const Summary& summary) {
  nlohmann::ordered_json json;
  json["ok"] = summary.holds();
  json["title"] = summary.title.en;
  for (const Section& section : summary.sections) {
    nlohmann::ordered_json& part = json[section.key];
    part["title"] = section.title.en;
    if (section.table.has_value()) {
      for (const Text& column : section.table->columns) part["columns"].push_back(column.en);
      part["rows"] = TableJson(*section.table);
    }
    for (const Text& line : section.lines) part["lines"].push_back(line.en);
    for (const Check& check : section.checks) {
      part["checks"][check.key] = {{"ok", check.holds}, {"what", check.what.en}, {"value", check.value.en}};
    }
  }
  return json.dump(2) + "\n";
}

void Progress::Show(size_t done, size_t of, absl::Time simulated) {
  const std::string day = absl::FormatTime("%d/%m/%Y", simulated, clock::LocalZone());
  if (terminal_) {
    const size_t full = of == 0 ? kBar : kBar * done / of;
    std::string bar;
    for (size_t i = 0; i < kBar; ++i) bar += i < full ? "█" : "░";
    out_ << "\r" << bar << " " << day << "  " << done << "/" << of << " " << std::flush;
    drawn_ = true;
    return;
  }
  const int tenth = of == 0 ? 10 : static_cast<int>(10 * done / of);
  if (tenth == last_tenth_) return;
  last_tenth_ = tenth;
  out_ << absl::StrFormat("%3d %%  ", 10 * tenth) << day << "  " << done << "/" << of
       << (language_ == Language::kVietnamese ? " việc" : " acts") << std::endl;
}

void Progress::Finish() {
  if (drawn_) out_ << "\n";
  drawn_ = false;
}

}  // namespace hoso::replay
