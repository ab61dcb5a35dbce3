// The dossier code, `agency-YYMMDD-NNNN` (Circular 01/2018/TT-VPCP, art. 19), and
// the 63-bit id that is the same thing for programs and the database's key.
//
//   id = days since 1970-01-01 << 32 | agency number << 16 | number
//
// The day stands in the high bits, so ids are ordered by day of acceptance and
// tables are partitioned by month on the key itself. The agency's number is the
// catalogue's and fixed for ever; so code and id translate both ways for ever.
#ifndef HOSO_COMMON_IDENTITY_DOSSIER_CODE_H_
#define HOSO_COMMON_IDENTITY_DOSSIER_CODE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace hoso::identity {

inline constexpr int kMaxAgencyNumber = 65535;
inline constexpr int kMaxRegularNumber = 9999;   // Four digits: what the circular defines.
inline constexpr int kMaxDossierNumber = 65535;  // From 10000 on: provisional codes, printed with five digits.

class DossierId {
 public:
  // Returns INVALID_ARGUMENT naming `agency_number`, `day` (2000 to 2099, since the code has two digits for the year)
  // or `number` if it is out of range.
  static absl::StatusOr<DossierId> Make(int agency_number, absl::CivilDay day, int number);

  // Returns INVALID_ARGUMENT for a value that no Make yields.
  static absl::StatusOr<DossierId> FromValue(int64_t value);

  int64_t value() const { return value_; }
  int agency_number() const { return static_cast<int>(value_ >> 16 & 0xffff); }
  int number() const { return static_cast<int>(value_ & 0xffff); }
  absl::CivilDay day() const { return absl::CivilDay(1970, 1, 1) + (value_ >> 32); }
  bool provisional() const { return number() > kMaxRegularNumber; }

  auto operator<=>(const DossierId&) const = default;

  template <typename H>
  friend H AbslHashValue(H h, DossierId id) {
    return H::combine(std::move(h), id.value_);
  }

 private:
  explicit DossierId(int64_t value) : value_(value) {}
  int64_t value_;
};

// The smallest value that an id of `day` can have: where a partition by day or month begins.
int64_t FirstIdOfDay(absl::CivilDay day);

// How the catalogue knows agencies. Both return NOT_FOUND for what they do not know.
struct AgencyCodes {
  std::function<absl::StatusOr<int>(const std::string& code)> number_of;
  std::function<absl::StatusOr<std::string>(int number)> code_of;
};

// "H15.05-240426-0001". NOT_FOUND if the agency has no code.
absl::StatusOr<std::string> FormatDossierCode(DossierId id, const AgencyCodes& agencies);

// The reverse. Blanks around it and small letters are forgiven, nothing else: INVALID_ARGUMENT says which part is
// wrong (its shape, a day that does not exist, number 0), NOT_FOUND that the agency is unknown.
absl::StatusOr<DossierId> ParseDossierCode(const std::string& code, const AgencyCodes& agencies);

}  // namespace hoso::identity

#endif  // HOSO_COMMON_IDENTITY_DOSSIER_CODE_H_
