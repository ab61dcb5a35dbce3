#include "services/intake/lease_check.h"

#include "absl/strings/str_cat.h"

namespace hoso::intake {
namespace {

constexpr char kDifferencesSql[] =
    "SELECT lease_id, coalesce(void_code.numbers, '{}'), unused FROM (SELECT lease_id, "
    "intake.unused_numbers(agency, day, numbers) AS unused FROM intake.lease WHERE closed_at IS NOT NULL) AS closed "
    "LEFT JOIN intake.void_code USING (lease_id) WHERE coalesce(void_code.numbers, '{}') <> unused";

}  // namespace

ledger::TableCheck LeaseCheck() {
  return {.sql = kDifferencesSql,
          .check = [](const ledger::TableCheck::Rows& rows, const ledger::BagsByFacts&) {
            std::vector<std::string> findings;
            for (const auto& row : rows) {
              findings.push_back(absl::StrCat("intake.void_code: lease ", row[0].value_or(""), " has ",
                                              row[1].value_or(""), ", but its unused numbers are ",
                                              row[2].value_or("")));
            }
            return findings;
          }};
}

}  // namespace hoso::intake
