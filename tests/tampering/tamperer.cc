#include "tests/tampering/tamperer.h"

#include <cstdlib>
#include <iostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace hoso::testing {
namespace {

constexpr size_t kMostShown = 400;

// A whole row as text and as an object.
constexpr char kRow[] = "t::text, to_jsonb(t)";

bool IsRefusal(const pqxx::sql_error& error) {
  // Integrity constraints, values out of range, and rows without a partition.
  return absl::StartsWith(error.sqlstate(), "23") || absl::StartsWith(error.sqlstate(), "22");
}

}  // namespace

std::string Tampering::Describe() const {
  const std::string row = (way == Way::kDelete ? before : after).dump().substr(0, kMostShown);
  switch (way) {
    case Way::kChange:
      return absl::StrCat("changed ", table, ".", column, " from ", before[column].dump().substr(0, kMostShown), ": ",
                          row);
    case Way::kDelete:
      return absl::StrCat("deleted from ", table, ": ", row);
    case Way::kInsert:
      return absl::StrCat("inserted into ", table, ": ", row);
  }
  return "";
}

std::map<std::string, std::vector<Column>> Tamperer::Tables() {
  std::map<std::string, std::vector<Column>> tables;
  for (const pqxx::row& row :
       Sql("SELECT nspname || '.' || relname, attname, format_type(atttypid, NULL), NOT attnotnull, "
           "  EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND attnum = ANY (i.indkey)), "
           "  EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND (i.indisunique OR i.indisexclusion) "
           "    AND attnum = ANY (i.indkey)) "
           "FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace JOIN pg_attribute a ON attrelid = c.oid "
           "WHERE relkind IN ('r', 'p') AND NOT relispartition AND attnum > 0 AND NOT attisdropped "
           "  AND nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%' ORDER BY 1, attnum")) {
    tables[row[0].as<std::string>()].push_back({.name = row[1].as<std::string>(),
                                                .type = row[2].as<std::string>(),
                                                .key = row[4].as<bool>(),
                                                .unique = row[5].as<bool>(),
                                                .nullable = row[3].as<bool>()});
  }
  return tables;
}

std::optional<Tampering> Tamperer::Do(const std::string& table, const std::vector<Column>& columns, Way way,
                                      const Column& column, const std::string& where) {
  const int64_t rows = Sql(absl::StrCat("SELECT count(*) FROM ", table, " t WHERE ", where))[0][0].as<int64_t>();
  if (rows == 0) return std::nullopt;
  // By text, so that the same seed draws the same row however often rows were put back.
  const pqxx::result drawn = Sql(absl::StrCat("SELECT tableoid, ctid, ", kRow, " FROM ", table, " t WHERE ", where,
                                              " ORDER BY 3 OFFSET ", Draw(rows), " LIMIT 1"));
  const std::string row =
      absl::StrCat("(t.tableoid, t.ctid) = (", drawn[0][0].c_str(), ", '", drawn[0][1].c_str(), "'::tid)");
  Tampering tampering = {.table = table,
                         .way = way,
                         .before = nlohmann::json::parse(drawn[0][3].c_str()),
                         .text_before = drawn[0][2].as<std::string>()};
  try {
    switch (way) {
      case Way::kChange:
        return Change(std::move(tampering), column, row);
      case Way::kDelete:
        Sql(absl::StrCat("DELETE FROM ", table, " t WHERE ", row));
        return tampering;
      case Way::kInsert:
        return Insert(std::move(tampering), columns, row);
    }
  } catch (const pqxx::sql_error& error) {
    if (!IsRefusal(error)) throw;
  }
  return std::nullopt;
}

std::optional<Tampering> Tamperer::Change(Tampering tampering, const Column& column, const std::string& row) {
  const std::string other = Other(column);
  const pqxx::result changed =
      Sql(absl::StrCat("UPDATE ", tampering.table, " t SET ", column.name, " = ", other, " WHERE ", row, " AND ",
                       column.name, " IS DISTINCT FROM ", other, " RETURNING ", kRow));
  if (changed.empty()) return std::nullopt;  // What was drawn is no other value here.
  tampering.column = column.name;
  tampering.text_after = changed[0][0].as<std::string>();
  tampering.after = nlohmann::json::parse(changed[0][1].c_str());
  return tampering;
}

std::optional<Tampering> Tamperer::Insert(Tampering tampering, const std::vector<Column>& columns,
                                          const std::string& row) {
  std::vector<const Column*> keys;
  for (const Column& column : columns) {
    if (column.key) keys.push_back(&column);
  }
  const Column* changed = keys[Draw(static_cast<int64_t>(keys.size()))];
  std::vector<std::string> names, values;
  for (const Column& column : columns) {
    names.push_back(column.name);
    // What nothing else may have is new; of a key of several columns one is another.
    const bool fresh = &column == changed || (column.unique && !column.key) || (column.unique && column.type == "uuid");
    values.push_back(fresh ? Other({.name = column.name, .type = column.type}) : column.name);
  }
  const pqxx::result inserted =
      Sql(absl::StrCat("INSERT INTO ", tampering.table, " AS t (", absl::StrJoin(names, ", "), ") SELECT ",
                       absl::StrJoin(values, ", "), " FROM ", tampering.table, " t WHERE ", row, " RETURNING ", kRow));
  tampering.before = nullptr;
  tampering.text_before.clear();
  tampering.text_after = inserted[0][0].as<std::string>();
  tampering.after = nlohmann::json::parse(inserted[0][1].c_str());
  return tampering;
}

