// What verification is to find when it is changed: every column of every table, but what docs/tampering.md says it does
// not.
#ifndef HOSO_TESTS_TAMPERING_COVERAGE_H_
#define HOSO_TESTS_TAMPERING_COVERAGE_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/tampering/tamperer.h"

namespace hoso::testing {

struct TableCoverage {
  std::vector<Column> columns;  // All.
  std::vector<Column> changed;  // Those whose changes are to be found.
  std::set<std::string> fixed;  // Of those, what the database lets nobody change.
  std::string rows = "true";    // Which rows: an SQL condition over `t`.
  int weight = 1;               // How often it is drawn, against others.
};

// "schema.table.column", or "schema.table.*" for a whole table, with why; as the table of docs/tampering.md has it.
std::map<std::string, std::string> DocumentedExceptions();

// Of `tables` those of which anything is covered.
std::map<std::string, TableCoverage> CoverageOf(const std::map<std::string, std::vector<Column>>& tables);

}  // namespace hoso::testing

#endif  // HOSO_TESTS_TAMPERING_COVERAGE_H_
