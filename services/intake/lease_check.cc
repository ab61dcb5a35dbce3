#include "services/intake/lease_check.h"

#include "absl/strings/str_cat.h"

namespace hoso::intake {
namespace {

constexpr char kDifferencesSql[] =
    "SELECT lease_id, coalesce(v.numbers, '{}'), coalesce(unused, '{}'), v.agency, v.day, closed.agency, closed.day "
    "FROM (SELECT lease_id, agency, day, intake.unused_numbers(agency, day, numbers) AS unused FROM intake.lease "
    "WHERE closed_at IS NOT NULL) AS closed FULL JOIN intake.void_code v USING (lease_id) "
    "WHERE coalesce(v.numbers, '{}') <> coalesce(unused, '{}') OR v.agency <> closed.agency OR v.day <> closed.day "
    "ORDER BY lease_id";

// The numbers of a day together: a look-up for each dossier would take longer than all else.
constexpr char kNeverLeasedSql[] =
    "SELECT agency, day, used.numbers - coalesce(leased.numbers, '{}') FROM "
    "(SELECT ((dossier >> 16) & 65535)::int AS agency, DATE '1970-01-01' + (dossier >> 32)::int AS day, "
    "range_agg(int4range((dossier & 65535)::int, (dossier & 65535)::int + 1)) AS numbers FROM ledger.dossier "
    "WHERE (dossier & 65535) <= 9999 GROUP BY 1, 2) AS used "
    "LEFT JOIN (SELECT agency, day, range_agg(numbers) AS numbers FROM intake.lease GROUP BY 1, 2) AS leased "
    "USING (agency, day) WHERE NOT coalesce(leased.numbers, '{}') @> used.numbers ORDER BY day, agency";

}  // namespace

ledger::TableCheck LeaseCheck() {
  return {.sql = kDifferencesSql, .check = [](const ledger::TableCheck::Rows& rows, const ledger::BagsByFacts&) {
            std::vector<std::string> findings;
            for (const auto& row : rows) {
              const std::string lease = absl::StrCat("intake.void_code: lease ", row[0].value_or(""));
              if (row[1] != row[2]) {
                findings.push_back(absl::StrCat(lease, " has ", row[1].value_or(""), ", but its unused numbers are ",
                                                row[2].value_or("")));
              } else {
                findings.push_back(absl::StrCat(lease, " is of agency ", row[3].value_or(""), " on ",
                                                row[4].value_or(""), ", but was given for agency ", row[5].value_or(""),
                                                " on ", row[6].value_or("")));
              }
            }
            return findings;
          }};
}

ledger::TableCheck LeasedNumbersCheck() {
  return {.sql = kNeverLeasedSql, .check = [](const ledger::TableCheck::Rows& rows, const ledger::BagsByFacts&) {
            std::vector<std::string> findings;
            for (const auto& row : rows) {
              findings.push_back(absl::StrCat("intake.lease: agency ", row[0].value_or(""), " on ", row[1].value_or(""),
                                              ": dossiers have the numbers ", row[2].value_or(""),
                                              ", which were never leased"));
            }
            return findings;
          }};
}

}  // namespace hoso::intake