void Tamperer::Undo(const Tampering& tampering) {
  if (!tampering.text_after.empty()) {
    const auto gone = Sql(
        absl::StrCat("DELETE FROM ", tampering.table, " t WHERE t::text = ", connection_.quote(tampering.text_after)));
    if (gone.affected_rows() != 1) {
      std::cerr << "not to be undone: " << tampering.Describe() << std::endl;
      std::abort();
    }
  }
  if (!tampering.text_before.empty()) {
    Sql(absl::StrCat("INSERT INTO ", tampering.table, " SELECT (", connection_.quote(tampering.text_before),
                     "::", tampering.table, ").*"));
  }
}

std::string Tamperer::OtherBytes(const std::string& name) {
  const std::string at = absl::StrCat("(", Draw(1 << 30), " % length(", name, "))");
  // Where there was nothing, a digest.
  const auto unless_empty = [&](const std::string& other) {
    return absl::StrCat("CASE WHEN length(", name, ") = 0 THEN sha256('", Draw(1 << 30), "'::bytea) ELSE ", other,
                        " END");
  };
  switch (Draw(6)) {
    case 0:
      return unless_empty(absl::StrCat(name, " || '\\x", absl::Hex(Draw(256), absl::kZeroPad2), "'::bytea"));
    case 1:
      return unless_empty(absl::StrCat("substring(", name, " FROM 1 FOR length(", name, ") - 1)"));
    default:
      return unless_empty(
          absl::StrCat("set_byte(", name, ", ", at, ", get_byte(", name, ", ", at, ") # ", 1 << Draw(8), ")"));
  }
}

std::string Tamperer::Other(const Column& column) {
  const std::string& name = column.name;
  if (column.nullable && Draw(4) == 0) return absl::StrCat("NULL::", column.type);
  const int64_t sign = Draw(2) == 0 ? 1 : -1;
  if (column.type == "bytea") return OtherBytes(name);
  if (column.type == "bigint" || column.type == "integer") {
    return absl::StrCat("(coalesce(", name, ", 0) + ", sign * (1 + Draw(50)), ")::", column.type);
  }
  if (column.type == "smallint") return absl::StrCat("(", name, " + ", sign * (1 + Draw(3)), ")::smallint");
  if (column.type == "boolean") return absl::StrCat("NOT ", name);
  if (column.type == "text") {
    switch (Draw(3)) {
      case 0:
        return "''";
      case 1:
        return absl::StrCat("left(", name, ", -1)");
      default:
        return absl::StrCat(name, " || '", std::string(1, static_cast<char>('A' + Draw(26))), "'");
    }
  }
  if (column.type == "timestamp with time zone") {
    return absl::StrCat("coalesce(", name, ", '2023-01-01') + ", sign, " * interval '", Draw(3), " days ",
                        1 + Draw(1000000), " microseconds'");
  }
  if (column.type == "date") return absl::StrCat(name, " + ", sign * (1 + Draw(40)));
  if (column.type == "uuid") return absl::StrCat("md5('", Draw(1LL << 60), "')::uuid");
  if (column.type == "xid8")
    return absl::StrCat("(", name, "::text::bigint + ", 1000000 + Draw(1000000), ")::text::xid8");
  if (column.type == "bigint[]") {
    return Draw(2) == 0 ? absl::StrCat(name, " || ", Draw(1LL << 60), "::bigint") : absl::StrCat(name, "[2:]");
  }
  if (column.type == "text[]") {
    return Draw(2) == 0 ? absl::StrCat(name, " || 'oYB-CP-", Draw(1000), "'::text") : absl::StrCat(name, "[2:]");
  }
  if (column.type == "int4range") {
    const int64_t by = 1 + Draw(20);
    return Draw(2) == 0 ? absl::StrCat("int4range(lower(", name, "), upper(", name, ") + ", by, ")")
                        : absl::StrCat("int4range(lower(", name, ") + ", by, ", upper(", name, ") + ", by, ")");
  }
  if (column.type == "int4multirange") {
    const std::string one = absl::StrCat("int4multirange(int4range(lower(", name, "), lower(", name, ") + 1))");
    return Draw(2) == 0 ? absl::StrCat(name, " - ", one)
                        : absl::StrCat(name, " + int4multirange(int4range(upper(", name, "), upper(", name, ") + 1))");
  }
  std::cerr << "no other value is known for " << name << " of the type " << column.type << std::endl;
  std::abort();
}

}  // namespace hoso::testing
