#include "services/routing/report_bieu06.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"
#include "common/dossier/fold.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::routing {
namespace {

using core::v1::Dossier;
using tracking::v1::Bieu06Row;

// Whether the promise had passed at `at`. A wait that began in time keeps it
// from passing.
bool PromisePassed(const Dossier& dossier, absl::Time at) {
  const absl::Time due = FromProto(dossier.first_appointment().due_at());
  if (dossier::IsWaiting(dossier)) {
    const absl::Time waits_from = FromProto(dossier.pauses(dossier.pauses_size() - 1).from());
    if (waits_from <= due) return false;
  }
  return due < at;
}

void CountReceived(Bieu06Row& row, const Dossier& dossier) {
  const bool online = dossier.channel() == core::v1::INTAKE_CHANNEL_ONLINE;
  const bool direct_or_post = dossier.channel() == core::v1::INTAKE_CHANNEL_COUNTER ||
                              dossier.channel() == core::v1::INTAKE_CHANNEL_PUBLIC_POST;
  row.set_received_total(row.received_total() + 1);
  row.set_received_online(row.received_online() + online);
  row.set_received_direct_and_post(row.received_direct_and_post() + direct_or_post);
}

void CountCarriedOver(Bieu06Row& row) {
  row.set_received_total(row.received_total() + 1);
  row.set_carried_over(row.carried_over() + 1);
}

// A class or cause that is none is counted nowhere, and the identities name it.
void CountResolved(Bieu06Row& row, const Dossier& dossier) {
  const core::v1::ResultClass result = dossier.result_class();
  const bool late = result == core::v1::RESULT_CLASS_LATE;
  const core::v1::Party cause = dossier.late_cause();
  row.set_resolved_total(row.resolved_total() + 1);
  row.set_resolved_ahead(row.resolved_ahead() + (result == core::v1::RESULT_CLASS_AHEAD));
  row.set_resolved_on_time(row.resolved_on_time() + (result == core::v1::RESULT_CLASS_ON_TIME));
  row.set_resolved_late(row.resolved_late() + late);
  row.set_late_by_post(row.late_by_post() + (late && cause == core::v1::PARTY_POST));
  row.set_late_by_agency(row.late_by_agency() + (late && cause == core::v1::PARTY_AGENCY));
  row.set_late_by_applicant(row.late_by_applicant() + (late && cause == core::v1::PARTY_APPLICANT));
}

void CountInProgress(Bieu06Row& row, bool late) {
  row.set_in_progress_total(row.in_progress_total() + 1);
  row.set_in_progress_in_time(row.in_progress_in_time() + !late);
  row.set_in_progress_late(row.in_progress_late() + late);
}

void AddTo(Bieu06Row& total, const Bieu06Row& row) {
  const auto* descriptor = Bieu06Row::descriptor();
  const auto* reflection = row.GetReflection();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* field = descriptor->field(i);
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_INT64) continue;
    reflection->SetInt64(&total, field, reflection->GetInt64(total, field) + reflection->GetInt64(row, field));
  }
}

void CheckIdentity(tracking::v1::ReportBieu06Response& response, const std::string& row, const std::string& name,
                   int64_t sum, const std::string& terms, int64_t sum_of_terms) {
  if (sum == sum_of_terms) return;
  response.add_broken_identities(absl::StrCat(row, ": ", name, " ", sum, ", but ", terms, " = ", sum_of_terms));
}

void CheckIdentities(const Bieu06Row& row, const std::string& name, tracking::v1::ReportBieu06Response& response) {
  CheckIdentity(response, name, "received total", row.received_total(),
                absl::StrCat("in the period ", row.received_online(), " + ", row.received_direct_and_post(),
                             " + carried over ", row.carried_over()),
                row.received_online() + row.received_direct_and_post() + row.carried_over());
  CheckIdentity(response, name, "received total", row.received_total(),
                absl::StrCat("resolved ", row.resolved_total(), " + in progress ", row.in_progress_total(),
                             " + closed without result ", row.closed_without_result()),
                row.resolved_total() + row.in_progress_total() + row.closed_without_result());
  CheckIdentity(response, name, "resolved", row.resolved_total(),
                absl::StrCat("ahead ", row.resolved_ahead(), " + on time ", row.resolved_on_time(), " + late ",
                             row.resolved_late()),
                row.resolved_ahead() + row.resolved_on_time() + row.resolved_late());
  CheckIdentity(response, name, "resolved late", row.resolved_late(),
                absl::StrCat("by post ", row.late_by_post(), " + by agency ", row.late_by_agency(), " + by applicant ",
                             row.late_by_applicant()),
                row.late_by_post() + row.late_by_agency() + row.late_by_applicant());
}

}  // namespace

absl::StatusOr<Period> PeriodOf(const tracking::v1::ReportBieu06Request& request) {
  errors::FieldErrors problems;
  Period period;
  const auto read = [&](const core::v1::Date& date, const std::string& field, absl::CivilDay& day) {
    const auto found = FromProto(date, field);
    if (found.ok()) {
      day = *found;
    } else {
      problems.Add(field, "want a day that exists");
    }
  };
  read(request.from(), "from", period.from);
  read(request.until(), "until", period.until);
  if (problems.empty() && period.until < period.from) {
    problems.Add("until", absl::StrCat(absl::FormatCivilTime(period.until), ", want from (",
                                       absl::FormatCivilTime(period.from), ") or later"));
  }
  if (!problems.empty()) return problems.ToStatus();
  return period;
}

Bieu06Report::Bieu06Report(const Period& period, absl::Time now)
    : period_(period), judged_at_(std::min(now, clock::LocalTime(absl::CivilSecond(period.until + 1)))) {}

void Bieu06Report::Add(const Dossier& dossier) {
  if (!dossier.has_accepted_at()) return;
  const absl::CivilDay accepted = clock::LocalDay(FromProto(dossier.accepted_at()));
  if (accepted > period_.until) return;
  const bool finished = dossier.has_finished_at();
  const absl::CivilDay finished_on = finished ? clock::LocalDay(FromProto(dossier.finished_at())) : absl::CivilDay();
  const bool in_period = accepted >= period_.from;
  if (!in_period && finished && finished_on < period_.from) return;

  Bieu06Row& row = rows_[{dossier.agency_key(), dossier.procedure_key()}];
  if (in_period) {
    CountReceived(row, dossier);
  } else {
    CountCarriedOver(row);
  }
  if (!finished || finished_on > period_.until) {
    CountInProgress(row, PromisePassed(dossier, judged_at_));
  } else if (finished_on >= period_.from) {
    if (dossier.outcome() != core::v1::OUTCOME_UNSPECIFIED) {
      CountResolved(row, dossier);
    } else {
      row.set_closed_without_result(row.closed_without_result() + 1);
    }
  }
  if (dossier.corrections() > 0) row.set_corrected(row.corrected() + 1);
  if (dossier.reschedules() > 0) row.set_rescheduled(row.rescheduled() + 1);
}

tracking::v1::ReportBieu06Response Bieu06Report::Finish() const {
  tracking::v1::ReportBieu06Response response;
  Bieu06Row& total = *response.mutable_total();
  for (const auto& [key, counted] : rows_) {
    Bieu06Row& row = *response.add_rows();
    row = counted;
    row.set_agency_key(key.first);
    row.set_procedure_key(key.second);
    AddTo(total, counted);
    CheckIdentities(row, absl::StrCat(key.second, " at ", key.first), response);
  }
  CheckIdentities(total, "total", response);
  return response;
}

}  // namespace hoso::routing
