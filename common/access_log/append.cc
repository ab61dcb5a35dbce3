#include "common/access_log/append.h"

#include <span>
#include <utility>

#include "common/access_log/chain_check.h"
#include "common/postgres/array.h"

namespace hoso::access_log {

std::string AppendSql(const std::vector<AccessEntry>& entries) {
  std::vector<std::string> bodies, dossiers, staff, places;
  std::vector<absl::Time> ats;
  std::vector<int32_t> deeds;
  for (const AccessEntry& entry : entries) {
    EntryRow row = RowOf(entry);
    bodies.push_back(std::move(row.body));
    dossiers.push_back(std::move(row.dossier));
    staff.push_back(std::move(row.staff));
    places.push_back(std::move(row.place));
    ats.push_back(row.at);
    deeds.push_back(row.deed);
  }
  std::string sql = "SELECT access.append(";
  postgres::AppendBytesArray(sql, std::span<const std::string>(bodies));
  sql += ", ";
  postgres::AppendArray(sql, std::span<const absl::Time>(ats));
  for (const auto* texts : {&dossiers, &staff, &places}) {
    sql += ", ";
    postgres::AppendArray(sql, std::span<const std::string>(*texts));
  }
  sql += ", ";
  postgres::AppendArray(sql, std::span<const int32_t>(deeds));
  return sql + ")";
}

}  // namespace hoso::access_log
