#include "services/routing/decisions_outcome.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/appointment/lateness.h"
#include "common/catalogue/rules.h"
#include "common/clock/clock.h"
#include "common/custody/custody.h"
#include "common/dossier/two_persons.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "services/routing/desk.h"
#include "services/routing/grounds.h"

namespace hoso::routing {
namespace {

using core::v1::Dossier;
using core::v1::Fact;
using dossier::DossierChange;

std::string DayVi(absl::CivilDay day) { return absl::StrFormat("%02d/%02d/%d", day.day(), day.month(), day.year()); }

absl::Status CheckNewDate(const clock::Schedule& schedule, absl::CivilDay current, absl::CivilDay date) {
  const std::string given = absl::FormatCivilTime(date);
  if (date <= current) {
    return errors::FieldError(
        "new_date", absl::StrCat(given, ", want a day after the promise of ", absl::FormatCivilTime(current)));
  }
  if (!schedule.calendar->Covers(date)) {
    return errors::FieldError(
        "new_date", absl::StrCat(given, ", want a day until ", absl::FormatCivilTime(schedule.calendar->last_day()),
                                 ", as far as the calendar reaches"));
  }
  if (!clock::IsWorkingDay(schedule, date)) {
    return errors::FieldError("new_date", absl::StrCat(given, ", want a day on which the agency works"));
  }
  return absl::OkStatus();
}

absl::Status CheckMayApologise(const Desk& desk, const clock::Schedule& schedule, absl::CivilDay current) {
  const std::string& code = desk.dossier.dossier_code();
  if (desk.dossier.reschedules() > 0) {
    return errors::Precondition("ALREADY_RESCHEDULED",
                                absl::StrCat("dossier ", code, ": has a new date already, want at most one"));
  }
  const auto last = clock::LastDayForApology(schedule, current);
  if (!last.ok()) return last.status();
  const absl::CivilDay today = clock::LocalDay(desk.context.now);
  if (today <= *last) return absl::OkStatus();
  return errors::Precondition(
      "APOLOGY_TOO_LATE",
      absl::StrCat("dossier ", code, ": an apology for ", absl::FormatCivilTime(current), " was in time until ",
                   absl::FormatCivilTime(*last), ", today is ", absl::FormatCivilTime(today)),
      {{"last_day", absl::FormatCivilTime(*last)}});
}

core::v1::Appointment NewPromise(const Desk& desk, const clock::Schedule& schedule, absl::CivilDay current,
                                 absl::CivilDay date) {
  core::v1::Appointment appointment;
  *appointment.mutable_date() = ToProto(date);
  *appointment.mutable_due_at() = ToProto(clock::ClosingOf(schedule, date));
  appointment.set_derivation_vi(absl::StrCat("hẹn trước ", DayVi(current), "; xin lỗi và hẹn lại (phiếu 04) ngày ",
                                             DayVi(desk.today()), "; hẹn ", DayVi(date)));
  appointment.set_derivation_en(absl::StrCat("promised ", DayVi(current), "; apology and new date (slip 04) on ",
                                             DayVi(desk.today()), "; due ", DayVi(date)));
  appointment.set_calendar_version(schedule.calendar->VersionOf(std::min(current, date), date));
  return appointment;
}

absl::Status AddNewDate(const Desk& desk, const v1::RescheduleDossierRequest& request, DossierChange& change,
                        v1::RescheduleDossierResponse&) {
  const auto schedule = desk.Schedule();
  if (!schedule.ok()) return schedule.status();
  if (!desk.dossier.appointment().has_date()) {
    return errors::Precondition("NOTHING_PROMISED",
                                absl::StrCat("dossier ", desk.dossier.dossier_code(), ": has no date to put off"));
  }
  const auto current = FromProto(desk.dossier.appointment().date(), "appointment.date");
  if (!current.ok()) return current.status();
  const auto date = FromProto(request.new_date(), "new_date");
  if (!date.ok()) return date.status();
  Fact fact;
  core::v1::Rescheduled& rescheduled = *fact.mutable_rescheduled();
  rescheduled.set_reason(request.reason());
  rescheduled.set_approved_by(request.approved_by());
  rescheduled.set_cause(request.cause());
  rescheduled.mutable_credentials_by()->Assign(desk.context.credentials_by.begin(), desk.context.credentials_by.end());
  *rescheduled.mutable_appointment() = NewPromise(desk, *schedule, *current, *current);
  // What the lifecycle says comes before what the calendar says.
  DossierChange probe = change;
  if (absl::Status status = probe.Add(fact); !status.ok()) return status;
  if (absl::Status status = CheckMayApologise(desk, *schedule, *current); !status.ok()) return status;
  if (absl::Status status = CheckNewDate(*schedule, *current, *date); !status.ok()) return status;
  *rescheduled.mutable_appointment() = NewPromise(desk, *schedule, *current, *date);
  return change.Add(fact);
}

absl::Status AddRefusal(const Desk& desk, const v1::RefuseDossierRequest& request, DossierChange& change,
                        v1::RefuseDossierResponse&) {
  const auto ground = RefusalGround(desk.version, request.ground_id());
  if (!ground.ok()) return ground.status();
  Fact fact;
  fact.mutable_refused()->set_ground_id(request.ground_id());
  fact.mutable_refused()->set_legal_basis(*ground);
  fact.mutable_refused()->set_explanation(request.explanation());
  return change.Add(fact);
}

absl::Status AddStop(const Desk& desk, const v1::StopDossierRequest& request, DossierChange& change,
                     v1::StopDossierResponse&) {
  const auto ground = StopGround(desk.catalogue, desk.version, request.ground_id(), desk.dossier, desk.today());
  if (!ground.ok()) return ground.status();
  Fact fact;
  fact.mutable_stopped()->set_ground_id(request.ground_id());
  fact.mutable_stopped()->set_legal_basis(*ground);
  fact.mutable_stopped()->set_explanation(request.explanation());
  return change.Add(fact);
}

// The papers that a grant yields, in the catalogue's order: of each kind one, or one per unit.
std::vector<const catalogue::v1::Result*> PapersOf(const catalogue::v1::ProcedureVersion& version, int units) {
  std::vector<const catalogue::v1::Result*> papers;
  for (const catalogue::v1::Result& result : version.results()) {
    const int count = result.per_unit() == catalogue::v1::UNIT_KIND_UNSPECIFIED ? 1 : units;
    papers.insert(papers.end(), static_cast<size_t>(count), &result);
  }
  return papers;
}

absl::Status CheckResults(const Desk& desk, const v1::DecideDossierRequest& request, size_t most) {
  errors::FieldErrors wrong;
  if (static_cast<size_t>(request.results_size()) > most) {
    wrong.Add("results", absl::StrCat(request.results_size(), ", want 1 to ", most));
  }
  const absl::CivilDay accepted = clock::LocalDay(FromProto(desk.dossier.accepted_at()));
  for (int i = 0; i < request.results_size(); ++i) {
    const std::string field = absl::StrCat("results[", i, "].signed_on");
    const auto day = FromProto(request.results(i).signed_on(), field);
    if (!day.ok()) return day.status();
    if (*day < accepted || *day > desk.today()) {
      wrong.Add(field, absl::StrCat(absl::FormatCivilTime(*day), ", want a day from the acceptance on ",
                                    absl::FormatCivilTime(accepted), " to ", absl::FormatCivilTime(desk.today())));
    }
  }
  return wrong.ToStatus();
}

core::v1::Result MakeResult(const Desk& desk, const v1::ResultInput& input, const catalogue::v1::Result* paper,
                            int number) {
  core::v1::Result result;
  core::v1::Item& item = *result.mutable_item();
  item.set_number(number);
  item.set_kind(core::v1::ITEM_KIND_RESULT);
  item.set_label(!input.label().empty() ? input.label()
                 : paper != nullptr     ? paper->name_vi()
                                        : "Văn bản từ chối giải quyết hồ sơ");
  *item.mutable_holder() = custody::Agency(desk.agency);
  result.set_document_number(input.document_number());
  *result.mutable_signed_on() = input.signed_on();
  if (paper != nullptr) result.set_result_code(paper->national_code());
  return result;
}

absl::Status CheckDenial(const Desk& desk, const v1::DecideDossierRequest& request) {
  if (request.outcome() != core::v1::OUTCOME_DENIED) return absl::OkStatus();
  if (request.explanation().empty()) {
    return errors::FieldError("explanation", "empty, want why it is denied");
  }
  return DenialGround(desk.catalogue, desk.version, request.ground_id(), desk.dossier, desk.today()).status();
}

absl::Status AddDecision(const Desk& desk, const v1::DecideDossierRequest& request, DossierChange& change,
                         v1::DecideDossierResponse& response) {
  const Dossier& dossier = desk.dossier;
  const bool granted = request.outcome() == core::v1::OUTCOME_GRANTED;
  const auto papers = PapersOf(desk.version, std::max(1, dossier.units()));
  if (absl::Status status = CheckDenial(desk, request); !status.ok()) return status;
  if (absl::Status status = CheckResults(desk, request, papers.size()); !status.ok()) return status;
  Fact fact;
  core::v1::Decided& decided = *fact.mutable_decided();
  decided.set_outcome(request.outcome());
  decided.set_ground_id(request.ground_id());
  decided.set_explanation(request.explanation());
  const absl::Time at = ToMicros(desk.context.occurred_at);
  *decided.mutable_decided_at() = ToProto(at);
  for (int i = 0; i < request.results_size(); ++i) {
    *decided.add_results() = MakeResult(desk, request.results(i), granted ? papers[static_cast<size_t>(i)] : nullptr,
                                        dossier.items_size() + 1 + i);
  }
  decided.set_result_class(appointment::ClassOf(dossier, at));
  if (decided.result_class() == core::v1::RESULT_CLASS_LATE) {
    const auto cause = appointment::LateCauseOf(desk.catalogue, dossier, at);
    if (!cause.ok()) return cause.status();
    decided.set_late_cause(*cause);
  }
  if (absl::Status status = change.Add(fact); !status.ok()) return status;
  if (!dossier.has_received_by_agency_at()) {
    return errors::Precondition("NOT_RECEIVED", absl::StrCat("dossier ", dossier.dossier_code(),
                                                             ": its papers were never received by the agency"));
  }
  if (absl::Status status = CheckNotDatedBack(desk); !status.ok()) return status;
  response.set_result_class(decided.result_class());
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<command::Plan> PlanRescheduleDossier(const catalogue::Catalogue& catalogue,
                                                    const command::Context& context,
                                                    const Valid<v1::RescheduleDossierRequest>& valid) {
  if (valid.request.approved_by() == context.actor.staff_id()) {
    return errors::FieldError("approved_by", "the caller, want the head or deputy who signs: a second person");
  }
  if (dossier::CouldSignIn(valid.request.approved_by(), context.credentials_by)) {
    return errors::WithReason(
        absl::PermissionDeniedError(
            "approved_by: set or reset how you sign in, or who did so; want another head or deputy"),
        dossier::kNotTwoPersons, {{"field", "approved_by"}});
  }
  return PlanAtDesk<v1::RescheduleDossierResponse>(catalogue, context, valid, AddNewDate);
}

absl::StatusOr<command::Plan> PlanRefuseDossier(const catalogue::Catalogue& catalogue, const command::Context& context,
                                                const Valid<v1::RefuseDossierRequest>& valid) {
  return PlanAtDesk<v1::RefuseDossierResponse>(catalogue, context, valid, AddRefusal);
}

absl::StatusOr<command::Plan> PlanStopDossier(const catalogue::Catalogue& catalogue, const command::Context& context,
                                              const Valid<v1::StopDossierRequest>& valid) {
  return PlanAtDesk<v1::StopDossierResponse>(catalogue, context, valid, AddStop);
}

absl::StatusOr<command::Plan> PlanDecideDossier(const catalogue::Catalogue& catalogue, const command::Context& context,
                                                const Valid<v1::DecideDossierRequest>& valid) {
  return PlanAtDesk<v1::DecideDossierResponse>(catalogue, context, valid, AddDecision);
}

}  // namespace hoso::routing
