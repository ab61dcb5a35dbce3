#include "services/intake/persons.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/identity/person_id.h"
#include "common/identity/text.h"

namespace hoso::intake {
namespace {

using core::v1::PersonRecord;

bool AllDigits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

// Ten digits, or ten and three of a branch.
bool IsTaxCode(const std::string& number) {
  if (number.size() == 10) return AllDigits(number);
  return number.size() == 14 && number[10] == '-' && AllDigits(number.substr(0, 10)) && AllDigits(number.substr(11));
}

std::optional<identity::PersonIdKind> CardKind(core::v1::IdentityKind kind) {
  switch (kind) {
    case core::v1::IDENTITY_KIND_CCCD:
      return identity::PersonIdKind::kCitizenCard;
    case core::v1::IDENTITY_KIND_CMND:
      return identity::PersonIdKind::kOldCard;
    case core::v1::IDENTITY_KIND_PASSPORT:
      return identity::PersonIdKind::kPassport;
    default:
      return std::nullopt;
  }
}

const char* ShapeOf(core::v1::IdentityKind kind) {
  switch (kind) {
    case core::v1::IDENTITY_KIND_CCCD:
      return "12 digits (CCCD)";
    case core::v1::IDENTITY_KIND_CMND:
      return "9 digits (CMND)";
    case core::v1::IDENTITY_KIND_PASSPORT:
      return "a letter and 7 or 8 digits (passport)";
    default:
      return "10 digits, with -NNN for a branch (tax code)";
  }
}

// Code of the province in which births of `commune` are registered today; nullopt if the catalogue does not know it.
std::optional<std::string> ProvinceOf(const catalogue::Catalogue& catalogue, const std::string& commune,
                                      absl::CivilDay day) {
  auto unit = catalogue.FindAdminUnit(commune, day);
  while (unit.ok() && !(*unit)->parent().empty()) unit = catalogue.FindAdminUnit((*unit)->parent(), day);
  if (!unit.ok() || (*unit)->code().size() > 3) return std::nullopt;
  return std::string(3 - (*unit)->code().size(), '0') + (*unit)->code();
}

identity::PersonFacts FactsOf(const catalogue::Catalogue& catalogue, const PersonRecord& record, absl::CivilDay day) {
  identity::PersonFacts facts;
  if (record.sex() == core::v1::SEX_MALE) facts.sex = identity::Sex::kMale;
  if (record.sex() == core::v1::SEX_FEMALE) facts.sex = identity::Sex::kFemale;
  if (record.has_birth_date()) facts.birth_year = record.birth_date().year();
  if (!record.commune_code().empty()) facts.birth_province = ProvinceOf(catalogue, record.commune_code(), day);
  return facts;
}

void CheckNumber(command::Fields& fields, PersonRecord& record, const std::string& field, absl::CivilDay day,
                 std::vector<std::string>& warnings) {
  const std::string number_field = field + ".identity_number";
  fields.Given(record.identity_kind(), core::v1::IdentityKind_IsValid, field + ".identity_kind");
  if (record.identity_kind() == core::v1::IDENTITY_KIND_OTHER) {
    record.set_identity_number(fields.Text(record.identity_number(), number_field, 50));
    return;
  }
  record.set_identity_number(identity::NormalIdentityNumber(record.identity_number()));
  const char* shape = ShapeOf(record.identity_kind());
  if (record.identity_kind() == core::v1::IDENTITY_KIND_TAX_CODE) {
    if (record.kind() == core::v1::OWNER_KIND_CITIZEN) {
      fields.Add(field + ".identity_kind", "TAX_CODE, want the identity paper of a person");
    } else if (!IsTaxCode(record.identity_number())) {
      fields.Add(number_field, absl::StrCat("has another shape, want ", shape));
    }
    return;
  }
  const auto kind = CardKind(record.identity_kind());
  if (!kind.has_value()) return;  // Said above.
  const auto id = identity::ParsePersonId(record.identity_number(), number_field);
  if (!id.ok() || id->kind != *kind) {
    fields.Add(number_field, absl::StrCat("has another shape, want ", shape));
    return;
  }
  record.set_identity_number(id->number);
  for (std::string& warning : identity::WarningsAbout(*id, FactsOf(fields.catalogue(), record, day), number_field)) {
    warnings.push_back(std::move(warning));
  }
}

void CheckBirth(command::Fields& fields, const PersonRecord& record, const std::string& field, absl::CivilDay day) {
  if (!record.has_birth_date()) return;
  const auto born = fields.Date(record.birth_date(), field + ".birth_date");
  if (born.has_value() && (*born > day || *born < absl::CivilDay(1880, 1, 1))) {
    fields.Add(field + ".birth_date", "want a day from 1880 on and not after the acceptance");
  }
}

void CheckReach(command::Fields& fields, PersonRecord& record, const std::string& field, absl::CivilDay day,
                std::vector<std::string>& warnings) {
  record.set_address(fields.OptionalText(record.address(), field + ".address", 300));
  record.set_email(fields.OptionalText(record.email(), field + ".email", 254));
  const size_t at = record.email().find('@');
  if (!record.email().empty() && (at == 0 || at == std::string::npos || at + 1 == record.email().size() ||
                                  record.email().find_first_of(" \t") != std::string::npos ||
                                  record.email().find('@', at + 1) != std::string::npos)) {
    fields.Add(field + ".email", "is no e-mail address, want name@domain");
  }
  if (!record.phone().empty()) {
    const auto phone = identity::NormalizePhone(record.phone(), field + ".phone");
    if (phone.ok()) {
      record.set_phone(*phone);
    } else {
      fields.Add(field + ".phone", "is no telephone number, want 10 digits of a mobile or 11 of a landline");
    }
  }
  if (record.commune_code().empty()) return;
  if (record.commune_code().size() != 5 || !AllDigits(record.commune_code())) {
    fields.Add(field + ".commune_code", "has another shape, want the 5 digits of a commune");
  } else if (!fields.catalogue().FindAdminUnit(record.commune_code(), day).ok()) {
    warnings.push_back(absl::StrCat(field, ".commune_code: no commune of the province has this code on that day"));
  }
}

}  // namespace

PersonRecord CheckPerson(command::Fields& fields, const PersonRecord& given, const std::string& field,
                         absl::CivilDay day, std::vector<std::string>& warnings) {
  PersonRecord record = given;
  fields.Given(record.kind(), core::v1::OwnerKind_IsValid, field + ".kind");
  record.set_full_name(fields.Text(record.full_name(), field + ".full_name", 200));
  if (!core::v1::Sex_IsValid(record.sex())) fields.Add(field + ".sex", "unknown, want one of the values of its type");
  CheckBirth(fields, record, field, day);
  CheckNumber(fields, record, field, day, warnings);
  if (!record.former_identity_number().empty()) {
    record.set_former_identity_number(identity::NormalIdentityNumber(record.former_identity_number()));
    if (record.former_identity_number().size() != 9 || !AllDigits(record.former_identity_number())) {
      fields.Add(field + ".former_identity_number", "has another shape, want 9 digits (CMND)");
    }
  }
  CheckReach(fields, record, field, day, warnings);
  return record;
}

}  // namespace hoso::intake
