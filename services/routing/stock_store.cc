#include "absl/strings/str_cat.h"
#include "common/postgres/array.h"
#include "common/postgres/transact.h"
#include "services/routing/read_sql.h"
#include "services/routing/stock.h"

namespace hoso::routing {
namespace {

// A dossier's version is the number of its facts, so their sum need not be
// counted in the largest table.
constexpr char kGroups[] =
    "SELECT d.agency, d.status, split_part(d.procedure, '@', 1), count(*), sum(d.version), sum(d.open_discrepancies),"
    " count(*) FILTER (WHERE d.status IN (2, 4, 5, 6)),"
    " count(*) FILTER (WHERE d.status IN (2, 4, 5, 6) AND d.due_at < now.at),"
    " count(*) FILTER (WHERE d.status IN (2, 4, 5, 6) AND d.due_at >= now.at AND d.due_at < soon.until)"
    " FROM ledger.dossier d CROSS JOIN now LEFT JOIN soon USING (agency) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";

constexpr char kItemsSql[] =
    "SELECT holder_kind, count(*), min(since) FROM ledger.item GROUP BY holder_kind ORDER BY holder_kind";

constexpr char kBagsSql[] = "SELECT count(*) FROM routing.bag WHERE status < 3";

// Simulated time is the callers', so the last commit need not be the latest:
// the latest of the last few is.
constexpr char kLastRecordedSql[] =
    "SELECT max(recorded_at) FROM (SELECT recorded_at FROM ledger.fact ORDER BY tx DESC LIMIT 256) AS last_facts";

std::string GroupsSql(absl::Time now, const std::map<int, absl::Time>& due_soon_until) {
  std::vector<int32_t> agencies;
  std::vector<absl::Time> until;
  for (const auto& [agency, at] : due_soon_until) {
    agencies.push_back(agency);
    until.push_back(at);
  }
  std::string sql = absl::StrCat("WITH now(at) AS (SELECT '", postgres::ToSql(now), "'::timestamptz), ",
                                 "soon(agency, until) AS (SELECT * FROM unnest(");
  postgres::AppendArray(sql, agencies);
  absl::StrAppend(&sql, ", ");
  postgres::AppendArray(sql, until);
  absl::StrAppend(&sql, ")) ", kGroups);
  return sql;
}

void ReadGroups(const pqxx::result& rows, Stock& stock) {
  for (const pqxx::row& row : rows) {
    stock.groups.push_back({.agency = row[0].as<int>(),
                            .status = static_cast<core::v1::Status>(row[1].as<int>()),
                            .procedure_key = row[2].as<std::string>(),
                            .dossiers = row[3].as<int64_t>(),
                            .open = row[6].as<int64_t>(),
                            .overdue = row[7].as<int64_t>(),
                            .due_soon = row[8].as<int64_t>()});
    stock.facts += row[4].as<int64_t>();
    stock.open_discrepancies += row[5].as<int64_t>();
  }
}

void ReadItems(const pqxx::result& rows, Stock& stock) {
  for (const pqxx::row& row : rows) {
    const auto kind = static_cast<core::v1::HolderKind>(row[0].as<int>());
    stock.items[kind] = row[1].as<int64_t>();
    if (kind == core::v1::HOLDER_KIND_BAG) stock.oldest_in_bag_since = postgres::GetOptionalTime(row[2]);
  }
}

}  // namespace

absl::StatusOr<Stock> ReadStock(postgres::Pool& pool, absl::Time now, const std::map<int, absl::Time>& due_soon_until,
                                absl::Time deadline) {
  return ReadSnapshot(pool, deadline, [&](pqxx::work& tx) -> absl::StatusOr<Stock> {
    Stock stock;
    ReadGroups(tx.exec(GroupsSql(now, due_soon_until)), stock);
    ReadItems(tx.exec(kItemsSql), stock);
    stock.bags_under_way = tx.exec1(kBagsSql)[0].as<int64_t>();
    return stock;
  });
}

absl::StatusOr<std::optional<absl::Time>> LastRecordedAt(postgres::Pool& pool, absl::Time deadline) {
  return postgres::Read(
      pool,
      [&](pqxx::nontransaction& tx) -> absl::StatusOr<std::optional<absl::Time>> {
        return postgres::GetOptionalTime(tx.exec1(kLastRecordedSql)[0]);
      },
      deadline);
}

}  // namespace hoso::routing
