#include "clients/hoso/person_options.h"

#include "clients/hoso/commands.h"

namespace hoso::cli {

void AddPersonOptions(CLI::App& command, const std::string& role, PersonOptions& options) {
  const std::string prefix = "--" + role + "-";
  const std::string group = "The " + role;
  AddWord(command, prefix + "kind", options.kind, *core::v1::OwnerKind_descriptor(), "Absent: citizen")->group(group);
  command.add_option(prefix + "name", options.name, "Name as on the paper")->group(group);
  AddWord(command, prefix + "id-kind", options.id_kind, *core::v1::IdentityKind_descriptor(), "Absent: by its shape")
      ->group(group);
  command.add_option(prefix + "id", options.id, "Identity number")->group(group);
  command.add_option(prefix + "former-id", options.former_id, "Old identity number")->group(group);
  command.add_option(prefix + "birth-date", options.birth_date, "YYYY-MM-DD")->group(group);
  AddWord(command, prefix + "sex", options.sex, *core::v1::Sex_descriptor(), "As on the paper")->group(group);
  command.add_option(prefix + "phone", options.phone, "Telephone")->group(group);
  command.add_option(prefix + "email", options.email, "E-mail")->group(group);
  command.add_option(prefix + "address", options.address, "Address")->group(group);
  command.add_option(prefix + "commune", options.commune, "GSO code of the commune")->group(group);
}

core::v1::PersonRecord PersonOf(const PersonOptions& options) {
  core::v1::PersonRecord person;
  person.set_kind(options.kind.empty() ? core::v1::OWNER_KIND_CITIZEN
                                       : Word<core::v1::OwnerKind>(options.kind, *core::v1::OwnerKind_descriptor()));
  person.set_full_name(options.name);
  person.set_identity_kind(Word<core::v1::IdentityKind>(options.id_kind, *core::v1::IdentityKind_descriptor()));
  if (options.id_kind.empty() && options.id.size() == 12) person.set_identity_kind(core::v1::IDENTITY_KIND_CCCD);
  if (options.id_kind.empty() && options.id.size() == 9) person.set_identity_kind(core::v1::IDENTITY_KIND_CMND);
  person.set_identity_number(options.id);
  person.set_former_identity_number(options.former_id);
  if (!options.birth_date.empty()) *person.mutable_birth_date() = OrUsage("birth-date", ParseDate(options.birth_date));
  person.set_sex(Word<core::v1::Sex>(options.sex, *core::v1::Sex_descriptor()));
  person.set_phone(options.phone);
  person.set_email(options.email);
  person.set_address(options.address);
  person.set_commune_code(options.commune);
  return person;
}

void AddAuthorisationOptions(CLI::App& command, AuthorisationOptions& options) {
  const std::string group = "The proxy's paper";
  command.add_option("--authorisation", options.number, "Its number")->group(group);
  command.add_flag("--authorisation-notarised", options.notarised, "It is notarised or certified")->group(group);
  command.add_option("--authorisation-issued", options.issued, "YYYY-MM-DD")->group(group);
  command.add_option("--authorisation-until", options.until, "YYYY-MM-DD; absent: no end stated")->group(group);
}

core::v1::Authorisation AuthorisationOf(const AuthorisationOptions& options) {
  core::v1::Authorisation paper;
  paper.set_document_number(options.number);
  paper.set_notarised(options.notarised);
  *paper.mutable_issued_on() = OrUsage("--authorisation-issued", ParseDate(options.issued));
  if (!options.until.empty()) *paper.mutable_valid_until() = OrUsage("--authorisation-until", ParseDate(options.until));
  return paper;
}

}  // namespace hoso::cli
