// Array literals for batches: many rows as a few arrays in one statement, such
// as `SELECT * FROM unnest('{1,2}'::bigint[], '{"a",NULL}'::text[])`.
//
// Each function appends a complete, quoted and cast literal to `sql`. They rely
// on standard_conforming_strings, which is on by default.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "absl/time/time.h"

namespace hoso::postgres {

void AppendArray(std::string& sql, std::span<const int64_t> values);                 // bigint[]
void AppendArray(std::string& sql, std::span<const int32_t> values);                 // integer[]
void AppendArray(std::string& sql, std::span<const std::optional<int64_t>> values);  // bigint[]
void AppendArray(std::string& sql, std::span<const absl::Time> values);              // timestamptz[]

// text[]. REQUIRES: UTF-8 without NUL, which PostgreSQL cannot store; throws
// std::invalid_argument on NUL rather than end the statement there.
void AppendArray(std::string& sql, std::span<const std::string> values);

// bytea[]; any bytes.
void AppendBytesArray(std::string& sql, std::span<const std::string> values);

// One quoted literal, without a cast. Throws as above.
void AppendText(std::string& sql, const std::string& value);
void AppendBytes(std::string& sql, const std::string& value);  // '\x…'::bytea

}  // namespace hoso::postgres
