// Numbers of identity papers: their shapes, and what they say of a person.
//
// A wrong shape is an error. A number that does not go with the person's sex,
// birth year or province only earns a warning: the mistake may stand in either,
// and the paper is in the clerk's hands. Neither errors nor warnings repeat the
// number, which is personal.
#ifndef HOSO_COMMON_IDENTITY_PERSON_ID_H_
#define HOSO_COMMON_IDENTITY_PERSON_ID_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace hoso::identity {

enum class PersonIdKind {
  kCitizenCard,  // CCCD: 12 digits. Province of birth registration, century and sex, year, six at random; no check
                 // digit.
  kOldCard,      // CMND: 9 digits, still on old papers.
  kPassport,     // Vietnamese: one letter and 7 or 8 digits; foreign ones have up to two letters and 6 to 9 digits.
};

struct PersonId {
  PersonIdKind kind = PersonIdKind::kCitizenCard;
  std::string number;  // Without blanks, letters in capitals.
};

// Recognises the kind by its shape. INVALID_ARGUMENT naming `field` if it has none of them.
absl::StatusOr<PersonId> ParsePersonId(const std::string& text, const std::string& field);

// As it is stored and compared, whatever its kind: without blanks and dots, letters in capitals.
std::string NormalIdentityNumber(const std::string& number);

enum class Sex { kMale, kFemale };

// What is otherwise known of the person.
struct PersonFacts {
  std::optional<Sex> sex;
  std::optional<int> birth_year;
  std::optional<std::string> birth_province;  // Code of three digits, such as "015".
};

// What does not go together, one English sentence each, beginning with `field`; empty if nothing is wrong, or if the
// kind of number says nothing of the person.
std::vector<std::string> WarningsAbout(const PersonId& id, const PersonFacts& facts, const std::string& field);

// All but the last four characters replaced, for lists and logs: "********1234".
std::string MaskPersonId(const std::string& number);

}  // namespace hoso::identity

#endif  // HOSO_COMMON_IDENTITY_PERSON_ID_H_
