#include "common/postgres/parameters.h"

#include <stdexcept>
#include <utility>

namespace hoso::postgres {
namespace {

// pg_type.dat: types of these numbers are part of PostgreSQL's protocol.
constexpr uint32_t kBool = 16, kBytea = 17, kInt8 = 20, kInt4 = 23, kText = 25, kTimestamptz = 1184, kUuid = 2950;
constexpr size_t kUuidBytes = 16;

const absl::Time kPostgresEpoch = absl::FromUnixSeconds(946'684'800);  // 2000-01-01

// Numbers are sent with their high byte first.
template <typename T>
void AppendNumber(std::string& out, T value) {
  for (int shift = 8 * (sizeof(T) - 1); shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

int64_t Micros(absl::Time at) {
  if (at == absl::InfiniteFuture()) return INT64_MAX;
  if (at == absl::InfinitePast()) return INT64_MIN;
  return absl::ToUnixMicros(at) - absl::ToUnixMicros(kPostgresEpoch);
}

// An element is its length and its bytes.
void AppendElement(std::string& out, int32_t value) {
  AppendNumber<uint32_t>(out, sizeof(value));
  AppendNumber<uint32_t>(out, static_cast<uint32_t>(value));
}

void AppendElement(std::string& out, int64_t value) {
  AppendNumber<uint32_t>(out, sizeof(value));
  AppendNumber<uint64_t>(out, static_cast<uint64_t>(value));
}

void AppendElement(std::string& out, absl::Time at) { AppendElement(out, Micros(at)); }

void AppendElement(std::string& out, const std::string& bytes) {
  AppendNumber<uint32_t>(out, static_cast<uint32_t>(bytes.size()));
  out += bytes;
}

template <typename T>
void AppendElement(std::string& out, const std::optional<T>& value) {
  if (value.has_value()) {
    AppendElement(out, *value);
  } else {
    AppendNumber<uint32_t>(out, UINT32_MAX);  // -1: NULL.
  }
}

template <typename T>
bool IsNull(const T&) {
  return false;
}
template <typename T>
bool IsNull(const std::optional<T>& value) {
  return !value.has_value();
}

// The head of an array: dimensions, whether there are NULLs, type; then of the one dimension length and first index.
template <typename T, typename Append>
std::string Array(uint32_t type, std::span<const T> values, Append append) {
  bool nulls = false;
  for (const T& value : values) nulls |= IsNull(value);
  std::string out;
  AppendNumber<uint32_t>(out, values.empty() ? 0 : 1);
  AppendNumber<uint32_t>(out, nulls ? 1 : 0);
  AppendNumber<uint32_t>(out, type);
  if (values.empty()) return out;
  AppendNumber<uint32_t>(out, static_cast<uint32_t>(values.size()));
  AppendNumber<uint32_t>(out, 1);
  for (const T& value : values) append(out, value);
  return out;
}

template <typename T>
std::string Array(uint32_t type, std::span<const T> values) {
  return Array(type, values, [](std::string& out, const T& value) { AppendElement(out, value); });
}

void CheckUuid(const std::string& uuid) {
  if (uuid.size() != kUuidBytes) throw std::invalid_argument("uuid for PostgreSQL: want 16 bytes");
}

}  // namespace

Parameters& Parameters::Add(int64_t value) {
  AppendNumber<uint64_t>(values_.emplace_back(), static_cast<uint64_t>(value));
  return *this;
}

Parameters& Parameters::Add(absl::Time at) { return Add(Micros(at)); }

Parameters& Parameters::AddBytes(std::string bytes) {
  values_.push_back(std::move(bytes));
  return *this;
}

Parameters& Parameters::AddUuid(const std::string& uuid) {
  CheckUuid(uuid);
  return AddBytes(uuid);
}

Parameters& Parameters::Add(std::span<const int64_t> values) { return AddBytes(Array(kInt8, values)); }

Parameters& Parameters::Add(std::span<const int32_t> values) { return AddBytes(Array(kInt4, values)); }

Parameters& Parameters::Add(std::span<const std::optional<int64_t>> values) { return AddBytes(Array(kInt8, values)); }

Parameters& Parameters::Add(std::span<const absl::Time> values) { return AddBytes(Array(kTimestamptz, values)); }

Parameters& Parameters::Add(std::span<const std::optional<absl::Time>> values) {
  return AddBytes(Array(kTimestamptz, values));
}

Parameters& Parameters::AddBools(std::span<const uint8_t> values) {
  return AddBytes(Array(kBool, values, [](std::string& out, uint8_t value) {
    AppendNumber<uint32_t>(out, 1);
    out += value != 0 ? '\1' : '\0';
  }));
}

Parameters& Parameters::Add(std::span<const std::string> values) {
  for (const std::string& value : values) {
    if (value.find('\0') != std::string::npos) {
      throw std::invalid_argument("text for PostgreSQL: holds NUL, want none");
    }
  }
  return AddBytes(Array(kText, values));
}

Parameters& Parameters::AddBytes(std::span<const std::string> values) { return AddBytes(Array(kBytea, values)); }

Parameters& Parameters::AddUuids(std::span<const std::string> values) {
  for (const std::string& uuid : values) CheckUuid(uuid);
  return AddBytes(Array(kUuid, values));
}

}  // namespace hoso::postgres
