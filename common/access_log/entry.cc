#include "common/access_log/entry.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/digest/sha256.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::access_log {
namespace {

constexpr size_t kLongestReference = 40;
constexpr int kDigitsOfAPerson = 9;  // The shortest number of a person or a telephone has as many.

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

int LongestRunOfDigits(const std::string& text) {
  int run = 0, longest = 0;
  for (const char c : text) {
    run = IsDigit(c) ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

// Letters, digits and "/.-"; of the letters with accents those of "QĐ" alone: words about people need blanks.
bool IsReference(std::string text) {
  if (text.size() > kLongestReference) return false;
  for (const char* letter : {"Đ", "đ"}) {
    for (size_t at = text.find(letter); at != std::string::npos; at = text.find(letter)) text.replace(at, 2, "D");
  }
  const int digits = LongestRunOfDigits(text);
  return digits >= 1 && digits < kDigitsOfAPerson && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '/' || c == '.' || c == '-';
         });
}

}  // namespace

AccessEntry MakeEntry(Deed deed, core::v1::Actor actor, std::string machine, std::string request_id, absl::Time at) {
  AccessEntry entry;
  *entry.mutable_at() = ToProto(ToMicros(at));
  *entry.mutable_actor() = std::move(actor);
  entry.set_machine(std::move(machine));
  entry.set_deed(deed);
  entry.set_request_id(std::move(request_id));
  return entry;
}

std::string PlaceOf(const AccessEntry& entry) {
  return entry.actor().office_id().empty() ? entry.actor().agency_key() : entry.actor().office_id();
}

absl::Status CheckPurpose(int purpose, const std::string& reference) {
  errors::FieldErrors wrong;
  if (purpose == access::v1::PURPOSE_UNSPECIFIED || !access::v1::Purpose_IsValid(purpose)) {
    wrong.Add("purpose", "not given, want one of hoso.access.v1.Purpose");
  }
  if (!reference.empty() && !IsReference(reference)) {
    wrong.Add(
        "reference",
        "want a document's number as 1203/QĐ-SGTVT: at most 40 letters, digits and any of \"/.-\", with a digit, and "
        "no nine digits in a row");
  }
  return wrong.ToStatus();
}

std::string Label(const google::protobuf::EnumValueDescriptor& word, bool vietnamese) {
  const std::string& label = vietnamese ? word.options().GetExtension(access::v1::label_vi)
                                        : word.options().GetExtension(access::v1::label_en);
  return label.empty() ? word.name() : label;
}

std::string FirstLink() { return std::string(kDigestBytes, '\0'); }

std::string LinkOf(const std::string& previous, int64_t sequence, const std::string& writer, const std::string& body) {
  std::string number;
  for (int shift = 56; shift >= 0; shift -= 8) number.push_back(static_cast<char>(sequence >> shift & 0xff));
  return Sha256(absl::StrCat(previous, number, writer, std::string(1, '\0'), body));
}

}  // namespace hoso::access_log
