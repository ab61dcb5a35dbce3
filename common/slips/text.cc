#include "common/slips/text.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/digest/base32.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::slips {
namespace {

using trust::v1::SlipStatement;

constexpr char kSignedFormat[] = "hoso slip 1\n";
constexpr size_t kKeyIdBytes = 8;
constexpr size_t kLongestName = 64;

absl::Status NotASlip() {
  return errors::FieldError("text", absl::StrCat("no slip, want what its QR code says: ", kPrefix, "…"));
}

// Codes and names of places: what Hoso gives out, and nothing that could be a sentence.
bool IsName(const std::string& text) {
  if (text.empty() || text.size() > kLongestName) return false;
  for (const char c : text) {
    if (!absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '.' && c != '_') return false;
  }
  return true;
}

absl::Status CheckTime(const google::protobuf::Timestamp& at, const std::string& field) {
  if (at.nanos() != 0) return errors::FieldError(field, "has parts of a second, want whole seconds");
  return FromProto(at, field).status();
}

absl::Status CheckDates(const SlipStatement& statement) {
  if (!statement.has_issued_at()) return errors::FieldError("issued_at", "absent, want when the slip was issued");
  if (absl::Status status = CheckTime(statement.issued_at(), "issued_at"); !status.ok()) return status;
  const bool promises = statement.form() == trust::v1::SLIP_FORM_01 || statement.form() == trust::v1::SLIP_FORM_04;
  if (statement.has_due_at()) {
    if (!promises) return errors::FieldError("due_at", "given, want none on a slip that promises nothing");
    if (absl::Status status = CheckTime(statement.due_at(), "due_at"); !status.ok()) return status;
  }
  if (!statement.has_supply_until()) return absl::OkStatus();
  if (statement.form() != trust::v1::SLIP_FORM_02) {
    return errors::FieldError("supply_until", "given, want none on a slip that asks for nothing");
  }
  return FromProto(statement.supply_until(), "supply_until").status();
}

}  // namespace

absl::Status CheckStatement(const SlipStatement& statement) {
  if (statement.form() == trust::v1::SLIP_FORM_UNSPECIFIED || !trust::v1::SlipForm_IsValid(statement.form())) {
    return errors::FieldError("form", "unknown, want 01, 02, 03 or 04");
  }
  if (!IsName(statement.dossier_code())) return errors::FieldError("dossier_code", "no code of a dossier");
  if (statement.fact() < 0) return errors::FieldError("fact", "negative, want 0 or more");
  if (statement.office_id().empty() == statement.agency_key().empty()) {
    return errors::FieldError("office_id", "want it, or agency_key, and not both");
  }
  if (!IsName(statement.office_id() + statement.agency_key())) {
    return errors::FieldError("office_id", "no office and no agency of the catalogue");
  }
  if (absl::Status status = CheckDates(statement); !status.ok()) return status;
  if (statement.fees_paid_vnd() < 0 || (statement.fees_paid_vnd() > 0 && statement.form() != trust::v1::SLIP_FORM_01)) {
    return errors::FieldError("fees_paid_vnd", "want 0 or more, and none but on form 01");
  }
  if (statement.reprint() < 0) return errors::FieldError("reprint", "negative, want 0 or more");
  return absl::OkStatus();
}

std::string SignedBytes(const SlipStatement& statement) { return kSignedFormat + statement.SerializeAsString(); }

std::string Sign(const signing::PrivateKey& key, SlipStatement statement) {
  statement.set_key_id(absl::HexStringToBytes(key.key_id()));
  return absl::StrCat(kPrefix, ToBase32(absl::StrCat(statement.SerializeAsString(), key.Sign(SignedBytes(statement)))));
}

absl::StatusOr<ReadSlip> Read(const std::string& given) {
  absl::string_view text = absl::StripAsciiWhitespace(given);
  if (text.size() > kLongestText || !absl::ConsumePrefix(&text, kPrefix)) return NotASlip();
  const auto bytes = FromBase32(std::string(text));
  if (!bytes.has_value() || bytes->size() <= signing::kSignatureBytes) return NotASlip();
  const std::string serialised = bytes->substr(0, bytes->size() - signing::kSignatureBytes);
  ReadSlip slip;
  if (!slip.statement.ParseFromString(serialised)) return NotASlip();
  // Neither unknown fields nor another order: a statement has one spelling, too.
  slip.statement.DiscardUnknownFields();
  if (slip.statement.SerializeAsString() != serialised) return NotASlip();
  if (slip.statement.key_id().size() != kKeyIdBytes || !CheckStatement(slip.statement).ok()) return NotASlip();
  slip.signature = bytes->substr(serialised.size());
  slip.key_id = absl::BytesToHexString(slip.statement.key_id());
  return slip;
}

}  // namespace hoso::slips
