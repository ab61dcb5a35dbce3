#include "common/forms/words.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace hoso::forms {

std::string DayWords(absl::CivilDay day) {
  return absl::StrFormat("%02d/%02d/%04d", day.day(), day.month(), day.year());
}

std::string WeekdayWords(absl::CivilDay day) {
  constexpr const char* kDays[] = {"Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"};
  return absl::StrCat(kDays[static_cast<int>(absl::GetWeekday(day))], " ngày ", DayWords(day));
}

std::string MomentWords(absl::CivilMinute moment) {
  return absl::StrFormat("%02d giờ %02d phút, ngày %s", moment.hour(), moment.minute(),
                         DayWords(absl::CivilDay(moment)));
}

std::string AppointmentWords(absl::CivilMinute moment) {
  return absl::StrFormat("%02d giờ %02d phút, %s", moment.hour(), moment.minute(),
                         WeekdayWords(absl::CivilDay(moment)));
}

std::string ShortMoment(absl::CivilMinute moment) {
  return absl::StrFormat("%02d:%02d %s", moment.hour(), moment.minute(), DayWords(absl::CivilDay(moment)));
}

std::string PlaceAndDate(const Head& head) {
  const int month = head.date.month();
  return absl::StrCat(head.place, head.place.empty() ? "" : ", ", absl::StrFormat("ngày %02d tháng ", head.date.day()),
                      month <= 2 ? "0" : "", month, " năm ", head.date.year());
}

std::string ReprintWords(const Reprint& reprint) {
  if (reprint.times == 0) return "";
  return absl::StrCat("BẢN IN LẠI lần ", reprint.times, ", in lúc ", ShortMoment(reprint.at));
}

std::string LastFour(const std::string& number) {
  if (number.empty()) return "";
  const size_t hidden = number.size() > 4 ? number.size() - 4 : number.size();
  return absl::StrCat(std::string(hidden, '*'), number.substr(hidden));
}

}  // namespace hoso::forms
