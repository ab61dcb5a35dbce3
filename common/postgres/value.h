// Values out of and into SQL that libpqxx 6.4 does not know.
//
// Times have microseconds, as PostgreSQL keeps them: a finer absl::Time is cut,
// so cut it before comparing. Connections of this library print in UTC.
#pragma once

#include <optional>
#include <pqxx/pqxx>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/postgres/parameters.h"
#include "common/postgres/time_text.h"

namespace hoso::postgres {

// No value for NULL, which `as<T>` would throw on.
template <typename T>
std::optional<T> GetOptional(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return field.as<T>();
}

// "2024-04-26 07:20:00.5+00"; "infinity" and "-infinity" for the two ends.
std::string ToSql(absl::Time at);
// "2024-04-26"
std::string ToSql(absl::CivilDay day);

// REQUIRES: timestamptz printed with TimeZone UTC and DateStyle ISO. Throws
// std::invalid_argument otherwise, also on NULL.
absl::Time GetTime(const pqxx::field& field);
std::optional<absl::Time> GetOptionalTime(const pqxx::field& field);

// A date column. Throws as above.
absl::CivilDay GetDay(const pqxx::field& field);
std::optional<absl::CivilDay> GetOptionalDay(const pqxx::field& field);

// A bytea column as raw bytes.
std::string GetBytes(const pqxx::field& field);

// Executes what `name` was prepared as.
pqxx::result ExecPrepared(pqxx::transaction_base& tx, const std::string& name, const Parameters& parameters);

}  // namespace hoso::postgres
