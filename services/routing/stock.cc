#include "services/routing/stock.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/clock/calendar.h"
#include "common/clock/zone.h"
#include "common/proto_time/proto_time.h"

namespace hoso::routing {

std::map<int, absl::Time> DueSoonUntil(const catalogue::Catalogue& catalogue, absl::Time now, int working_days) {
  const absl::CivilDay today = clock::LocalDay(now);
  std::map<int, absl::Time> until;
  for (const catalogue::v1::Agency& agency : catalogue.data().agencies()) {
    const auto schedule = catalogue.ScheduleOfAgency(agency.key(), today);
    if (!schedule.ok()) continue;
    const auto last = clock::AddWorkingDays(*schedule, today, working_days);
    if (last.ok()) until[agency.number()] = clock::LocalTime(absl::CivilSecond(*last + 1));
  }
  return until;
}

std::string AgencyKeyOf(const catalogue::Catalogue& catalogue, int number) {
  const auto agency = catalogue.FindAgencyByNumber(number);
  return agency.ok() ? (*agency)->key() : absl::StrCat("#", number);
}

tracking::v1::GetOverviewResponse OverviewOf(const catalogue::Catalogue& catalogue, const Stock& stock,
                                             absl::Time now) {
  tracking::v1::GetOverviewResponse overview;
  std::map<std::pair<core::v1::Status, std::string>, int64_t> statuses;
  std::map<int, tracking::v1::AgencyLoad> agencies;
  for (const StatusGroup& group : stock.groups) {
    statuses[{group.status, group.procedure_key}] += group.dossiers;
    tracking::v1::AgencyLoad& load = agencies[group.agency];
    load.set_agency_key(AgencyKeyOf(catalogue, group.agency));
    load.set_open(load.open() + group.open);
    load.set_overdue(load.overdue() + group.overdue);
    load.set_due_soon(load.due_soon() + group.due_soon);
  }
  for (const auto& [key, dossiers] : statuses) {
    tracking::v1::StatusCount& count = *overview.add_statuses();
    count.set_status(key.first);
    count.set_procedure_key(key.second);
    count.set_dossiers(dossiers);
  }
  for (auto& [number, load] : agencies) *overview.add_agencies() = std::move(load);
  for (const auto& [kind, items] : stock.items) {
    tracking::v1::HolderKindCount& count = *overview.add_holders();
    count.set_kind(kind);
    count.set_items(items);
  }
  overview.set_facts(stock.facts);
  overview.set_open_discrepancies(stock.open_discrepancies);
  overview.set_bags_under_way(stock.bags_under_way);
  if (stock.oldest_in_bag_since.has_value()) {
    *overview.mutable_oldest_item_in_bag_since() = ToProto(*stock.oldest_in_bag_since);
  }
  *overview.mutable_as_of() = ToProto(now);
  return overview;
}

}  // namespace hoso::routing
