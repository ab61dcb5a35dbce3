#include "clients/hoso/parse.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/catalogue/dates.h"
#include "common/clock/zone.h"
#include "common/identity/dossier_code.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::cli {
namespace {

absl::Status Wrong(const std::string& text, const std::string& wanted) {
  return absl::InvalidArgumentError(absl::StrCat("\"", errors::Printable(text, 60), "\", want ", wanted));
}

// Both halves of "a=b"; an empty key is none.
absl::StatusOr<std::pair<std::string, std::string>> KeyAndValue(const std::string& text, const std::string& wanted) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) return Wrong(text, wanted);
  return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

}  // namespace

absl::StatusOr<std::string> ParseCode(const std::string& text) {
  std::string code = text;
  absl::StripAsciiWhitespace(&code);
  absl::AsciiStrToUpper(&code);
  identity::AgencyCodes any;
  any.number_of = [](const std::string&) { return 1; };
  const auto id = identity::ParseDossierCode(code, any);
  if (!id.ok()) return id.status();
  return code;
}

absl::StatusOr<core::v1::Date> ParseDate(const std::string& text) {
  const auto day = catalogue::ParseDay(text);
  if (!day.ok()) return day.status();
  return ToProto(*day);
}

absl::StatusOr<absl::Time> ParseTime(const std::string& text) {
  std::string error;
  absl::Time at;
  if (absl::ParseTime(absl::RFC3339_full, text, &at, &error)) return at;
  for (const char* format : {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"}) {
    // Abseil would read 2024-02-30 as 1 March.
    if (absl::ParseTime(format, text, clock::LocalZone(), &at, &error) &&
        catalogue::FormatDay(clock::LocalDay(at)) == text.substr(0, 10)) {
      return at;
    }
  }
  return Wrong(text, "YYYY-MM-DDTHH:MM at the counter, or RFC 3339");
}

absl::StatusOr<core::v1::Holder> ParseHolder(const std::string& text) {
  const std::string wanted = "office:ID, agency:KEY, carrier:ID or bag:ID";
  const size_t colon = text.find(':');
  if (colon == std::string::npos || colon + 1 == text.size()) return Wrong(text, wanted);
  const auto kind = ParseWord(*core::v1::HolderKind_descriptor(), text.substr(0, colon));
  if (!kind.ok() || *kind == core::v1::HOLDER_KIND_APPLICANT || *kind == core::v1::HOLDER_KIND_MISSING) {
    return Wrong(text, wanted);
  }
  core::v1::Holder holder;
  holder.set_kind(static_cast<core::v1::HolderKind>(*kind));
  holder.set_id(text.substr(colon + 1));
  return holder;
}

absl::StatusOr<core::v1::ItemRef> ParseItemRef(const std::string& text) {
  const size_t slash = text.find('/');
  int number = 0;
  if (slash == std::string::npos || !absl::SimpleAtoi(text.substr(slash + 1), &number) || number < 1) {
    return Wrong(text, "CODE/ITEM, such as H15.05-240426-0001/2");
  }
  const auto code = ParseCode(text.substr(0, slash));
  if (!code.ok()) return code.status();
  core::v1::ItemRef ref;
  ref.set_dossier_code(*code);
  ref.set_item(number);
  return ref;
}

absl::StatusOr<core::v1::ComponentCount> ParseComponent(const std::string& text) {
  const std::string wanted = "ID=ORIGINALS[/CERTIFIED[/PHOTOCOPIES]][+shown][+captured]";
  const auto parts = KeyAndValue(text, wanted);
  if (!parts.ok()) return parts.status();
  core::v1::ComponentCount component;
  component.set_component_id(parts->first);
  const std::vector<std::string> marks = absl::StrSplit(parts->second, '+');
  for (size_t i = 1; i < marks.size(); ++i) {
    if (marks[i] == "shown") {
      component.set_original_shown(true);
    } else if (marks[i] == "captured") {
      component.set_captured(true);
    } else {
      return Wrong(text, wanted);
    }
  }
  if (marks[0].empty())
    return marks.size() > 1 ? absl::StatusOr<core::v1::ComponentCount>(component) : Wrong(text, wanted);
  const std::vector<std::string> counts = absl::StrSplit(marks[0], '/');
  int numbers[3] = {0, 0, 0};
  if (counts.size() > 3) return Wrong(text, wanted);
  for (size_t i = 0; i < counts.size(); ++i) {
    if (!absl::SimpleAtoi(counts[i], &numbers[i]) || numbers[i] < 0) return Wrong(text, wanted);
  }
  component.set_originals(numbers[0]);
  component.set_certified_copies(numbers[1]);
  component.set_photocopies(numbers[2]);
  return component;
}

absl::StatusOr<core::v1::FeeLine> ParseFee(const std::string& text) {
  const std::string wanted = "FEE=AMOUNT in đồng, such as STANDARD=135000";
  const auto parts = KeyAndValue(text, wanted);
  if (!parts.ok()) return parts.status();
  int64_t amount = 0;
  if (!absl::SimpleAtoi(parts->second, &amount) || amount < 0) return Wrong(text, wanted);
  core::v1::FeeLine fee;
  fee.set_fee_id(parts->first);
  fee.set_amount_vnd(amount);
  return fee;
}

absl::StatusOr<routing::v1::ResultInput> ParseResult(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ';');
  if (parts.size() != 3) return Wrong(text, "LABEL;NUMBER;DATE");
  const auto signed_on = ParseDate(parts[2]);
  if (!signed_on.ok()) return signed_on.status();
  routing::v1::ResultInput result;
  result.set_label(parts[0]);
  result.set_document_number(parts[1]);
  *result.mutable_signed_on() = *signed_on;
  return result;
}

std::string WordOf(const google::protobuf::EnumDescriptor& descriptor, int value) {
  const auto* named = descriptor.FindValueByNumber(value);
  if (named == nullptr) return absl::StrCat(value);
  // Value 0 is PREFIX_UNSPECIFIED, by which the prefix is known.
  const std::string& zero = descriptor.FindValueByNumber(0)->name();
  const size_t prefix = zero.size() - std::string("UNSPECIFIED").size();
  std::string word = absl::AsciiStrToLower(named->name().substr(prefix));
  std::replace(word.begin(), word.end(), '_', '-');
  return word;
}

std::vector<std::string> WordsOf(const google::protobuf::EnumDescriptor& descriptor) {
  std::vector<std::string> words;
  for (int i = 0; i < descriptor.value_count(); ++i) {
    if (descriptor.value(i)->number() != 0) words.push_back(WordOf(descriptor, descriptor.value(i)->number()));
  }
  return words;
}

absl::StatusOr<int> ParseWord(const google::protobuf::EnumDescriptor& descriptor, const std::string& word) {
  for (int i = 0; i < descriptor.value_count(); ++i) {
    const int number = descriptor.value(i)->number();
    if (number != 0 && WordOf(descriptor, number) == word) return number;
  }
  return Wrong(word, absl::StrJoin(WordsOf(descriptor), ", "));
}

}  // namespace hoso::cli
