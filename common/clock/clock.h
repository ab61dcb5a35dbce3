// The appointment date: when a dossier's result is due, and how one can tell.
//
// A pure function of the term, the moments of acceptance and of waiting, and a
// Schedule (calendar.h). Nothing here asks for the time of day, knows of gRPC or
// SQL, or remembers anything.
//
// How days are counted: the day of acceptance is day 0. What is taken in outside
// office hours counts as taken in at the next moment of office hours.
//  - Working days: due when the n-th working day after day 0 closes.
//  - Calendar days: run through days off; if the last has no work, due on the next working day (Civil Code, art. 148).
//  - Hours: n hours of office time, due at an exact instant.
#ifndef HOSO_COMMON_CLOCK_CLOCK_H_
#define HOSO_COMMON_CLOCK_CLOCK_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/clock/calendar.h"
#include "common/clock/zone.h"

namespace hoso::clock {

enum class TermUnit { kWorkingDay, kCalendarDay, kHour };

struct Term {
  int value = 0;  // At least 1.
  TermUnit unit = TermUnit::kWorkingDay;
};

// What the end of a wait for a supplement does to the term.
enum class SupplementEffect {
  kPause,    // The time waited is not counted.
  kRestart,  // The full term begins again, since it runs from a complete dossier.
};

enum class PauseReason {
  kSupplement,  // Acts as the procedure's SupplementEffect says.
  kPayment,     // Always a pause: the dossier itself was complete.
};

// A time in which the applicant is waited for.
struct Pause {
  absl::Time from;
  std::optional<absl::Time> to;  // Absent while the wait lasts.
  PauseReason reason = PauseReason::kSupplement;
};

struct AppointmentInputs {
  Term term;
  SupplementEffect effect = SupplementEffect::kPause;
  absl::Time accepted_at;
  std::vector<Pause> pauses;  // In order, after acceptance, not overlapping; only the last may be open.
};

// How a date came about, kept as data so that it can be printed in either language.
struct Derivation {
  struct PauseNote {
    enum class Outcome {
      kMoved,      // The date moved by `days` or `time`.
      kRestarted,  // The full term began again at its end.
      kTooLate,    // It began when the term was over: nothing changed.
      kOpen,       // It lasts: there is no date.
    };
    Pause pause;
    Outcome outcome = Outcome::kMoved;
    int days = 0;                                // Working or calendar days, as the term's unit.
    absl::Duration time = absl::ZeroDuration();  // Of a term in hours.
  };
  struct DaysOff {
    absl::CivilDay first;
    absl::CivilDay last;
  };

  absl::Time accepted_at;
  absl::Time counts_from;  // Differs from accepted_at if that was outside office hours.
  Term term;
  std::vector<DaysOff> days_off;                  // Holidays within the span, not plain weekends.
  std::vector<absl::CivilDay> working_saturdays;  // Within the span.
  std::vector<PauseNote> pauses;
  std::optional<absl::CivilDay> moved_off;  // The day without work on which a calendar-day term ended.
  std::string calendar_version;             // Of the years that the span touches.
};

struct Appointment {
  enum class State {
    kPromised,
    kWaiting,  // An open pause: there is no date until it ends.
  };
  State state = State::kPromised;
  absl::CivilDay date;  // The day to come back. If waiting, the greatest CivilDay.
  absl::Time due_at;    // The last moment that is on time. If waiting, InfiniteFuture.
  Derivation derivation;
};

// Returns INVALID_ARGUMENT naming `term` or `pauses[i]` for a term below 1, a pause before acceptance, out of order,
// overlapping, open but not last, or not ending after it begins; FAILED_PRECONDITION if the calendar does not reach
// far enough.
//
// A wait moves a date in days by the working days (for calendar days: the days) from day 0 on whose closing (for
// calendar days: whose midnight) comes after its beginning and not after its end, and a date in hours by the working
// time in it. A wait that begins when the term is over changes nothing.
absl::StatusOr<Appointment> ComputeAppointment(const Schedule& schedule, const AppointmentInputs& inputs);

enum class Language { kVietnamese, kEnglish };

// One line such as "nhận 14:20 26/04/2024; 5 ngày làm việc; nghỉ 29/04–01/05; làm bù thứ Bảy 04/05; hẹn 07/05/2024".
std::string Describe(const Appointment& appointment, Language language);

// The last working day on which a letter of apology with a new date is still in time: at least one day before `date`.
absl::StatusOr<absl::CivilDay> LastDayForApology(const Schedule& schedule, absl::CivilDay date);

// The class of a finished dossier in report 06: measured against the first promise, by whoever keeps the statistics.
enum class ResultClass {
  kAhead,   // Finished on an earlier day.
  kOnTime,  // Finished on the day, not after due_at.
  kLate,
};
ResultClass Classify(absl::Time finished_at, absl::CivilDay date, absl::Time due_at);

// Who had the dossier, or was waited for.
enum class Party { kPost, kAgency, kApplicant };

struct Segment {
  Party party = Party::kPost;
  absl::Time from;
  absl::Time to;
};

// Working time in the hours of the schedule, that is, of the agency whose promise it is: the post also moves when
// agencies are shut, but no time of the promise passes then.
struct Shares {
  absl::Duration post;
  absl::Duration agency;
  absl::Duration applicant;
};
Shares ShareWorkingTime(const Schedule& schedule, const std::vector<Segment>& segments);

// Appointments that a new calendar or new hours would move. Promises already printed stay until someone re-appoints
// them: this only tells whom it would concern.
struct KeyedInputs {
  std::string key;  // Such as a dossier code; returned as given.
  AppointmentInputs inputs;
};
struct AppointmentChange {
  std::string key;
  Appointment before;
  Appointment after;
};
// Returns the first error of ComputeAppointment, with its key.
absl::StatusOr<std::vector<AppointmentChange>> WhichAppointmentsWouldChange(const Schedule& before,
                                                                            const Schedule& after,
                                                                            const std::vector<KeyedInputs>& promises);

}  // namespace hoso::clock

#endif  // HOSO_COMMON_CLOCK_CLOCK_H_
