#include "services/routing/time_shares.h"

#include "common/appointment/appointment.h"
#include "common/appointment/lateness.h"
#include "common/clock/calendar.h"
#include "common/clock/zone.h"
#include "common/dossier/fold.h"
#include "common/proto_time/proto_time.h"

namespace hoso::routing {
namespace {

// The moment from which what remains is counted.
absl::Time StandsAt(const core::v1::Dossier& dossier, absl::Time until) {
  if (dossier.has_finished_at() || !dossier::IsWaiting(dossier)) return until;
  return FromProto(dossier.pauses(dossier.pauses_size() - 1).from());
}

}  // namespace

absl::StatusOr<tracking::v1::TimeShares> TimeSharesOf(const catalogue::Catalogue& catalogue,
                                                      const core::v1::Dossier& dossier, absl::Time now) {
  tracking::v1::TimeShares answer;
  if (!dossier.has_accepted_at()) return answer;
  const absl::Time until = dossier.has_finished_at() ? FromProto(dossier.finished_at()) : now;
  const auto shares = appointment::SharesOf(catalogue, dossier, until);
  if (!shares.ok()) return shares.status();
  answer.set_post_minutes(absl::ToInt64Minutes(shares->post));
  answer.set_agency_minutes(absl::ToInt64Minutes(shares->agency));
  answer.set_applicant_minutes(absl::ToInt64Minutes(shares->applicant));
  if (!dossier.has_appointment()) return answer;
  const absl::Time at = StandsAt(dossier, until);
  const auto schedule = appointment::ScheduleOf(catalogue, dossier, clock::LocalDay(at));
  if (!schedule.ok()) return schedule.status();
  answer.set_remaining_minutes(absl::ToInt64Minutes(
      clock::RemainingWorkingTime(*schedule, at, FromProto(dossier.appointment().due_at()))));
  return answer;
}

}  // namespace hoso::routing
