// The parameters of a statement in PostgreSQL's binary form: for statements that carry many rows as a few arrays, of
// which the server would otherwise read every character twice, as SQL and as an array.
//
// Each Add is the next parameter, $1 first. Its type has to be the statement's own, which is what the function called
// declares: the server does not convert.
#ifndef HOSO_COMMON_POSTGRES_PARAMETERS_H_
#define HOSO_COMMON_POSTGRES_PARAMETERS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace hoso::postgres {

class Parameters {
 public:
  Parameters& Add(int64_t value);                // bigint
  Parameters& Add(absl::Time at);                // timestamptz; microseconds, the rest cut off
  Parameters& AddBytes(std::string bytes);       // bytea
  Parameters& AddUuid(const std::string& uuid);  // uuid; REQUIRES: 16 bytes

  Parameters& Add(std::span<const int64_t> values);                    // bigint[]
  Parameters& Add(std::span<const int32_t> values);                    // integer[]
  Parameters& Add(std::span<const std::optional<int64_t>> values);     // bigint[]
  Parameters& Add(std::span<const absl::Time> values);                 // timestamptz[]
  Parameters& Add(std::span<const std::optional<absl::Time>> values);  // timestamptz[]
  Parameters& AddBools(std::span<const uint8_t> values);               // boolean[]; 0 is false

  // text[]. REQUIRES: UTF-8 without NUL, which PostgreSQL cannot store; throws std::invalid_argument on NUL.
  Parameters& Add(std::span<const std::string> values);
  Parameters& AddBytes(std::span<const std::string> values);  // bytea[]; any bytes.
  Parameters& AddUuids(std::span<const std::string> values);  // uuid[]; REQUIRES: 16 bytes each

  const std::vector<std::string>& values() const { return values_; }

 private:
  std::vector<std::string> values_;
};

}  // namespace hoso::postgres

#endif  // HOSO_COMMON_POSTGRES_PARAMETERS_H_
