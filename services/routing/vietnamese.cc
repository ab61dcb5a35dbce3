#include "services/routing/vietnamese.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"

namespace hoso::routing {
namespace {

const char* WeekdayVi(absl::Weekday weekday) {
  switch (weekday) {
    case absl::Weekday::monday:
      return "Thứ Hai";
    case absl::Weekday::tuesday:
      return "Thứ Ba";
    case absl::Weekday::wednesday:
      return "Thứ Tư";
    case absl::Weekday::thursday:
      return "Thứ Năm";
    case absl::Weekday::friday:
      return "Thứ Sáu";
    case absl::Weekday::saturday:
      return "Thứ Bảy";
    case absl::Weekday::sunday:
      return "Chủ Nhật";
  }
  return "";
}

}  // namespace

std::string DayVi(const core::v1::Date& date) {
  const absl::CivilDay day(date.year(), date.month(), date.day());
  return absl::StrFormat("%s %02d/%02d/%04d", WeekdayVi(absl::GetWeekday(day)), date.day(), date.month(), date.year());
}

std::string MoneyVi(int64_t vnd) {
  std::string digits = absl::StrCat(vnd < 0 ? -vnd : vnd);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(at, ".");
  return absl::StrCat(vnd < 0 ? "-" : "", digits, " đ");
}

}  // namespace hoso::routing
