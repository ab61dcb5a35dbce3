// Small words of the forms: days, moments, what is masked.
#ifndef HOSO_COMMON_FORMS_WORDS_H_
#define HOSO_COMMON_FORMS_WORDS_H_

#include <string>

#include "absl/time/civil_time.h"
#include "common/forms/parts.h"

namespace hoso::forms {

// "26/04/2024"
std::string DayWords(absl::CivilDay day);
// "Thứ Ba ngày 07/05/2024"
std::string WeekdayWords(absl::CivilDay day);
// "14 giờ 20 phút, ngày 26/04/2024"
std::string MomentWords(absl::CivilMinute moment);
// "17 giờ 00 phút, Thứ Ba ngày 07/05/2024"
std::string AppointmentWords(absl::CivilMinute moment);
// "14:20 26/04/2024", for tables.
std::string ShortMoment(absl::CivilMinute moment);
// "Văn Yên, ngày 26 tháng 4 năm 2024": days below 10 and months 1 and 2 with a zero in front (Decree 30/2020/NĐ-CP).
std::string PlaceAndDate(const Head& head);
// "BẢN IN LẠI lần 2, in lúc 15:02 26/04/2024"; empty for a first print.
std::string ReprintWords(const Reprint& reprint);
// "********0123": all but the last four; four or fewer are hidden, too.
std::string LastFour(const std::string& number);

}  // namespace hoso::forms

#endif  // HOSO_COMMON_FORMS_WORDS_H_
