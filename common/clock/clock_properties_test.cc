// Properties that hold for every appointment, tried on random ones.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "common/clock/clock.h"
#include "common/clock/test_calendar.h"

namespace hoso::clock {
namespace {

using ::absl::CivilDay;

const Schedule& Usual() {
  static const Schedule* const kSchedule = new Schedule(TestSchedule());
  return *kSchedule;
}

// Minutes around the long holidays of 2024 are as likely as others; a third of the moments is on the full hour of an
// office's opening or closing, where the rules change.
absl::Time RandomMoment(absl::Time from, int within_days) {
  const int days = *rc::gen::inRange(0, within_days);
  const int minute = *rc::gen::oneOf(rc::gen::inRange(0, 24 * 60), rc::gen::element(0, 450, 690, 810, 1020, 1021),
                                     rc::gen::element(449, 689, 811, 1019));
  return LocalTime(absl::CivilSecond(LocalDay(from) + days)) + absl::Minutes(minute);
}

AppointmentInputs RandomInputs(int min_pauses = 0) {
  AppointmentInputs inputs;
  inputs.term.unit = *rc::gen::element(TermUnit::kWorkingDay, TermUnit::kCalendarDay, TermUnit::kHour);
  inputs.term.value = *rc::gen::inRange(1, 31);
  inputs.effect = *rc::gen::element(SupplementEffect::kPause, SupplementEffect::kRestart);
  inputs.accepted_at = RandomMoment(At(2022, 1, 1), 1000);
  absl::Time after = inputs.accepted_at;
  for (int left = *rc::gen::inRange(min_pauses, 4); left > 0; --left) {
    Pause pause;
    pause.from = std::max(after, RandomMoment(after, 12));
    pause.to = std::max(pause.from + absl::Minutes(1), RandomMoment(pause.from, 15));
    pause.reason = *rc::gen::element(PauseReason::kSupplement, PauseReason::kPayment);
    after = *pause.to;
    inputs.pauses.push_back(pause);
  }
  return inputs;
}

Appointment Compute(const Schedule& schedule, const AppointmentInputs& inputs) {
  return ComputeAppointment(schedule, inputs).value();
}

RC_GTEST_PROP(AppointmentProperties, TheDateIsAWorkingDayAfterAcceptanceAndAfterEachWaitThatCounted, ()) {
  const AppointmentInputs inputs = RandomInputs();
  const Appointment appointment = Compute(Usual(), inputs);
  RC_ASSERT(IsWorkingDay(Usual(), appointment.date));
  RC_ASSERT(appointment.due_at > inputs.accepted_at);
  RC_ASSERT(LocalDay(appointment.due_at) == appointment.date);
  for (const Derivation::PauseNote& note : appointment.derivation.pauses) {
    if (note.outcome != Derivation::PauseNote::Outcome::kTooLate) RC_ASSERT(appointment.due_at >= *note.pause.to);
  }
}

RC_GTEST_PROP(AppointmentProperties, ALongerTermIsNeverDueEarlier, ()) {
  AppointmentInputs inputs = RandomInputs();
  const absl::Time due_at = Compute(Usual(), inputs).due_at;
  inputs.term.value += *rc::gen::inRange(0, 5);
  RC_ASSERT(Compute(Usual(), inputs).due_at >= due_at);
}

RC_GTEST_PROP(AppointmentProperties, OneMoreDayOffNeverMakesItEarlier, ()) {
  const AppointmentInputs inputs = RandomInputs();
  const CivilDay off = LocalDay(inputs.accepted_at) + *rc::gen::inRange(0, 60);
  const bool named = Usual().calendar->FindDayOff(off) || Usual().calendar->FindWorkingSaturday(off);
  RC_PRE(!named);
  CalendarData data = TestCalendarData();
  data.days_off.push_back({off, DayOffKind::kStatutory, "new"});
  RC_ASSERT(Compute(TestSchedule(std::move(data)), inputs).due_at >= Compute(Usual(), inputs).due_at);
}

RC_GTEST_PROP(AppointmentProperties, OneMoreWaitNeverMakesItEarlier, ()) {
  AppointmentInputs inputs = RandomInputs(/*min_pauses=*/1);
  const absl::Time due_at = Compute(Usual(), inputs).due_at;
  inputs.pauses.pop_back();
  RC_ASSERT(Compute(Usual(), inputs).due_at <= due_at);
}

RC_GTEST_PROP(AppointmentProperties, LaterAcceptanceIsNeverDueEarlier, ()) {
  AppointmentInputs inputs = RandomInputs();
  inputs.pauses.clear();
  const absl::Time due_at = Compute(Usual(), inputs).due_at;
  inputs.accepted_at += absl::Minutes(*rc::gen::inRange(0, 3000));
  RC_ASSERT(Compute(Usual(), inputs).due_at >= due_at);
}

RC_GTEST_PROP(AppointmentProperties, ATermInHoursTakesExactlyThatMuchWorkingTimeOutsideItsPauses, ()) {
  AppointmentInputs inputs = RandomInputs();
  inputs.term.unit = TermUnit::kHour;
  inputs.effect = SupplementEffect::kPause;
  const Appointment appointment = Compute(Usual(), inputs);
  absl::Duration worked = WorkingTimeBetween(Usual(), inputs.accepted_at, appointment.due_at);
  for (const Pause& pause : inputs.pauses) {
    worked -= WorkingTimeBetween(Usual(), pause.from, std::min(*pause.to, appointment.due_at));
  }
  RC_ASSERT(worked == absl::Hours(inputs.term.value));
}

RC_GTEST_PROP(CalendarProperties, WorkingTimeAddsUp, ()) {
  std::vector<absl::Time> moments = {RandomMoment(At(2024, 4, 1), 60), RandomMoment(At(2024, 4, 1), 60),
                                     RandomMoment(At(2024, 4, 1), 60)};
  std::sort(moments.begin(), moments.end());
  RC_ASSERT(WorkingTimeBetween(Usual(), moments[0], moments[2]) ==
            WorkingTimeBetween(Usual(), moments[0], moments[1]) + WorkingTimeBetween(Usual(), moments[1], moments[2]));
}

}  // namespace
}  // namespace hoso::clock
