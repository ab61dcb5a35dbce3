// The derivation of an appointment in words.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "common/clock/clock.h"

namespace hoso::clock {
namespace {

class Writer {
 public:
  explicit Writer(Language language) : vietnamese_(language == Language::kVietnamese) {}

  std::string Write(const Appointment& appointment) const {
    const Derivation& d = appointment.derivation;
    std::vector<std::string> parts = {absl::StrCat(Say("nhận ", "accepted "), Moment(d.accepted_at))};
    if (d.counts_from != d.accepted_at) {
      parts.push_back(absl::StrCat(Say("tính từ ", "counts from "), Moment(d.counts_from)));
    }
    parts.push_back(Length(d.term));
    if (!d.days_off.empty()) parts.push_back(DaysOff(d));
    for (absl::CivilDay day : d.working_saturdays) {
      parts.push_back(absl::StrCat(Say("làm bù thứ Bảy ", "working Saturday "), ShortDay(day)));
    }
    for (const Derivation::PauseNote& note : d.pauses) parts.push_back(Wait(note, d.term.unit));
    if (d.moved_off) {
      parts.push_back(absl::StrCat(ShortDay(*d.moved_off), Say(" không làm việc, dời sang ngày làm việc tiếp theo",
                                                               " is not worked, moved to the next working day")));
    }
    parts.push_back(Promise(appointment));
    return absl::StrJoin(parts, "; ");
  }

 private:
  const char* Say(const char* vietnamese, const char* english) const { return vietnamese_ ? vietnamese : english; }

  static std::string ShortDay(absl::CivilDay day) { return absl::StrFormat("%02d/%02d", day.day(), day.month()); }

  static std::string LongDay(absl::CivilDay day) { return absl::StrCat(ShortDay(day), "/", day.year()); }

  static std::string Moment(absl::Time at) {
    const absl::CivilSecond civil = absl::ToCivilSecond(at, LocalZone());
    return absl::StrFormat("%02d:%02d %s", civil.hour(), civil.minute(), LongDay(absl::CivilDay(civil)));
  }

  std::string Count(int count, const char* vietnamese, const char* english) const {
    return absl::StrCat(count, " ", Say(vietnamese, english), !vietnamese_ && count != 1 ? "s" : "");
  }

  std::string Days(int count, TermUnit unit) const {
    return unit == TermUnit::kWorkingDay ? Count(count, "ngày làm việc", "working day")
                                         : Count(count, "ngày", "calendar day");
  }

  std::string Length(const Term& term) const {
    return term.unit == TermUnit::kHour ? Count(term.value, "giờ làm việc", "working hour")
                                        : Days(term.value, term.unit);
  }

  std::string DaysOff(const Derivation& d) const {
    std::string text = Say("nghỉ ", "off ");
    for (size_t i = 0; i < d.days_off.size(); ++i) {
      const auto& [first, last] = d.days_off[i];
      absl::StrAppend(&text, i == 0 ? "" : ", ", ShortDay(first));
      if (first != last) absl::StrAppend(&text, "–", ShortDay(last));
    }
    if (d.term.unit == TermUnit::kCalendarDay) absl::StrAppend(&text, Say(" (vẫn tính)", " (counted)"));
    return text;
  }

  std::string Time(absl::Duration time) const {
    const int64_t minutes = absl::ToInt64Minutes(time);
    return vietnamese_ ? absl::StrCat(minutes / 60, " giờ ", minutes % 60, " phút")
                       : absl::StrCat(minutes / 60, " h ", minutes % 60, " min");
  }

  std::string Wait(const Derivation::PauseNote& note, TermUnit unit) const {
    using Outcome = Derivation::PauseNote::Outcome;
    const bool payment = note.pause.reason == PauseReason::kPayment;
    if (note.outcome == Outcome::kOpen) {
      const char* waiting = payment ? Say("đang chờ nộp tiền từ ", "waiting for payment since ")
                                    : Say("đang chờ bổ sung từ ", "waiting for a supplement since ");
      return absl::StrCat(waiting, Moment(note.pause.from));
    }
    std::string text =
        payment ? Say("chờ nộp tiền ", "waited for payment ") : Say("chờ bổ sung ", "waited for a supplement ");
    absl::StrAppend(&text, Moment(note.pause.from), "–", note.pause.to ? Moment(*note.pause.to) : "");
    switch (note.outcome) {
      case Outcome::kMoved:
        return absl::StrCat(text, Say(", cộng ", ", adds "),
                            unit == TermUnit::kHour ? Time(note.time) : Days(note.days, unit));
      case Outcome::kRestarted:
        return absl::StrCat(text, Say(", tính lại từ đầu", ", the term began again"));
      default:
        return absl::StrCat(text, Say(", sau khi hết hạn nên không tính", ", after the term was over: not counted"));
    }
  }

  std::string Promise(const Appointment& appointment) const {
    if (appointment.state == Appointment::State::kWaiting) return Say("chưa có ngày hẹn", "no date yet");
    const bool to_the_hour = appointment.derivation.term.unit == TermUnit::kHour;
    return absl::StrCat(Say("hẹn ", "due "), to_the_hour ? Moment(appointment.due_at) : LongDay(appointment.date));
  }

  bool vietnamese_;
};

}  // namespace

std::string Describe(const Appointment& appointment, Language language) { return Writer(language).Write(appointment); }

}  // namespace hoso::clock
