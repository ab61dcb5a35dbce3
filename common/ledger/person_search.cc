#include "common/ledger/person_search.h"

#include <pqxx/pqxx>
#include <span>

#include "absl/strings/str_cat.h"
#include "common/postgres/array.h"
#include "common/postgres/value.h"

namespace hoso::ledger {
namespace {

std::string FindSql(const PersonQuery& query) {
  std::vector<int32_t> groups;
  std::vector<int64_t> tokens;
  for (size_t group = 0; group < query.groups.size(); ++group) {
    for (const int64_t token : query.groups[group]) {
      groups.push_back(static_cast<int32_t>(group));
      tokens.push_back(token);
    }
  }
  std::string sql = "SELECT * FROM ledger.find_persons(";
  postgres::AppendArray(sql, std::span<const int32_t>(groups));
  sql += ", ";
  postgres::AppendArray(sql, std::span<const int64_t>(tokens));
  absl::StrAppend(&sql, ", ", query.most, ", ", query.current_only ? "true" : "false", ", ");
  if (!query.scope.has_value()) return absl::StrCat(sql, "NULL, NULL)");
  postgres::AppendArray(sql, std::span<const std::string>(query.scope->offices));
  sql += ", ";
  const std::vector<int32_t> agencies(query.scope->agencies.begin(), query.scope->agencies.end());
  postgres::AppendArray(sql, std::span<const int32_t>(agencies));
  return absl::StrCat(sql, ")");
}

}  // namespace

std::vector<PersonHit> FindPersons(pqxx::transaction_base& tx, const PersonQuery& query) {
  std::vector<PersonHit> hits;
  for (const pqxx::row& row : tx.exec(FindSql(query))) {
    PersonHit& hit = hits.emplace_back();
    hit.group = row["group_id"].as<int>();
    hit.dossier = row["dossier"].as<int64_t>();
    hit.person = {.person = row["person"].as<int32_t>(),
                  .version = row["version"].as<int32_t>(),
                  .sealed = postgres::GetBytes(row["sealed"])};
    if (!row["key_id"].is_null()) {
      hit.person.key = {.key_id = row["key_id"].as<std::string>(), .wrapped = postgres::GetBytes(row["wrapped"])};
    }
    hit.state = postgres::GetBytes(row["state"]);
  }
  return hits;
}

}  // namespace hoso::ledger
