#include "common/postgres/array.h"

#include <charconv>
#include <stdexcept>

#include "common/postgres/time_text.h"

namespace hoso::postgres {
namespace {

constexpr char kHex[] = "0123456789abcdef";

void AppendNumber(std::string& sql, int64_t value) {
  char buffer[24];
  const auto end = std::to_chars(buffer, buffer + sizeof(buffer), value).ptr;
  sql.append(buffer, end);
}

[[noreturn]] void ThrowNul() { throw std::invalid_argument("text for PostgreSQL: holds NUL, want none"); }

// An element of a text[] inside a quoted literal: in double quotes, with " and
// \ escaped for the array and ' doubled for the literal.
void AppendElement(std::string& sql, const std::string& value) {
  sql += '"';
  for (const char c : value) {
    switch (c) {
      case '\0':
        ThrowNul();
      case '"':
      case '\\':
        sql += '\\';
        break;
      case '\'':
        sql += '\'';
        break;
      default:
        break;
    }
    sql += c;
  }
  sql += '"';
}

void AppendHex(std::string& sql, const std::string& value) {
  const size_t start = sql.size();
  sql.resize(start + 2 * value.size());
  char* out = sql.data() + start;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    *out++ = kHex[byte >> 4];
    *out++ = kHex[byte & 15];
  }
}

void AppendBytesElement(std::string& sql, const std::string& value) {
  sql += "\"\\\\x";  // The array takes one of the two backslashes.
  AppendHex(sql, value);
  sql += '"';
}

void AppendInstant(std::string& sql, absl::Time at) {
  sql += '"';
  sql += TimeText(at);
  sql += '"';
}

// `'{…}'::type` with each element written by `append`.
template <typename T, typename Append>
void AppendAll(std::string& sql, std::span<const T> values, size_t bytes_each, const char* type, Append append) {
  sql.reserve(sql.size() + values.size() * bytes_each + 32);
  sql += "'{";
  bool first = true;
  for (const T& value : values) {
    if (!first) sql += ',';
    first = false;
    append(value);
  }
  sql += "}'::";
  sql += type;
}

// The same for values that may be missing.
template <typename T, typename Append>
void AppendAllOptional(std::string& sql, std::span<const std::optional<T>> values, size_t bytes_each, const char* type,
                       Append append) {
  AppendAll(sql, values, bytes_each, type, [&](const std::optional<T>& value) {
    if (value.has_value()) {
      append(*value);
    } else {
      sql += "NULL";
    }
  });
}

}  // namespace

void AppendArray(std::string& sql, std::span<const int64_t> values) {
  AppendAll(sql, values, 20, "bigint[]", [&](int64_t value) { AppendNumber(sql, value); });
}

void AppendArray(std::string& sql, std::span<const int32_t> values) {
  AppendAll(sql, values, 8, "integer[]", [&](int32_t value) { AppendNumber(sql, value); });
}

void AppendArray(std::string& sql, std::span<const std::optional<int64_t>> values) {
  AppendAllOptional(sql, values, 20, "bigint[]", [&](int64_t value) { AppendNumber(sql, value); });
}

void AppendArray(std::string& sql, std::span<const absl::Time> values) {
  AppendAll(sql, values, 34, "timestamptz[]", [&](absl::Time value) { AppendInstant(sql, value); });
}

void AppendArray(std::string& sql, std::span<const std::string> values) {
  AppendAll(sql, values, 24, "text[]", [&](const std::string& value) { AppendElement(sql, value); });
}

void AppendBytesArray(std::string& sql, std::span<const std::string> values) {
  AppendAll(sql, values, 80, "bytea[]", [&](const std::string& value) { AppendBytesElement(sql, value); });
}

void AppendText(std::string& sql, const std::string& value) {
  sql += '\'';
  for (const char c : value) {
    if (c == '\0') ThrowNul();
    if (c == '\'') sql += '\'';
    sql += c;
  }
  sql += '\'';
}

void AppendBytes(std::string& sql, const std::string& value) {
  sql += "'\\x";
  AppendHex(sql, value);
  sql += "'::bytea";
}

}  // namespace hoso::postgres
