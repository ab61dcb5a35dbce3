#include "common/identity/dossier_code.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/rpc/errors.h"

namespace hoso::identity {
namespace {

constexpr int kFirstYear = 2000;
constexpr int kLastYear = 2099;
constexpr size_t kMaxCodeLength = 64;

constexpr int kDayShift = 32;
constexpr int kAgencyShift = 16;

bool AllDigits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

absl::Status Refuse(const std::string& code, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat("dossier code: ", errors::Echo(code), ": ", what));
}

absl::StatusOr<absl::CivilDay> ParseDayPart(const std::string& code, const std::string& text) {
  if (text.size() != 6 || !AllDigits(text)) {
    return Refuse(code, absl::StrCat("day \"", errors::Echo(text), "\", want six digits YYMMDD"));
  }
  const int year = kFirstYear + std::stoi(text.substr(0, 2));
  const int month = std::stoi(text.substr(2, 2));
  const int day = std::stoi(text.substr(4, 2));
  const absl::CivilDay civil(year, month, day);
  if (civil.month() != month || civil.day() != day) {
    return Refuse(code, absl::StrCat("day \"", text, "\" does not exist, want YYMMDD"));
  }
  return civil;
}

absl::StatusOr<int> ParseNumberPart(const std::string& code, const std::string& text) {
  const bool regular = text.size() == 4, provisional = text.size() == 5;
  if (!AllDigits(text) || (!regular && !provisional)) {
    return Refuse(code, absl::StrCat("number \"", text, "\", want four digits, or five if provisional"));
  }
  const int number = std::stoi(text);
  const int min = regular ? 1 : kMaxRegularNumber + 1;
  const int max = regular ? kMaxRegularNumber : kMaxDossierNumber;
  if (number < min || number > max) {
    return Refuse(code, absl::StrCat("number ", text, ", want ", min, " to ", max, " with ", text.size(), " digits"));
  }
  return number;
}

}  // namespace

absl::StatusOr<DossierId> DossierId::Make(int agency_number, absl::CivilDay day, int number) {
  if (agency_number < 1 || agency_number > kMaxAgencyNumber) {
    return absl::InvalidArgumentError(absl::StrCat("agency_number: ", agency_number, ", want 1 to ", kMaxAgencyNumber));
  }
  if (day.year() < kFirstYear || day.year() > kLastYear) {
    return absl::InvalidArgumentError(
        absl::StrCat("day: ", absl::FormatCivilTime(day), ", want ", kFirstYear, " to ", kLastYear));
  }
  if (number < 1 || number > kMaxDossierNumber) {
    return absl::InvalidArgumentError(absl::StrCat("number: ", number, ", want 1 to ", kMaxDossierNumber));
  }
  return DossierId(FirstIdOfDay(day) | static_cast<int64_t>(agency_number) << kAgencyShift | number);
}

absl::StatusOr<DossierId> DossierId::FromValue(int64_t value) {
  // No day of this century lies behind this bound, which keeps the arithmetic of days in its range.
  if (value < 0 || value >> kDayShift > 100 * 366 * 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("dossier id: ", value, ", want an id of ", kFirstYear, " to ", kLastYear));
  }
  const DossierId id(value);
  absl::StatusOr<DossierId> made = Make(id.agency_number(), id.day(), id.number());
  if (!made.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("dossier id: ", value, ": ", made.status().message()));
  }
  return made;
}

int64_t FirstIdOfDay(absl::CivilDay day) { return static_cast<int64_t>(day - absl::CivilDay(1970, 1, 1)) << kDayShift; }

absl::StatusOr<std::string> FormatDossierCode(DossierId id, const AgencyCodes& agencies) {
  absl::StatusOr<std::string> agency = agencies.code_of(id.agency_number());
  if (!agency.ok()) return agency.status();
  char rest[32];
  std::snprintf(rest, sizeof rest, "-%02d%02d%02d-%04d", static_cast<int>(id.day().year() % 100), id.day().month(),
                id.day().day(), id.number());
  return absl::StrCat(*agency, rest);
}

absl::StatusOr<DossierId> ParseDossierCode(const std::string& text, const AgencyCodes& agencies) {
  std::string code(absl::StripAsciiWhitespace(text));
  absl::AsciiStrToUpper(&code);
  if (code.size() > kMaxCodeLength) {
    return absl::InvalidArgumentError(absl::StrCat("dossier code: ", code.size(), " bytes, want AGENCY-YYMMDD-NNNN"));
  }
  if (!std::all_of(code.begin(), code.end(), [](unsigned char c) { return absl::ascii_isgraph(c); })) {
    return absl::InvalidArgumentError(
        "dossier code: has a blank or another character that no code has, want AGENCY-YYMMDD-NNNN");
  }
  const std::vector<std::string> parts = absl::StrSplit(code, '-');
  if (parts.size() != 3 || parts[0].empty()) return Refuse(code, "want the shape AGENCY-YYMMDD-NNNN");
  const absl::StatusOr<absl::CivilDay> day = ParseDayPart(code, parts[1]);
  if (!day.ok()) return day.status();
  const absl::StatusOr<int> number = ParseNumberPart(code, parts[2]);
  if (!number.ok()) return number.status();
  const absl::StatusOr<int> agency = agencies.number_of(parts[0]);
  if (!agency.ok()) {
    if (!absl::IsNotFound(agency.status())) return agency.status();
    return absl::NotFoundError(
        absl::StrCat("dossier code: ", errors::Echo(code), ": agency ", errors::Echo(parts[0]), " is not known"));
  }
  return DossierId::Make(*agency, *day, *number);
}

}  // namespace hoso::identity
