#include "common/command/fields.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/identity/text.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/request_id.h"

namespace hoso::command {
namespace {

constexpr size_t kMaxIdCharacters = 64;

bool IsIdCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || std::string("-_.:/").find(c) != std::string::npos;
}

}  // namespace

identity::AgencyCodes CodesOf(const catalogue::Catalogue& catalogue) {
  identity::AgencyCodes codes;
  codes.number_of = [&catalogue](const std::string& code) -> absl::StatusOr<int> {
    const auto agency = catalogue.FindAgencyByCode(code);
    if (!agency.ok()) return agency.status();
    return (*agency)->number();
  };
  codes.code_of = [&catalogue](int number) -> absl::StatusOr<std::string> {
    const auto agency = catalogue.FindAgencyByNumber(number);
    if (!agency.ok()) return agency.status();
    return (*agency)->code();
  };
  return codes;
}

std::string Fields::RequestId(const std::string& value) {
  if (!rpc::IsUuid(value)) {
    Add("request_id", absl::StrCat("\"", errors::Echo(value, 40),
                                   "\", want a UUID such as "
                                   "3f2c9a1e-5b7d-4c1a-9f0e-2d6b8a4c7e10"));
  }
  return absl::AsciiStrToLower(value);
}

std::optional<identity::DossierId> Fields::DossierCode(const std::string& value, const std::string& field) {
  const auto id = identity::ParseDossierCode(value, CodesOf(catalogue_));
  if (id.ok()) return *id;
  Add(field, std::string(id.status().message()));
  return std::nullopt;
}

absl::Time Fields::Instant(bool present, const google::protobuf::Timestamp& value, absl::Time absent,
                           const std::string& field) {
  if (!present) return absent;
  const auto at = FromProto(value, field);
  if (!at.ok()) {
    Add(field, "out of range, want an instant of the years 1 to 9999");
    return absent;
  }
  if (*at > now_ + kClockSkew) {
    Add(field, absl::StrCat(absl::FormatTime(*at), " lies in the future, want at most ", absl::FormatTime(now_)));
  } else if (*at < now_ - kOldestOccurrence) {
    Add(field, absl::StrCat(absl::FormatTime(*at), " lies too far back, want at least ",
                            absl::FormatTime(now_ - kOldestOccurrence)));
  }
  return ToMicros(*at);
}

std::string Fields::Text(const std::string& value, const std::string& field, int max) {
  return Keep(
      identity::NormalizeText(value, {.field = field, .max_length = static_cast<size_t>(max), .required = true}),
      field);
}

std::string Fields::OptionalText(const std::string& value, const std::string& field, int max) {
  return Keep(identity::NormalizeText(value, {.field = field, .max_length = static_cast<size_t>(max)}), field);
}

std::string Fields::Keep(const absl::StatusOr<std::string>& normal, const std::string& field) {
  if (normal.ok()) return *normal;
  // The message begins with the field, which the violation names already.
  const std::string message(normal.status().message());
  const std::string prefix = field + ": ";
  Add(field, message.rfind(prefix, 0) == 0 ? message.substr(prefix.size()) : message);
  return "";
}

std::optional<absl::CivilDay> Fields::Date(const core::v1::Date& value, const std::string& field) {
  const auto day = FromProto(value, field);
  if (day.ok()) return *day;
  Add(field, absl::StrCat(value.year(), "-", value.month(), "-", value.day(), ", want a day that exists"));
  return std::nullopt;
}

std::string Fields::Label(const std::string& value, const std::string& field) {
  bool good = !value.empty() && value.size() <= kMaxIdCharacters;
  for (char c : value) good = good && IsIdCharacter(c);
  if (!good) {
    Add(field,
        absl::StrCat("\"", errors::Echo(value, 40), "\", want 1 to ", kMaxIdCharacters, " letters, digits or -_.:/"));
  }
  return value;
}

std::string Fields::Id(const std::string& value, const std::string& field) {
  Label(value, field);
  const bool is_label = std::all_of(value.begin(), value.end(), IsIdCharacter);
  if (is_label && errors::MayBePersonal(value)) {
    Add(field, "has the digits of an identity or telephone number, want an id");
  }
  return value;
}

}  // namespace hoso::command
