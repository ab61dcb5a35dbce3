// Somebody with all rights on the database, who changes, deletes or inserts one row behind the ledger's back, and can
// undo it.
#ifndef HOSO_TESTS_TAMPERING_TAMPERER_H_
#define HOSO_TESTS_TAMPERING_TAMPERER_H_

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <pqxx/pqxx>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace hoso::testing {

struct Column {
  std::string name;
  std::string type;     // As format_type says.
  bool key = false;     // Of the primary key.
  bool unique = false;  // Of any unique or excluding index.
  bool nullable = false;
};

enum class Way { kChange, kDelete, kInsert };

// What was done to one row, as text to be read by people and as rows to be put back.
struct Tampering {
  std::string table;
  Way way;
  std::string column;     // Of a change.
  nlohmann::json before;  // The row; null for an insertion.
  nlohmann::json after;   // The row; null for a deletion.
  std::string text_before;
  std::string text_after;

  // "UPDATE ledger.fact SET kind …: {row}", never more than a few hundred bytes.
  std::string Describe() const;
};

class Tamperer {
 public:
  Tamperer(const std::string& conninfo, uint64_t seed) : connection_(conninfo), random_(seed) {
    Sql("SET session_replication_role = replica");  // No triggers, no foreign keys.
  }

  // Every table of the database but the system's own and partitions of others, with its columns: "ledger.fact".
  std::map<std::string, std::vector<Column>> Tables();

  // Draws a row of `table` that satisfies the condition `where`, and does it to it; nothing if the database refused
  // what was drawn, as by a CHECK, or there is no such row. `column` is for a change; an insertion copies a row under
  // another key.
  std::optional<Tampering> Do(const std::string& table, const std::vector<Column>& columns, Way way,
                              const Column& column, const std::string& where);
  void Undo(const Tampering& tampering);

  pqxx::result Sql(const std::string& sql) { return pqxx::nontransaction(connection_).exec(sql); }
  // From 0 up to but not `limit`.
  int64_t Draw(int64_t limit) { return std::uniform_int_distribution<int64_t>(0, limit - 1)(random_); }

 private:
  std::optional<Tampering> Change(Tampering tampering, const Column& column, const std::string& row);
  std::optional<Tampering> Insert(Tampering tampering, const std::vector<Column>& columns, const std::string& row);
  // An SQL expression for another value than the column's.
  std::string Other(const Column& column);
  std::string OtherBytes(const std::string& name);

  pqxx::connection connection_;
  std::mt19937_64 random_;
};

}  // namespace hoso::testing

#endif  // HOSO_TESTS_TAMPERING_TAMPERER_H_
