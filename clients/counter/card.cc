#include "clients/counter/card.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/identity/person_id.h"
#include "common/identity/text.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::counter {
namespace {

constexpr size_t kFields = 7;
constexpr size_t kLongestText = 2000;

absl::Status Unreadable(const std::string& field, const std::string& want) {
  return errors::WithReason(
      absl::InvalidArgumentError(absl::StrCat("text: ", field, " has another shape, want ", want)), "CARD_UNREADABLE",
      {{"field", field}});
}

bool IsDigits(const std::string& text, size_t count) {
  return text.size() == count && std::all_of(text.begin(), text.end(),
                                             [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

std::optional<core::v1::Date> DateOf(const std::string& text) {
  if (!IsDigits(text, 8)) return std::nullopt;
  core::v1::Date date;
  date.set_day(std::stoi(text.substr(0, 2)));
  date.set_month(std::stoi(text.substr(2, 2)));
  date.set_year(std::stoi(text.substr(4)));
  if (!FromProto(date, "").ok()) return std::nullopt;
  return date;
}

bool HasMark(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

// A scanner that types in another code page or through an input method loses marks (screens.md, section 2).
bool LostMarks(const std::string& name, const std::string& address) {
  const bool odd = name.find_first_of("0123456789?") != std::string::npos;
  return odd || (!HasMark(name) && !HasMark(address));
}

}  // namespace

absl::StatusOr<v1::ReadCardResponse> ReadCard(const std::string& text) {
  if (text.size() > kLongestText) return Unreadable("text", "the QR code of an identity card");
  std::vector<std::string> fields = absl::StrSplit(text, '|');
  for (std::string& field : fields) absl::StripAsciiWhitespace(&field);
  if (fields.size() < kFields) return Unreadable("text", "seven fields between bars");
  if (!IsDigits(fields[0], 12)) return Unreadable("number", "12 digits");
  if (!fields[1].empty() && !IsDigits(fields[1], 9)) return Unreadable("former number", "9 digits or nothing");
  const auto name = identity::NormalizeText(fields[2], {.field = "name", .max_length = 200, .required = true});
  if (!name.ok()) return Unreadable("name", "1 to 200 characters");
  const auto born = DateOf(fields[3]);
  if (!born.has_value()) return Unreadable("birth date", "ddmmyyyy");
  const auto address = identity::NormalizeText(fields[5], {.field = "address", .max_length = 300});
  if (!address.ok()) return Unreadable("address", "at most 300 characters");
  if (!DateOf(fields[6]).has_value()) return Unreadable("issue date", "ddmmyyyy");

  v1::ReadCardResponse response;
  core::v1::PersonRecord& person = *response.mutable_person();
  person.set_kind(core::v1::OWNER_KIND_CITIZEN);
  person.set_identity_kind(core::v1::IDENTITY_KIND_CCCD);
  person.set_identity_number(fields[0]);
  person.set_former_identity_number(fields[1]);
  person.set_full_name(*name);
  *person.mutable_birth_date() = *born;
  person.set_address(*address);
  const std::string sex = absl::AsciiStrToLower(fields[4]);
  if (sex == "nam") person.set_sex(core::v1::SEX_MALE);
  if (sex == "nữ" || sex == "nu" || fields[4] == "NỮ") person.set_sex(core::v1::SEX_FEMALE);
  if (person.sex() == core::v1::SEX_UNSPECIFIED) return Unreadable("sex", "Nam or Nữ");

  if (LostMarks(*name, *address)) response.add_warnings("Máy quét đang gửi sai dấu: gõ lại họ tên và địa chỉ");
  const auto id = identity::ParsePersonId(fields[0], "number");
  identity::PersonFacts facts{.sex = person.sex() == core::v1::SEX_MALE ? identity::Sex::kMale : identity::Sex::kFemale,
                              .birth_year = born->year()};
  if (id.ok() && !identity::WarningsAbout(*id, facts, "number").empty()) {
    response.add_warnings("Ngày sinh hoặc giới tính không khớp với số định danh. Xem lại thẻ rồi tiếp tục");
  }
  return response;
}

}  // namespace hoso::counter
