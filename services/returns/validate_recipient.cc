#include "services/returns/validate_recipient.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/identity/person_id.h"
#include "common/identity/text.h"

namespace hoso::returns {
namespace {

using core::v1::IdentityKind;

// The message without the field that it begins with.
std::string Description(const absl::Status& status, const std::string& field) {
  std::string message(status.message());
  if (absl::StartsWith(message, absl::StrCat(field, ": "))) message.erase(0, field.size() + 2);
  return message;
}

IdentityKind KindOf(identity::PersonIdKind kind) {
  switch (kind) {
    case identity::PersonIdKind::kCitizenCard:
      return core::v1::IDENTITY_KIND_CCCD;
    case identity::PersonIdKind::kOldCard:
      return core::v1::IDENTITY_KIND_CMND;
    case identity::PersonIdKind::kPassport:
      return core::v1::IDENTITY_KIND_PASSPORT;
  }
  return core::v1::IDENTITY_KIND_UNSPECIFIED;
}

std::string WithoutBlanks(const std::string& text) {
  std::string bare;
  for (char c : text) {
    if (!absl::ascii_isspace(static_cast<unsigned char>(c))) bare += absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  return bare;
}

// A number that is no natural person's: a tax code, or a paper that we do not know.
bool IsPlainNumber(const std::string& number, bool digits_only) {
  if (number.size() < 4 || number.size() > 20) return false;
  for (char c : number) {
    const unsigned char u = static_cast<unsigned char>(c);
    if (!(digits_only ? absl::ascii_isdigit(u) : absl::ascii_isalnum(u)) && c != '-') return false;
  }
  return true;
}

void CheckNumber(command::Fields& fields, core::v1::PersonRecord& recipient) {
  const std::string field = "recipient.identity_number";
  const IdentityKind kind = recipient.identity_kind();
  if (kind == core::v1::IDENTITY_KIND_TAX_CODE || kind == core::v1::IDENTITY_KIND_OTHER) {
    recipient.set_identity_number(WithoutBlanks(recipient.identity_number()));
    const bool tax = kind == core::v1::IDENTITY_KIND_TAX_CODE;
    if (!IsPlainNumber(recipient.identity_number(), tax)) {
      fields.Add(field,
                 tax ? "not a tax code, want 10 digits, or 10-3 for a branch" : "want 4 to 20 letters and digits");
    }
    return;
  }
  const auto id = identity::ParsePersonId(recipient.identity_number(), field);
  if (!id.ok()) return fields.Add(field, Description(id.status(), field));
  if (kind == core::v1::IDENTITY_KIND_UNSPECIFIED) recipient.set_identity_kind(KindOf(id->kind));
  if (recipient.identity_kind() != KindOf(id->kind)) {
    fields.Add("recipient.identity_kind", "another than the number's shape, want the kind of the paper shown");
  }
  recipient.set_identity_number(id->number);
}

}  // namespace

void CheckRecipient(command::Fields& fields, core::v1::PersonRecord& recipient) {
  recipient.set_full_name(fields.Text(recipient.full_name(), "recipient.full_name", 200));
  if (recipient.kind() == core::v1::OWNER_KIND_UNSPECIFIED) recipient.set_kind(core::v1::OWNER_KIND_CITIZEN);
  CheckNumber(fields, recipient);
  if (!recipient.former_identity_number().empty()) {
    const std::string field = "recipient.former_identity_number";
    const auto former = identity::ParsePersonId(recipient.former_identity_number(), field);
    if (former.ok()) {
      recipient.set_former_identity_number(former->number);
    } else {
      fields.Add(field, Description(former.status(), field));
    }
  }
  if (!recipient.phone().empty()) {
    const std::string field = "recipient.phone";
    const auto phone = identity::NormalizePhone(recipient.phone(), field);
    if (phone.ok()) {
      recipient.set_phone(*phone);
    } else {
      fields.Add(field, Description(phone.status(), field));
    }
  }
  recipient.set_email(fields.OptionalText(recipient.email(), "recipient.email", 200));
  recipient.set_address(fields.OptionalText(recipient.address(), "recipient.address", 300));
  if (recipient.has_birth_date()) fields.Date(recipient.birth_date(), "recipient.birth_date");
}

}  // namespace hoso::returns
