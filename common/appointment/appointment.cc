#include "common/appointment/appointment.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/catalogue/rules.h"
#include "common/dossier/fold.h"
#include "common/proto_time/proto_time.h"

namespace hoso::appointment {
namespace {

clock::PauseReason ReasonOf(core::v1::PauseReason reason) {
  return reason == core::v1::PAUSE_REASON_PAYMENT ? clock::PauseReason::kPayment : clock::PauseReason::kSupplement;
}

absl::StatusOr<core::v1::Appointment> Compute(const clock::Schedule& schedule, const clock::AppointmentInputs& inputs) {
  const auto computed = clock::ComputeAppointment(schedule, inputs);
  if (!computed.ok()) return computed.status();
  return ToProto(*computed);
}

bool SamePromise(const core::v1::Appointment& a, const core::v1::Appointment& b) {
  return a.SerializeAsString() == b.SerializeAsString();
}

// What one fact promised against what it should have; empty when they agree.
std::string Compare(const core::v1::Fact& fact, const core::v1::Appointment& promised,
                    const absl::StatusOr<core::v1::Appointment>& computed) {
  if (!computed.ok()) return absl::StrCat("fact ", fact.sequence(), ": ", std::string(computed.status().message()));
  if (SamePromise(promised, *computed)) return "";
  return absl::StrCat("fact ", fact.sequence(), ": promised ", promised.derivation_en(), "; the catalogue gives ",
                      computed->derivation_en());
}

}  // namespace

core::v1::Term ToProto(clock::Term term) {
  core::v1::Term proto;
  proto.set_value(term.value);
  switch (term.unit) {
    case clock::TermUnit::kWorkingDay:
      proto.set_unit(core::v1::TERM_UNIT_WORKING_DAY);
      break;
    case clock::TermUnit::kCalendarDay:
      proto.set_unit(core::v1::TERM_UNIT_CALENDAR_DAY);
      break;
    case clock::TermUnit::kHour:
      proto.set_unit(core::v1::TERM_UNIT_HOUR);
      break;
  }
  return proto;
}

clock::Term FromProto(const core::v1::Term& proto) {
  clock::Term term;
  term.value = proto.value();
  switch (proto.unit()) {
    case core::v1::TERM_UNIT_CALENDAR_DAY:
      term.unit = clock::TermUnit::kCalendarDay;
      break;
    case core::v1::TERM_UNIT_HOUR:
      term.unit = clock::TermUnit::kHour;
      break;
    default:
      term.unit = clock::TermUnit::kWorkingDay;
  }
  return term;
}

core::v1::Appointment ToProto(const clock::Appointment& appointment) {
  core::v1::Appointment proto;
  if (appointment.state == clock::Appointment::State::kPromised) {
    *proto.mutable_date() = hoso::ToProto(appointment.date);
    *proto.mutable_due_at() = hoso::ToProto(appointment.due_at);
  }
  proto.set_derivation_vi(clock::Describe(appointment, clock::Language::kVietnamese));
  proto.set_derivation_en(clock::Describe(appointment, clock::Language::kEnglish));
  proto.set_calendar_version(appointment.derivation.calendar_version);
  return proto;
}

absl::StatusOr<core::v1::Appointment> Promise(const catalogue::Catalogue& catalogue, const std::string& agency_key,
                                              clock::Term term, absl::Time accepted_at) {
  const auto schedule = catalogue.ScheduleOfAgency(agency_key, clock::LocalDay(accepted_at));
  if (!schedule.ok()) return schedule.status();
  clock::AppointmentInputs inputs;
  inputs.term = term;
  inputs.accepted_at = accepted_at;
  return Compute(*schedule, inputs);
}

absl::StatusOr<clock::Schedule> ScheduleOf(const catalogue::Catalogue& catalogue, const core::v1::Dossier& dossier,
                                           absl::CivilDay day) {
  return catalogue.ScheduleOfAgency(dossier.agency_key(), day);
}

absl::StatusOr<core::v1::Appointment> PromiseAfterWait(const catalogue::Catalogue& catalogue,
                                                       const core::v1::Dossier& dossier, absl::Time at) {
  if (!dossier::IsWaiting(dossier)) {
    return absl::FailedPreconditionError(
        absl::StrCat(dossier.dossier_code(), " does not wait for the applicant"));
  }
  const auto procedure = catalogue.FindVersion(dossier.procedure_version());
  if (!procedure.ok()) return procedure.status();
  const auto schedule = ScheduleOf(catalogue, dossier, clock::LocalDay(at));
  if (!schedule.ok()) return schedule.status();
  clock::AppointmentInputs inputs;
  inputs.term = FromProto(dossier.term());
  inputs.effect = catalogue::SupplementEffectOf(*procedure->version);
  inputs.accepted_at = hoso::FromProto(dossier.accepted_at());
  for (const core::v1::Pause& wait : dossier.pauses()) {
    clock::Pause pause;
    pause.from = hoso::FromProto(wait.from());
    pause.to = wait.has_to() ? hoso::FromProto(wait.to()) : at;
    pause.reason = ReasonOf(wait.reason());
    inputs.pauses.push_back(pause);
  }
  return Compute(*schedule, inputs);
}

std::vector<std::string> CheckPromises(const catalogue::Catalogue& catalogue,
                                       const std::vector<core::v1::Fact>& facts) {
  std::vector<std::string> differences;
  core::v1::Dossier dossier;
  for (const core::v1::Fact& fact : facts) {
    if (dossier.version() == 0) dossier.set_dossier_code(fact.dossier_code());
    const absl::Time at = hoso::FromProto(fact.occurred_at());
    std::string difference;
    if (fact.has_accepted()) {
      const core::v1::Accepted& accepted = fact.accepted();
      difference = Compare(fact, accepted.appointment(),
                           Promise(catalogue, accepted.agency_key(), FromProto(accepted.term()),
                                   hoso::FromProto(accepted.accepted_at())));
    } else if (fact.has_supplemented()) {
      difference = Compare(fact, fact.supplemented().appointment(), PromiseAfterWait(catalogue, dossier, at));
    } else if (fact.has_payment_recorded() && fact.payment_recorded().has_appointment()) {
      difference = Compare(fact, fact.payment_recorded().appointment(), PromiseAfterWait(catalogue, dossier, at));
    }
    if (!difference.empty()) differences.push_back(std::move(difference));
    // A fact that does not follow is the fold's to report.
    if (!dossier::Apply(dossier, fact).ok()) break;
  }
  return differences;
}

}  // namespace hoso::appointment
