#include "services/routing/deadlines.h"

#include "common/clock/calendar.h"
#include "common/clock/zone.h"

namespace hoso::routing {

absl::StatusOr<absl::Time> SettleBy(const catalogue::Catalogue& catalogue, const core::v1::Holder& place,
                                    absl::Time found_at) {
  const absl::CivilDay today = clock::LocalDay(found_at);
  const auto rules = catalogue.PostalRulesOn(today);
  if (!rules.ok()) return rules.status();
  const auto schedule = place.kind() == core::v1::HOLDER_KIND_AGENCY ? catalogue.ScheduleOfAgency(place.id(), today)
                                                                     : catalogue.ScheduleOfOffice(place.id(), today);
  if (!schedule.ok()) return schedule.status();
  const auto last = clock::AddWorkingDays(*schedule, today, (*rules)->discrepancy_working_days());
  if (!last.ok()) return last.status();
  return clock::ClosingOf(*schedule, *last);
}

}  // namespace hoso::routing
