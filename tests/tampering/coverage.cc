#include "tests/tampering/coverage.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/support/environment.h"

namespace hoso::testing {
namespace {

// How often a table is drawn, against others. A table that is not here is drawn, too.
const std::map<std::string, int> kWeights = {{"ledger.fact", 12},  {"ledger.dossier", 10},   {"ledger.item", 6},
                                             {"ledger.person", 4}, {"ledger.person_key", 3}, {"ledger.person_index", 3},
                                             {"ledger.answer", 4}, {"ledger.batch", 4},      {"routing.bag", 3},
                                             {"access.entry", 2}};

// Rows of which nothing follows, as docs/tampering.md says.
const std::map<std::string, std::string> kRows = {
    {"intake.lease",
     "closed_at IS NOT NULL AND EXISTS (SELECT FROM ledger.dossier d WHERE d.agency = t.agency AND d.dossier BETWEEN "
     "ledger.first_key(t.day) + "
     "(t.agency::bigint << 16) + lower(t.numbers) AND ledger.first_key(t.day) + (t.agency::bigint << 16) + "
     "upper(t.numbers) - 1)"}};

}  // namespace

std::map<std::string, std::string> DocumentedExceptions() {
  std::map<std::string, std::string> exceptions;
  for (const absl::string_view line : absl::StrSplit(ReadFile(SourceDir() + "/docs/tampering.md"), '\n')) {
    const std::vector<std::string> cells = absl::StrSplit(line, '|');  // | `table` | `column`, `column` | why |
    if (cells.size() != 5 || !absl::StrContains(cells[1], "`")) continue;
    const std::string table = absl::StrReplaceAll(absl::StripAsciiWhitespace(cells[1]), {{"`", ""}});
    for (const absl::string_view column : absl::StrSplit(cells[2], ',')) {
      const std::string name = absl::StrReplaceAll(absl::StripAsciiWhitespace(column), {{"`", ""}});
      exceptions[absl::StrCat(table, ".", name == "all" ? "*" : name)] =
          std::string(absl::StripAsciiWhitespace(cells[3]));
    }
  }
  return exceptions;
}

std::map<std::string, TableCoverage> CoverageOf(const std::map<std::string, std::vector<Column>>& tables) {
  const auto exceptions = DocumentedExceptions();
  std::map<std::string, TableCoverage> covered;
  for (const auto& [table, columns] : tables) {
    if (exceptions.contains(table + ".*")) continue;
    TableCoverage& coverage = covered[table];
    coverage.columns = columns;
    for (const Column& column : columns) {
      if (!exceptions.contains(absl::StrCat(table, ".", column.name))) coverage.changed.push_back(column);
    }
    if (const auto rows = kRows.find(table); rows != kRows.end()) coverage.rows = rows->second;
    if (const auto weight = kWeights.find(table); weight != kWeights.end()) coverage.weight = weight->second;
  }
  // There is one row in each, and one value that it may have.
  covered["ledger.identity"].fixed = {"one"};
  covered["access.head"].fixed = {"one"};
  return covered;
}

}  // namespace hoso::testing
