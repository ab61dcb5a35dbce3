#include "common/postgres/value.h"

#include <stdexcept>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"

namespace hoso::postgres {
namespace {

template <typename T>
T ValueOrThrow(absl::StatusOr<T> parsed) {
  if (!parsed.ok()) throw std::invalid_argument(std::string(parsed.status().message()));
  return *std::move(parsed);
}

std::string TextOrThrow(const pqxx::field& field) {
  if (field.is_null()) throw std::invalid_argument(std::string(field.name()) + ": NULL, want a value");
  return field.as<std::string>();
}

}  // namespace

std::string ToSql(absl::Time at) { return TimeText(at); }

std::string ToSql(absl::CivilDay day) { return DayText(day); }

absl::Time GetTime(const pqxx::field& field) { return ValueOrThrow(ParseTimeText(TextOrThrow(field))); }

std::optional<absl::Time> GetOptionalTime(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return GetTime(field);
}

absl::CivilDay GetDay(const pqxx::field& field) { return ValueOrThrow(ParseDayText(TextOrThrow(field))); }

std::optional<absl::CivilDay> GetOptionalDay(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return GetDay(field);
}

std::string GetBytes(const pqxx::field& field) {
  if (field.is_null()) throw std::invalid_argument(std::string(field.name()) + ": NULL, want a value");
  // As PostgreSQL writes it unless it is told otherwise; libpq takes four times as long, and a copy.
  const absl::string_view text(field.c_str(), field.size());
  if (absl::StartsWith(text, "\\x")) return absl::HexStringToBytes(text.substr(2));
  return pqxx::binarystring(field).str();
}

pqxx::result ExecPrepared(pqxx::transaction_base& tx, const std::string& name, const Parameters& parameters) {
  const std::vector<pqxx::binarystring> values(parameters.values().begin(), parameters.values().end());
  return tx.exec_prepared(name, pqxx::prepare::make_dynamic_params(values));
}

}  // namespace hoso::postgres
