#include "clients/replay/people.h"

#include <utf8proc.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/replay/random.h"

namespace hoso::replay {
namespace {

using core::v1::OwnerKind;
using core::v1::PersonRecord;

constexpr int kFirstBirthYear = 1950;
constexpr int kLastBirthYear = 2003;  // Old enough for a licence in 2022.

std::string Decompose(const std::string& text) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.c_str());
  utf8proc_uint8_t* decomposed = utf8proc_NFD(bytes);
  std::string result(reinterpret_cast<const char*>(decomposed));
  std::free(decomposed);
  return result;
}

std::string MaybeDecomposed(int number, const std::string& text) {
  return number % kDecomposedEvery == kDecomposedEvery - 1 ? Decompose(text) : text;
}

// 015 is Yên Bái; then century and sex, two digits of the year, six of no meaning.
std::string Cccd(int birth_year, core::v1::Sex sex, int serial) {
  const int century_and_sex = 2 * (birth_year / 100 - 19) + (sex == core::v1::SEX_FEMALE ? 1 : 0);
  return absl::StrFormat("015%d%02d%06d", century_and_sex, birth_year % 100, serial);
}

const char* BodyName(OwnerKind kind) {
  switch (kind) {
    case core::v1::OWNER_KIND_COOPERATIVE:
      return "HỢP TÁC XÃ VẬN TẢI MẪU ";
    case core::v1::OWNER_KIND_BUSINESS_HOUSEHOLD:
      return "HỘ KINH DOANH VẬN TẢI MẪU ";
    case core::v1::OWNER_KIND_AGENCY:
      return "CƠ QUAN MẪU SỐ ";
    case core::v1::OWNER_KIND_ORGANISATION:
      return "TỔ CHỨC ĐOÀN THỂ MẪU SỐ ";
    default:
      return "CÔNG TY TNHH VẬN TẢI MẪU ";
  }
}

}  // namespace

PersonRecord MakeCitizen(uint64_t seed, int number, const std::string& commune_code) {
  Random random(seed, "citizen", number);
  PersonRecord person;
  person.set_kind(core::v1::OWNER_KIND_CITIZEN);
  person.set_full_name(MaybeDecomposed(number, absl::StrFormat("NGƯỜI MẪU %04d", number)));
  const int year = static_cast<int>(random.Between(kFirstBirthYear, kLastBirthYear));
  person.mutable_birth_date()->set_year(year);
  person.mutable_birth_date()->set_month(static_cast<int>(random.Between(1, 12)));
  person.mutable_birth_date()->set_day(static_cast<int>(random.Between(1, 28)));
  person.set_sex(random.Percent(55) ? core::v1::SEX_MALE : core::v1::SEX_FEMALE);
  const bool odd = number % kOddIdentityEvery == kOddIdentityEvery - 1;
  person.set_identity_kind(core::v1::IDENTITY_KIND_CCCD);
  person.set_identity_number(Cccd(odd ? year - 1 : year, person.sex(), number));
  person.set_phone(absl::StrFormat("090000%04d", number % 10000));
  person.set_address(absl::StrCat("Thôn Mẫu ", 1 + number % 9));
  person.set_commune_code(commune_code);
  return person;
}

PersonRecord MakeBody(uint64_t seed, int number, OwnerKind kind, const std::string& commune_code) {
  PersonRecord body;
  body.set_kind(kind);
  body.set_full_name(MaybeDecomposed(number, absl::StrFormat("%s%03d", BodyName(kind), number)));
  body.set_identity_kind(core::v1::IDENTITY_KIND_TAX_CODE);
  std::string code;
  for (int serial = number; code.empty(); serial += 1000) code = EnterpriseCode(absl::StrFormat("529%06d", serial));
  body.set_identity_number(code);
  body.set_phone(absl::StrFormat("021600%05d", number % 100000));
  body.set_email(absl::StrFormat("van-thu-%03d@example.invalid", number));
  body.set_address(absl::StrCat("Tổ dân phố Mẫu ", 1 + number % 9));
  body.set_commune_code(commune_code);
  return body;
}

std::string EnterpriseCode(const std::string& nine) {
  static constexpr int kWeights[9] = {31, 29, 23, 19, 17, 13, 7, 5, 3};
  int sum = 0;
  for (size_t i = 0; i < 9; ++i) sum += kWeights[i] * (nine[i] - '0');
  const int check = 10 - sum % 11;
  return check == 10 ? "" : absl::StrCat(nine, check);
}

}  // namespace hoso::replay
