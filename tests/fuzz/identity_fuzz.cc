// What people type and what certificates are named: machine names, dossier codes, telephone and identity numbers, free
// text, look-up secrets. The first byte chooses.
#include <cstdint>
#include <string>

#include "common/identity/dossier_code.h"
#include "common/identity/look_up_secret.h"
#include "common/identity/machine_name.h"
#include "common/identity/person_id.h"
#include "common/identity/text.h"
#include "tests/fuzz/property.h"

namespace hoso::fuzz {
namespace {

const identity::AgencyCodes& Agencies() {
  static const auto* const kAgencies =
      new identity::AgencyCodes{.number_of = [](const std::string& code) -> absl::StatusOr<int> {
                                  if (code == "H15.05") return 1;
                                  if (code == "H15.13") return 65535;
                                  return absl::NotFoundError("agency");
                                },
                                .code_of = [](int number) -> absl::StatusOr<std::string> {
                                  return std::string(number == 1 ? "H15.05" : "H15.13");
                                }};
  return *kAgencies;
}

void CheckMachineName(const std::string& text) {
  const auto name = identity::ParseMachineName(text);
  if (!name.ok()) return WantRefusal(name.status(), "machine name:");
  HOSO_ALWAYS(identity::FormatMachineName(*name) == text);
}

void CheckDossierCode(const std::string& text) {
  const auto id = identity::ParseDossierCode(text, Agencies());
  if (!id.ok()) return WantRefusal(id.status(), "dossier code:");
  const std::string printed = identity::FormatDossierCode(*id, Agencies()).value();
  HOSO_ALWAYS(identity::ParseDossierCode(printed, Agencies()).value() == *id);
  HOSO_ALWAYS(identity::DossierId::FromValue(id->value()).value() == *id);
}

void CheckPhone(const std::string& text) {
  const auto phone = identity::NormalizePhone(text, "owner.phone");
  if (!phone.ok()) return WantRefusal(phone.status(), "owner.phone:");
  HOSO_ALWAYS(identity::NormalizePhone(*phone, "owner.phone").value() == *phone);
  HOSO_ALWAYS(phone->size() == 10 || phone->size() == 11);
}

void CheckPersonId(const std::string& text) {
  const auto id = identity::ParsePersonId(text, "owner.id");
  if (!id.ok()) return WantRefusal(id.status(), "owner.id:");
  const auto again = identity::ParsePersonId(id->number, "owner.id");
  HOSO_ALWAYS(again.ok() && again->number == id->number && again->kind == id->kind);
  for (const std::string& warning : identity::WarningsAbout(
           *id, {.sex = identity::Sex::kMale, .birth_year = 1986, .birth_province = "015"}, "owner.id")) {
    HOSO_ALWAYS(absl::StartsWith(warning, "owner.id:"));
    HOSO_ALWAYS(!absl::StrContains(warning, id->number));
  }
  HOSO_ALWAYS(!absl::StrContains(identity::MaskPersonId(id->number), id->number));
}

void CheckText(const std::string& text, bool multi_line) {
  const identity::TextRules rules{.field = "owner.name", .max_length = 50, .required = true, .multi_line = multi_line};
  const auto normal = identity::NormalizeText(text, rules);
  if (!normal.ok()) return WantRefusal(normal.status(), "owner.name:");
  const auto again = identity::NormalizeText(*normal, rules);
  HOSO_ALWAYS(again.ok() && *again == *normal);
  HOSO_ALWAYS(!absl::StrContains(*normal, "  "));
}

void CheckSecret(const std::string& text) {
  const std::string normal = identity::NormalSecret(text);
  HOSO_ALWAYS(identity::NormalSecret(normal) == normal);
  const std::string digest = identity::SecretDigest("H15.05-240426-0001", normal);
  HOSO_ALWAYS(identity::SecretFits("H15.05-240426-0001", digest, text));
  HOSO_ALWAYS(!identity::SecretFits("H15.05-240426-0002", digest, text));
  HOSO_ALWAYS(!identity::SecretFits("H15.05-240426-0001", "", text));
  HOSO_ALWAYS(!identity::SecretFits("H15.05-240426-0001", text, text));
}

}  // namespace
}  // namespace hoso::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 'm':
      hoso::fuzz::CheckMachineName(text);
      break;
    case 'd':
      hoso::fuzz::CheckDossierCode(text);
      break;
    case 'p':
      hoso::fuzz::CheckPhone(text);
      break;
    case 'i':
      hoso::fuzz::CheckPersonId(text);
      break;
    case 't':
      hoso::fuzz::CheckText(text, /*multi_line=*/false);
      break;
    case 'l':
      hoso::fuzz::CheckText(text, /*multi_line=*/true);
      break;
    case 's':
      hoso::fuzz::CheckSecret(text);
      break;
    default:
      return -1;  // Not worth keeping.
  }
  return 0;
}
