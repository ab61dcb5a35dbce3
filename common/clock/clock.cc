#include "common/clock/clock.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace hoso::clock {
namespace {

// When a term is over, given the waits that do not count towards it.
struct Due {
  absl::CivilDay date;
  absl::Time at;
  absl::Time counts_from;
  std::optional<absl::CivilDay> moved_off;
  int days_waited = 0;  // By the last of the waits, in the term's unit.
};

struct Wait {
  absl::Time from;
  absl::Time to;
};

absl::Status ValidateInputs(const AppointmentInputs& inputs) {
  if (inputs.term.value < 1) {
    return absl::InvalidArgumentError(absl::StrCat("term: ", inputs.term.value, ", want at least 1"));
  }
  for (size_t i = 0; i < inputs.pauses.size(); ++i) {
    const Pause& pause = inputs.pauses[i];
    const std::string where = absl::StrCat("pauses[", i, "]: ");
    if (i == 0 && pause.from < inputs.accepted_at) {
      return absl::InvalidArgumentError(absl::StrCat(where, "begins before acceptance, want it at or after"));
    }
    if (i > 0) {
      const std::optional<absl::Time>& previous_end = inputs.pauses[i - 1].to;
      if (!previous_end) {
        return absl::InvalidArgumentError(absl::StrCat(where, "follows one that is still open, want that one closed"));
      }
      if (pause.from < *previous_end) {
        return absl::InvalidArgumentError(absl::StrCat(where, "begins before the one before it ends, want it after"));
      }
    }
    if (pause.to && *pause.to <= pause.from) {
      return absl::InvalidArgumentError(absl::StrCat(where, "ends at or before its beginning, want it after"));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Due> DueByWorkingDays(const Schedule& schedule, int days, absl::Time counts_from,
                                     const std::vector<Wait>& waits) {
  const absl::CivilDay day0 = LocalDay(counts_from);
  Due due;
  for (const Wait& wait : waits) {
    due.days_waited = 0;
    const absl::CivilDay last = LocalDay(wait.to);
    for (absl::CivilDay day = std::max(day0, LocalDay(wait.from)); day <= last; ++day) {
      if (!IsWorkingDay(schedule, day)) continue;
      const absl::Time closing = ClosingOf(schedule, day);
      due.days_waited += wait.from < closing && closing <= wait.to;
    }
    days += due.days_waited;
  }
  absl::StatusOr<absl::CivilDay> date = AddWorkingDays(schedule, day0, days);
  if (!date.ok()) return date.status();
  due.date = *date;
  return due;
}

absl::StatusOr<Due> DueByCalendarDays(const Schedule& schedule, int days, absl::Time counts_from,
                                      const std::vector<Wait>& waits) {
  const absl::CivilDay day0 = LocalDay(counts_from);
  absl::CivilDay last_counted = day0 + days;
  Due due;
  for (const Wait& wait : waits) {
    const absl::CivilDay before = last_counted;
    last_counted += std::max<absl::civil_diff_t>(0, LocalDay(wait.to) - std::max(day0, LocalDay(wait.from)));
    // A wait may begin after the last counted day, while the due date is put off by days without work. The result is
    // never due before the applicant has answered.
    absl::StatusOr<absl::Time> resumed = CountsFrom(schedule, wait.to);
    if (!resumed.ok()) return resumed.status();
    last_counted = std::max(last_counted, LocalDay(*resumed));
    due.days_waited = static_cast<int>(last_counted - before);
  }
  absl::StatusOr<absl::CivilDay> date = WorkingDayFrom(schedule, last_counted);
  if (!date.ok()) return date.status();
  due.date = *date;
  if (due.date != last_counted) due.moved_off = last_counted;
  return due;
}

// The moment at which `left` of working time has passed in [begin, end) outside the waits; else takes off what passed.
std::optional<absl::Time> PassTime(absl::Time begin, absl::Time end, const std::vector<Wait>& waits,
                                   absl::Duration& left) {
  for (size_t i = 0; begin < end && i <= waits.size(); ++i) {
    const absl::Time until = i < waits.size() ? std::min(end, waits[i].from) : end;
    if (begin < until) {
      if (until - begin >= left) return begin + left;
      left -= until - begin;
    }
    if (i < waits.size()) begin = std::max(begin, waits[i].to);
  }
  return std::nullopt;
}

absl::StatusOr<Due> DueByHours(const Schedule& schedule, int hours, absl::Time counts_from,
                               const std::vector<Wait>& waits) {
  absl::Duration left = absl::Hours(hours);
  absl::CivilDay day = LocalDay(counts_from);
  for (;;) {
    for (const Shift& shift : ShiftsOn(schedule, day)) {
      const absl::Time midnight = LocalTime(absl::CivilSecond(day));
      const absl::Time begin = std::max(counts_from, midnight + absl::Minutes(shift.open));
      if (std::optional<absl::Time> at = PassTime(begin, midnight + absl::Minutes(shift.close), waits, left)) {
        return Due{.date = LocalDay(*at), .at = *at};
      }
    }
    absl::StatusOr<absl::CivilDay> next = WorkingDayFrom(schedule, day + 1);
    if (!next.ok()) return next.status();
    day = *next;
  }
}

absl::StatusOr<Due> DueOf(const Schedule& schedule, const Term& term, absl::Time begin,
                          const std::vector<Wait>& waits) {
  absl::StatusOr<absl::Time> counts_from = CountsFrom(schedule, begin);
  if (!counts_from.ok()) return counts_from.status();
  // The ends of waits bound the loops over days, so they must lie where the calendar knows days.
  if (!waits.empty()) {
    absl::StatusOr<absl::Time> resumed = CountsFrom(schedule, waits.back().to);
    if (!resumed.ok()) return resumed.status();
  }
  absl::StatusOr<Due> due;
  switch (term.unit) {
    case TermUnit::kWorkingDay:
      due = DueByWorkingDays(schedule, term.value, *counts_from, waits);
      break;
    case TermUnit::kCalendarDay:
      due = DueByCalendarDays(schedule, term.value, *counts_from, waits);
      break;
    case TermUnit::kHour:
      due = DueByHours(schedule, term.value, *counts_from, waits);
      break;
  }
  if (!due.ok()) return due;
  due->counts_from = *counts_from;
  if (term.unit != TermUnit::kHour) due->at = ClosingOf(schedule, due->date);
  return due;
}

// Holidays from `first` to `last`, joined where nothing but weekly rest lies between.
std::vector<Derivation::DaysOff> DaysOffBetween(const Calendar& calendar, absl::CivilDay first, absl::CivilDay last) {
  std::vector<Derivation::DaysOff> ranges;
  bool joins = false;
  for (absl::CivilDay day = first; day <= last; ++day) {
    if (calendar.FindDayOff(day) != nullptr) {
      if (joins) {
        ranges.back().last = day;
      } else {
        ranges.push_back({day, day});
      }
      joins = true;
    } else if (calendar.IsWorkingDay(day)) {
      joins = false;
    }
  }
  return ranges;
}

void AddDaysOfSpan(const Calendar& calendar, absl::CivilDay first, absl::CivilDay last, Derivation& derivation) {
  derivation.days_off = DaysOffBetween(calendar, first, last);
  for (absl::CivilDay day = first; day <= last; ++day) {
    if (calendar.FindWorkingSaturday(day) != nullptr) derivation.working_saturdays.push_back(day);
  }
  derivation.calendar_version = calendar.VersionOf(first, last);
}

// What the inputs' pauses do to the term, one after the other.
struct Run {
  Due due;
  bool waiting = false;
  std::vector<Derivation::PauseNote> notes;
};

absl::StatusOr<Run> RunThroughPauses(const Schedule& schedule, const AppointmentInputs& inputs) {
  using Outcome = Derivation::PauseNote::Outcome;
  absl::Time begin = inputs.accepted_at;
  std::vector<Wait> waits;
  absl::StatusOr<Due> due = DueOf(schedule, inputs.term, begin, waits);
  if (!due.ok()) return due.status();
  Run run;
  for (const Pause& pause : inputs.pauses) {
    Derivation::PauseNote note{.pause = pause};
    if (pause.from >= due->at) {
      note.outcome = Outcome::kTooLate;
    } else if (!pause.to) {
      note.outcome = Outcome::kOpen;
      run.waiting = true;
    } else if (pause.reason == PauseReason::kSupplement && inputs.effect == SupplementEffect::kRestart) {
      note.outcome = Outcome::kRestarted;
      begin = *pause.to;
      waits.clear();
      due = DueOf(schedule, inputs.term, begin, waits);
    } else {
      waits.push_back({pause.from, *pause.to});
      const absl::Time counted_from = std::max(pause.from, due->counts_from);
      due = DueOf(schedule, inputs.term, begin, waits);
      if (due.ok()) {
        note.days = due->days_waited;
        note.time = WorkingTimeBetween(schedule, counted_from, *pause.to);
      }
    }
    if (!due.ok()) return due.status();
    run.notes.push_back(note);
  }
  run.due = *due;
  return run;
}

}  // namespace

absl::StatusOr<Appointment> ComputeAppointment(const Schedule& schedule, const AppointmentInputs& inputs) {
  if (absl::Status status = ValidateInputs(inputs); !status.ok()) return status;
  absl::StatusOr<absl::Time> counts_from = CountsFrom(schedule, inputs.accepted_at);
  if (!counts_from.ok()) return counts_from.status();
  absl::StatusOr<Run> run = RunThroughPauses(schedule, inputs);
  if (!run.ok()) return run.status();

  Appointment appointment;
  appointment.derivation.accepted_at = inputs.accepted_at;
  appointment.derivation.counts_from = *counts_from;
  appointment.derivation.term = inputs.term;
  appointment.derivation.pauses = std::move(run->notes);
  absl::CivilDay last_of_span;
  if (run->waiting) {
    appointment.state = Appointment::State::kWaiting;
    appointment.date = absl::CivilDay::max();
    appointment.due_at = absl::InfiniteFuture();
    last_of_span = LocalDay(inputs.pauses.back().from);
  } else {
    appointment.date = run->due.date;
    appointment.due_at = run->due.at;
    appointment.derivation.moved_off = run->due.moved_off;
    last_of_span = run->due.date;
  }
  AddDaysOfSpan(*schedule.calendar, LocalDay(inputs.accepted_at), last_of_span, appointment.derivation);
  return appointment;
}

absl::StatusOr<absl::CivilDay> LastDayForApology(const Schedule& schedule, absl::CivilDay date) {
  return AddWorkingDays(schedule, date, -1);
}

ResultClass Classify(absl::Time finished_at, absl::CivilDay date, absl::Time due_at) {
  if (LocalDay(finished_at) < date) return ResultClass::kAhead;
  return finished_at <= due_at ? ResultClass::kOnTime : ResultClass::kLate;
}

Shares ShareWorkingTime(const Schedule& schedule, const std::vector<Segment>& segments) {
  Shares shares{absl::ZeroDuration(), absl::ZeroDuration(), absl::ZeroDuration()};
  for (const Segment& segment : segments) {
    const absl::Duration time = WorkingTimeBetween(schedule, segment.from, segment.to);
    switch (segment.party) {
      case Party::kPost:
        shares.post += time;
        break;
      case Party::kAgency:
        shares.agency += time;
        break;
      case Party::kApplicant:
        shares.applicant += time;
        break;
    }
  }
  return shares;
}

absl::StatusOr<std::vector<AppointmentChange>> WhichAppointmentsWouldChange(const Schedule& before,
                                                                            const Schedule& after,
                                                                            const std::vector<KeyedInputs>& promises) {
  std::vector<AppointmentChange> changes;
  for (const KeyedInputs& promise : promises) {
    absl::StatusOr<Appointment> was = ComputeAppointment(before, promise.inputs);
    absl::StatusOr<Appointment> would_be = ComputeAppointment(after, promise.inputs);
    for (const absl::Status& status : {was.status(), would_be.status()}) {
      if (!status.ok()) return absl::Status(status.code(), absl::StrCat(promise.key, ": ", status.message()));
    }
    if (was->date == would_be->date && was->due_at == would_be->due_at) continue;
    changes.push_back({promise.key, *std::move(was), *std::move(would_be)});
  }
  return changes;
}

}  // namespace hoso::clock
