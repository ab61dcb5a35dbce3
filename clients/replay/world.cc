#include "clients/replay/world.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "common/clock/zone.h"
#include "common/custody/custody.h"

namespace hoso::replay {
namespace {

// Far enough to find an opening after the longest holidays.
constexpr int kSearchDays = 40;

absl::CivilDay DayOf(const core::v1::Date& date) { return absl::CivilDay(date.year(), date.month(), date.day()); }

template <typename Dated>
bool ValidOn(const Dated& dated, absl::CivilDay day) {
  return (!dated.has_valid_from() || DayOf(dated.valid_from()) <= day) &&
         (!dated.has_valid_until() || day <= DayOf(dated.valid_until()));
}

v1::PlaceLevel LevelOf(catalogue::v1::OfficeLevel level) {
  switch (level) {
    case catalogue::v1::OFFICE_LEVEL_I:
      return v1::PLACE_LEVEL_I;
    case catalogue::v1::OFFICE_LEVEL_II:
      return v1::PLACE_LEVEL_II;
    case catalogue::v1::OFFICE_LEVEL_III:
      return v1::PLACE_LEVEL_III;
    default:
      return v1::PLACE_LEVEL_COMMUNE;
  }
}

// An agency whose desk is in another's house is reached by that one's leg.
bool Reaches(const catalogue::v1::Leg& leg, const Place& place) {
  if (leg.to_agency().empty()) return leg.to_office() == place.id;
  return place.is_agency() && (leg.to_agency() == place.id || leg.to_agency() == place.house);
}

std::pair<PlaceId, PlaceId> Pair(PlaceId a, PlaceId b) { return {std::min(a, b), std::max(a, b)}; }

absl::Time AtMinute(absl::CivilDay day, int minute) { return clock::LocalTime(absl::CivilSecond(day) + 60 * minute); }

}  // namespace

absl::StatusOr<World> World::Create(std::shared_ptr<const catalogue::Catalogue> catalogue,
                                    const v1::Scenario& scenario) {
  World world;
  world.catalogue_ = std::move(catalogue);
  world.first_day_ = DayOf(scenario.first_day());
  world.last_day_ = DayOf(scenario.last_day());
  for (const v1::Rest& rest : scenario.rests()) world.rests_.emplace_back(DayOf(rest.from()), DayOf(rest.until()));
  if (absl::Status status = world.AddOffices(); !status.ok()) return status;
  if (absl::Status status = world.AddAgencies(scenario); !status.ok()) return status;
  if (absl::Status status = world.LinkPlaces(); !status.ok()) return status;
  return world;
}

void World::Add(Place place) {
  by_id_[place.id] = static_cast<PlaceId>(places_.size());
  places_.push_back(std::move(place));
}

absl::Status World::AddOffices() {
  for (const catalogue::v1::Office& office : catalogue_->data().offices()) {
    if (!ValidOn(office, first_day_) || !ValidOn(office, last_day_)) continue;
    Place place;
    place.id = office.id();
    place.level = LevelOf(office.level());
    place.district = office.district();
    place.commune = office.seat().commune();
    place.office = &office;
    Add(std::move(place));
  }
  if (!places_.empty()) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat("offices: the catalogue has none on ", absl::FormatCivilTime(first_day_)));
}

absl::Status World::AddAgencies(const v1::Scenario& scenario) {
  for (const v1::ProcedureShare& share : scenario.procedures()) {
    const auto procedure =
        catalogue_->FindProcedure(share.procedure_key(), last_day_, catalogue::v1::CHANNEL_POST);
    if (!procedure.ok()) return procedure.status();
    const std::string& key = procedure->version->agency();
    if (by_id_.count(key) > 0) continue;
    const auto agency = catalogue_->FindAgency(key);
    if (!agency.ok()) return agency.status();
    Place place;
    place.id = key;
    place.level = v1::PLACE_LEVEL_AGENCY;
    if ((*agency)->desks_size() > 0) {
      place.desk = (*agency)->desks(0).id();
      place.house = (*agency)->desks(0).at();
    }
    Add(std::move(place));
  }
  return absl::OkStatus();
}

