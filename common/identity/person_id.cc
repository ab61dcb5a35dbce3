#include "common/identity/person_id.h"

#include <algorithm>
#include <set>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace hoso::identity {
namespace {

bool AllDigits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
}

bool IsPassport(const std::string& number) {
  const size_t letters = static_cast<size_t>(
      std::find_if_not(number.begin(), number.end(), [](unsigned char c) { return absl::ascii_isupper(c); }) -
      number.begin());
  const std::string digits = number.substr(letters);
  return (letters == 1 || letters == 2) && AllDigits(digits) && digits.size() >= 6 && digits.size() <= 9;
}

// The provinces in which births were registered when the numbers were made, before the mergers of 2025. Those born
// abroad have the codes of countries instead, from 101 on.
const std::set<std::string>& BirthProvinces() {
  static const auto* const kCodes = new std::set<std::string>{
      "001", "002", "004", "006", "008", "010", "011", "012", "014", "015", "017", "019", "020", "022", "024", "025",
      "026", "027", "030", "031", "033", "034", "035", "036", "037", "038", "040", "042", "044", "045", "046", "048",
      "049", "051", "052", "054", "056", "058", "060", "062", "064", "066", "067", "068", "070", "072", "074", "075",
      "077", "079", "080", "082", "083", "084", "086", "087", "089", "091", "092", "093", "094", "095", "096"};
  return *kCodes;
}

}  // namespace

absl::StatusOr<PersonId> ParsePersonId(const std::string& text, const std::string& field) {
  std::string number;
  for (const char c : text) {
    if (c != ' ') number += absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  if (AllDigits(number) && number.size() == 12) return PersonId{PersonIdKind::kCitizenCard, number};
  if (AllDigits(number) && number.size() == 9) return PersonId{PersonIdKind::kOldCard, number};
  if (IsPassport(number)) return PersonId{PersonIdKind::kPassport, number};
  const std::string what = AllDigits(number) ? absl::StrCat(number.size(), " digits") : "another shape";
  return absl::InvalidArgumentError(absl::StrCat(
      field, ": ", number.empty() ? "empty" : what,
      ", want 12 digits (CCCD), 9 digits (CMND) or a passport number of 1 or 2 letters and 6 to 9 digits"));
}

std::vector<std::string> WarningsAbout(const PersonId& id, const PersonFacts& facts, const std::string& field) {
  std::vector<std::string> warnings;
  if (id.kind != PersonIdKind::kCitizenCard || id.number.size() != 12) return warnings;
  const std::string province = id.number.substr(0, 3);
  if (!BirthProvinces().contains(province) && province < "101") {
    warnings.push_back(absl::StrCat(field, ": begins with ", province, ", which is no province"));
  } else if (facts.birth_province && *facts.birth_province != province) {
    warnings.push_back(
        absl::StrCat(field, ": birth registered in province ", province, ", but ", *facts.birth_province, " is given"));
  }
  const int century_and_sex = id.number[3] - '0';  // 0, 1: 1900s male, female; 2, 3: 2000s; and so on.
  const Sex sex = century_and_sex % 2 == 0 ? Sex::kMale : Sex::kFemale;
  if (facts.sex && *facts.sex != sex) {
    warnings.push_back(absl::StrCat(field, ": is that of a ", sex == Sex::kMale ? "man" : "woman", ", but ",
                                    sex == Sex::kMale ? "a woman" : "a man", " is given"));
  }
  const int year = 1900 + century_and_sex / 2 * 100 + std::stoi(id.number.substr(4, 2));
  if (facts.birth_year && *facts.birth_year != year) {
    warnings.push_back(absl::StrCat(field, ": birth year ", year, ", but ", *facts.birth_year, " is given"));
  }
  return warnings;
}

std::string MaskPersonId(const std::string& number) {
  constexpr size_t kShown = 4;
  if (number.size() <= kShown) return std::string(number.size(), '*');
  return std::string(number.size() - kShown, '*') + number.substr(number.size() - kShown);
}

std::string NormalIdentityNumber(const std::string& number) {
  std::string normal;
  for (const char c : number) {
    if (c != ' ' && c != '.') normal += absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  return normal;
}

}  // namespace hoso::identity
