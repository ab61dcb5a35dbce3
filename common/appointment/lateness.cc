#include "common/appointment/lateness.h"

#include <algorithm>
#include <vector>

#include "common/appointment/appointment.h"
#include "common/proto_time/proto_time.h"

namespace hoso::appointment {
namespace {

clock::Party PartyOf(core::v1::Party party) {
  switch (party) {
    case core::v1::PARTY_AGENCY:
      return clock::Party::kAgency;
    case core::v1::PARTY_APPLICANT:
      return clock::Party::kApplicant;
    default:
      return clock::Party::kPost;
  }
}

absl::Duration PlannedWay(const catalogue::Catalogue& catalogue, const core::v1::Dossier& dossier, absl::CivilDay day) {
  const auto way = catalogue.WayToAgency(dossier.office_id(), dossier.agency_key(), day);
  absl::Duration planned;
  if (!way.ok()) return planned;
  for (const catalogue::v1::Leg* leg : *way) planned += absl::Minutes(leg->planned_minutes());
  return planned;
}

}  // namespace

core::v1::ResultClass ClassOf(const core::v1::Dossier& dossier, absl::Time finished_at) {
  const core::v1::Date& date = dossier.first_appointment().date();
  const absl::CivilDay day(date.year(), date.month(), date.day());
  switch (clock::Classify(finished_at, day, hoso::FromProto(dossier.first_appointment().due_at()))) {
    case clock::ResultClass::kAhead:
      return core::v1::RESULT_CLASS_AHEAD;
    case clock::ResultClass::kOnTime:
      return core::v1::RESULT_CLASS_ON_TIME;
    case clock::ResultClass::kLate:
      return core::v1::RESULT_CLASS_LATE;
  }
  return core::v1::RESULT_CLASS_UNSPECIFIED;
}

absl::StatusOr<clock::Shares> SharesOf(const catalogue::Catalogue& catalogue, const core::v1::Dossier& dossier,
                                       absl::Time until) {
  const auto schedule = ScheduleOf(catalogue, dossier, clock::LocalDay(until));
  if (!schedule.ok()) return schedule.status();
  std::vector<clock::Segment> segments;
  for (int i = 0; i < dossier.turns_size(); ++i) {
    clock::Segment segment;
    segment.party = PartyOf(dossier.turns(i).party());
    segment.from = hoso::FromProto(dossier.turns(i).from());
    segment.to = i + 1 < dossier.turns_size() ? hoso::FromProto(dossier.turns(i + 1).from()) : until;
    if (segment.from < segment.to) segments.push_back(segment);
  }
  return clock::ShareWorkingTime(*schedule, segments);
}

absl::StatusOr<core::v1::Party> LateCauseOf(const catalogue::Catalogue& catalogue, const core::v1::Dossier& dossier,
                                            absl::Time finished_at) {
  if (dossier.late_cause() != core::v1::PARTY_UNSPECIFIED) return dossier.late_cause();
  const absl::CivilDay day = clock::LocalDay(finished_at);
  const auto schedule = ScheduleOf(catalogue, dossier, day);
  if (!schedule.ok()) return schedule.status();
  const auto shares = SharesOf(catalogue, dossier, finished_at);
  if (!shares.ok()) return shares.status();
  const absl::Time accepted_at = hoso::FromProto(dossier.accepted_at());
  const absl::Duration allowed = clock::WorkingTimeBetween(
      *schedule, accepted_at, accepted_at + PlannedWay(catalogue, dossier, clock::LocalDay(accepted_at)));
  const absl::Duration late = clock::WorkingTimeBetween(
      *schedule, hoso::FromProto(dossier.first_appointment().due_at()), finished_at);
  return shares->post - allowed >= late ? core::v1::PARTY_POST : core::v1::PARTY_AGENCY;
}

}  // namespace hoso::appointment