absl::Status World::LinkPlaces() {
  for (Place& place : places_) {
    if (place.office != nullptr && !place.office->parent().empty()) place.parent = Find(place.office->parent());
  }
  for (const catalogue::v1::Leg& leg : catalogue_->data().legs()) {
    const PlaceId from = Find(leg.from_office());
    if (from == kNowhere) continue;
    for (PlaceId to = 0; to < static_cast<PlaceId>(places_.size()); ++to) {
      if (!Reaches(leg, at(to))) continue;
      legs_[Pair(from, to)].push_back(&leg);
      if (at(to).is_agency()) places_[static_cast<size_t>(to)].parent = from;
    }
  }
  for (size_t i = 0; i < places_.size(); ++i) {
    const Place& place = places_[i];
    if (place.parent == kNowhere) {
      if (place.level == v1::PLACE_LEVEL_I) continue;
      return absl::FailedPreconditionError(absl::StrCat(place.id, ": the catalogue has no way to or from it"));
    }
    const auto way = WayBetween(static_cast<PlaceId>(i), place.parent, first_day_);
    if (!way.ok()) return way.status();
  }
  return absl::OkStatus();
}

PlaceId World::Find(const std::string& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? kNowhere : found->second;
}

core::v1::Holder World::HolderAt(PlaceId place) const {
  return at(place).is_agency() ? custody::Agency(at(place).id) : custody::Office(at(place).id);
}

PlaceId World::NextStop(PlaceId from, PlaceId to) const {
  for (PlaceId step = to; step != kNowhere; step = at(step).parent) {
    if (at(step).parent == from) return step;
  }
  return at(from).parent;
}

absl::StatusOr<Way> World::WayBetween(PlaceId a, PlaceId b, absl::CivilDay day) const {
  const auto legs = legs_.find(Pair(a, b));
  if (legs != legs_.end()) {
    for (const catalogue::v1::Leg* leg : legs->second) {
      if (ValidOn(*leg, day)) return Way{leg->carrier(), absl::Minutes(leg->planned_minutes())};
    }
  }
  return absl::FailedPreconditionError(absl::StrCat("legs: none between ", at(a).id, " and ", at(b).id, " on ",
                                                    absl::FormatCivilTime(day)));
}

std::vector<Span> World::ComputeOpen(PlaceId place, absl::CivilDay day) const {
  std::vector<Span> spans;
  const auto schedule = at(place).is_agency() ? catalogue_->ScheduleOfAgency(at(place).id, day)
                                              : catalogue_->ScheduleOfOffice(at(place).id, day);
  if (!schedule.ok()) return spans;
  if (!at(place).is_agency()) {
    for (const auto& [from, until] : rests_) {
      if (from <= day && day <= until) return spans;
    }
  }
  for (const clock::Shift& shift : clock::ShiftsOn(*schedule, day)) {
    spans.push_back({AtMinute(day, shift.open), AtMinute(day, shift.close)});
  }
  return spans;
}

const std::vector<Span>& World::OpenOn(PlaceId place, absl::CivilDay day) const {
  const auto key = std::make_pair(place, day);
  auto found = open_.find(key);
  if (found == open_.end()) found = open_.emplace(key, ComputeOpen(place, day)).first;
  return found->second;
}

absl::Time World::NextOpen(PlaceId place, absl::Time at) const {
  const absl::CivilDay today = clock::LocalDay(at);
  for (int i = 0; i < kSearchDays; ++i) {
    for (const Span& span : OpenOn(place, today + i)) {
      if (at < span.close) return std::max(at, span.open);
    }
  }
  return absl::InfiniteFuture();
}

absl::Time World::AddOpenTime(PlaceId place, absl::Time from, absl::Duration work) const {
  const absl::CivilDay today = clock::LocalDay(from);
  for (int i = 0; i < 10 * kSearchDays; ++i) {
    for (const Span& span : OpenOn(place, today + i)) {
      const absl::Time begin = std::max(from, span.open);
      if (begin >= span.close) continue;
      if (begin + work < span.close) return begin + work;
      work -= span.close - begin;
    }
  }
  return absl::InfiniteFuture();
}

absl::Time World::OpeningAfter(PlaceId place, absl::Time at, int days) const {
  absl::CivilDay day = clock::LocalDay(at);
  for (int i = 0; i < 10 * kSearchDays && days > 0; ++i) {
    ++day;
    if (!OpenOn(place, day).empty()) --days;
  }
  const std::vector<Span>& spans = OpenOn(place, day);
  return spans.empty() ? NextOpen(place, clock::LocalTime(absl::CivilSecond(day))) : spans.front().open;
}

absl::StatusOr<clock::Schedule> World::AgencySchedule(PlaceId agency, absl::CivilDay day) const {
  return catalogue_->ScheduleOfAgency(at(agency).id, day);
}

}  // namespace hoso::replay
