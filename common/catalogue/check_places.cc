// Agencies, offices, the ways between them, postal rules and administrative units.
#include <algorithm>
#include <set>

#include "common/catalogue/checker.h"

namespace hoso::catalogue {
namespace {

// Around Viet Nam: a swapped or missing coordinate falls outside.
bool IsPlausible(double lat, double lon) { return lat > 8 && lat < 24 && lon > 102 && lon < 110; }

void CheckSeat(const v1::Seat& seat, const Place& place, Checker& checker) {
  const std::string& commune = seat.commune();
  const auto& units = checker.entries().admin_units;
  checker.Refer(place, "seat.commune", commune, units, &v1::AdminUnit::code, "an admin unit");
  if (!IsPlausible(seat.lat(), seat.lon())) {
    checker.Add(place, "seat: lat ", seat.lat(), " lon ", seat.lon(), ", want a place in Viet Nam");
  }
}

// Requires periods that follow one another without gap or overlap and cover `whole`.
template <typename Repeated>
void CheckHours(const Repeated& hours, const Period& whole, const Place& place, Checker& checker) {
  absl::CivilDay next = whole.first;
  bool open_end = false;
  for (const v1::HoursPeriod& period : hours) {
    checker.Refer(place, "hours.office_hours", period.office_hours(), checker.entries().office_hours,
                  &v1::OfficeHours::id, "office hours");
    const Period valid = PeriodOf(period);
    if (open_end || valid.first > next || (valid.first < next && &period != &hours.Get(0))) {
      checker.Add(place, "hours: a period ", FormatPeriod(valid), ", want periods in order without gap or overlap");
      return;
    }
    open_end = valid.last >= whole.last;
    if (!open_end) next = valid.last + 1;
  }
  if (!open_end) checker.Add(place, "hours: none from ", FormatDay(next), " on, want hours for the whole validity");
}

void CheckSuccessor(const Entry<v1::Agency>& entry, Checker& checker) {
  const v1::Agency& agency = *entry.value;
  if (!agency.has_valid_until()) {
    if (!agency.successor().empty()) {
      checker.Add(entry.place.Field(agency, "successor"), "successor: ", agency.successor(), ", want none while valid");
    }
    return;
  }
  const Place place = entry.place.Field(agency, "successor");
  const v1::Agency* successor =
      checker.Refer(place, "successor", agency.successor(), checker.entries().agencies, &v1::Agency::key, "an agency");
  if (successor == nullptr) return;
  if (!PeriodOf(*successor).Contains(PeriodOf(agency).last + 1)) {
    checker.Add(place, "successor: ", agency.successor(), " is valid ", FormatPeriod(PeriodOf(*successor)),
                ", want it on the day after ", FormatDay(PeriodOf(agency).last));
  }
}

void CheckDesks(const Entry<v1::Agency>& entry, Checker& checker) {
  const v1::Agency& agency = *entry.value;
  if (agency.desks().empty()) checker.Add(entry.place, "desks: none, want at least one");
  for (int i = 0; i < agency.desks_size(); ++i) {
    const v1::Desk& desk = agency.desks(i);
    const Place place = entry.place.Field(agency, "desks", i);
    const v1::Agency* house = &agency;
    if (!desk.at().empty()) {
      house = checker.Refer(place, "at", desk.at(), checker.entries().agencies, &v1::Agency::key, "an agency");
    }
    if (house != nullptr && !house->has_seat()) {
      checker.Add(place, "at: ", house->key(), " has no seat, want a house with one");
    }
  }
}

bool IsCode(const std::string& code) {
  return !code.empty() && std::all_of(code.begin(), code.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
  });
}

void CheckParent(const Entry<v1::Office>& entry, Checker& checker) {
  const v1::Office& office = *entry.value;
  const Place place = entry.place.Field(office, "parent");
  const auto& offices = checker.entries().offices;
  if (office.parent().empty()) {
    const v1::Office* first = nullptr;
    for (const Entry<v1::Office>& other : offices) {
      if (other.value->parent().empty()) {
        first = other.value;
        break;
      }
    }
    if (first != &office) checker.Add(place, "parent: empty like that of ", first->id(), ", want one top only");
    return;
  }
  const v1::Office* parent = checker.Refer(place, "parent", office.parent(), offices, &v1::Office::id, "an office");
  if (parent == nullptr) return;
  // Levels grow on the way down, so they cannot come back to where they began.
  if (parent->level() >= office.level()) {
    checker.Add(place, "parent: ", parent->id(), " is of ", v1::OfficeLevel_Name(parent->level()),
                ", want a level above ", v1::OfficeLevel_Name(office.level()));
  }
}

void CheckOffers(const Entry<v1::Office>& entry, Checker& checker) {
  const v1::Office& office = *entry.value;
  for (int i = 0; i < office.offers_size(); ++i) {
    const v1::Offer& offer = office.offers(i);
    const Place place = entry.place.Field(office, "offers", i);
    if (offer.service_group().empty() == offer.procedure().empty()) {
      checker.Add(place, "offers: want either a service_group or a procedure");
    } else if (offer.procedure().empty()) {
      checker.Refer(place, "service_group", offer.service_group(), checker.entries().service_groups,
                    &v1::ServiceGroup::id, "a service group");
    } else {
      checker.Refer(place, "procedure", offer.procedure(), checker.entries().procedures, &v1::Procedure::key,
                    "a procedure");
    }
  }
}

// All agencies that can be reached from `office` over legs.
std::set<std::string> AgenciesReachedFrom(const std::string& office, const Checker& checker) {
  std::set<std::string> agencies, offices = {office};
  std::vector<std::string> open = {office};
  while (!open.empty()) {
    const std::string here = open.back();
    open.pop_back();
    for (const Entry<v1::Leg>& leg : checker.entries().legs) {
      if (leg.value->from_office() != here) continue;
      if (!leg.value->to_agency().empty()) agencies.insert(leg.value->to_agency());
      if (!leg.value->to_office().empty() && offices.insert(leg.value->to_office()).second) {
        open.push_back(leg.value->to_office());
      }
    }
  }
  return agencies;
}

const v1::AdminUnit* UnitOn(const Checker& checker, const std::string& code, absl::CivilDay day) {
  for (const Entry<v1::AdminUnit>& entry : checker.entries().admin_units) {
    if (entry.value->code() == code && PeriodOf(*entry.value).Contains(day)) return entry.value;
  }
  return nullptr;
}

void CheckUnitLinks(const Entry<v1::AdminUnit>& entry, Checker& checker) {
  const v1::AdminUnit& unit = *entry.value;
  const Period valid = PeriodOf(unit);
  const bool province = unit.kind() == v1::ADMIN_UNIT_KIND_PROVINCE;
  if (province != unit.parent().empty()) {
    checker.Add(entry.place, "parent: ", province ? unit.parent() : "empty", ", want ", province ? "none" : "one");
  }
  if (!unit.parent().empty() && (UnitOn(checker, unit.parent(), valid.first) == nullptr ||
                                 UnitOn(checker, unit.parent(), valid.last) == nullptr)) {
    checker.Add(entry.place.Field(unit, "parent"), "parent: ", unit.parent(), ", want a unit valid ",
                FormatPeriod(valid));
  }
  if (!unit.seat_commune().empty()) {
    checker.Refer(entry.place.Field(unit, "seat_commune"), "seat_commune", unit.seat_commune(),
                  checker.entries().admin_units, &v1::AdminUnit::code, "a commune");
  }
  if (unit.successor().empty()) return;  // A district of 2025 has none.
  if (!unit.has_valid_until()) {
    checker.Add(entry.place.Field(unit, "successor"), "successor: ", unit.successor(), ", want none while valid");
  } else if (UnitOn(checker, unit.successor(), valid.last + 1) == nullptr) {
    checker.Add(entry.place.Field(unit, "successor"), "successor: ", unit.successor(), ", want a unit valid on ",
                FormatDay(valid.last + 1));
  }
}

}  // namespace

void CheckAgencies(Checker& checker) {
  const auto& agencies = checker.entries().agencies;
  checker.Unique(agencies, "key", [](const v1::Agency& agency) { return agency.key(); });
  checker.Unique(agencies, "number", [](const v1::Agency& agency) { return agency.number(); });
  checker.Unique(agencies, "code", [](const v1::Agency& agency) { return agency.code(); });
  std::set<std::string> desks;
  for (const Entry<v1::Agency>& entry : agencies) {
    const v1::Agency& agency = *entry.value;
    if (agency.number() < 1 || agency.number() > 65535) {
      checker.Add(entry.place.Field(agency, "number"), "number: ", agency.number(), ", want 1 to 65535");
    }
    if (!agency.code().empty() && !IsCode(agency.code())) {
      checker.Add(entry.place.Field(agency, "code"), "code: ", agency.code(), ", want capitals, digits and dots");
    }
    if (agency.has_seat()) CheckSeat(agency.seat(), entry.place.Field(agency, "seat"), checker);
    CheckSuccessor(entry, checker);
    CheckDesks(entry, checker);
    CheckHours(agency.hours(), PeriodOf(agency), entry.place.Field(agency, "hours"), checker);
    for (int i = 0; i < agency.desks_size(); ++i) {
      if (agency.desks(i).id().empty() || !desks.insert(agency.desks(i).id()).second) {
        checker.Add(entry.place.Field(agency, "desks", i), "id: \"", agency.desks(i).id(), "\", want it unique");
      }
    }
  }
}

void CheckOffices(Checker& checker) {
  checker.Unique(checker.entries().offices, "id", [](const v1::Office& office) { return office.id(); });
  checker.Unique(checker.entries().service_groups, "id", [](const v1::ServiceGroup& group) { return group.id(); });
  for (const Entry<v1::ServiceGroup>& entry : checker.entries().service_groups) {
    for (int i = 0; i < entry.value->procedures_size(); ++i) {
      checker.Refer(entry.place.Field(*entry.value, "procedures", i), "procedures", entry.value->procedures(i),
                    checker.entries().procedures, &v1::Procedure::key, "a procedure");
    }
  }
  for (const Entry<v1::Office>& entry : checker.entries().offices) {
    const v1::Office& office = *entry.value;
    CheckParent(entry, checker);
    CheckOffers(entry, checker);
    checker.Refer(entry.place.Field(office, "district"), "district", office.district(), checker.entries().admin_units,
                  &v1::AdminUnit::code, "a district");
    if (office.has_seat()) {
      CheckSeat(office.seat(), entry.place.Field(office, "seat"), checker);
    } else {
      checker.Add(entry.place, "seat: missing, want where it is");
    }
    if (office.road_to_province_seat().km() < 0) {
      checker.Add(entry.place.Field(office, "road_to_province_seat"), "km: ", office.road_to_province_seat().km(),
                  ", want 0 or more");
    }
    CheckHours(office.hours(), PeriodOf(office), entry.place.Field(office, "hours"), checker);
  }
}

void CheckWays(Checker& checker) {
  checker.Unique(checker.entries().carriers, "id", [](const v1::Carrier& carrier) { return carrier.id(); });
  checker.Unique(checker.entries().legs, "id", [](const v1::Leg& leg) { return leg.id(); });
  for (const Entry<v1::Leg>& entry : checker.entries().legs) {
    const v1::Leg& leg = *entry.value;
    checker.Refer(entry.place, "from_office", leg.from_office(), checker.entries().offices, &v1::Office::id,
                  "an office");
    checker.Refer(entry.place, "carrier", leg.carrier(), checker.entries().carriers, &v1::Carrier::id, "a carrier");
    if (leg.to_office().empty() == leg.to_agency().empty()) {
      checker.Add(entry.place, "to: want either to_office or to_agency");
    } else if (!leg.to_office().empty()) {
      checker.Refer(entry.place, "to_office", leg.to_office(), checker.entries().offices, &v1::Office::id, "an office");
    } else {
      checker.Refer(entry.place, "to_agency", leg.to_agency(), checker.entries().agencies, &v1::Agency::key,
                    "an agency");
    }
    if (leg.planned_minutes() <= 0) {
      checker.Add(entry.place, "planned_minutes: ", leg.planned_minutes(), ", want more than 0");
    }
  }
  for (const Entry<v1::Office>& office : checker.entries().offices) {
    const std::set<std::string> reached = AgenciesReachedFrom(office.value->id(), checker);
    for (const Entry<v1::Agency>& agency : checker.entries().agencies) {
      if (agency.value->desks().empty()) continue;
      const std::string& at = agency.value->desks(0).at();
      const std::string& house = at.empty() ? agency.value->key() : at;
      if (!reached.contains(house)) {
        checker.Add(office.place, "legs: none lead from ", office.value->id(), " to ", house,
                    ", want a way to the desk of ", agency.value->key());
      }
    }
  }
}

void CheckPostalRules(Checker& checker) {
  std::map<absl::CivilDay, const Entry<v1::PostalRules>*> by_first_day;
  for (const Entry<v1::PostalRules>& entry : checker.entries().postal_rules) {
    const v1::PostalRules& rules = *entry.value;
    if (rules.attempts() < 1) {
      checker.Add(entry.place.Field(rules, "attempts"), "attempts: ", rules.attempts(), ", want at least 1");
    }
    if (rules.keep_days() < 1) {
      checker.Add(entry.place.Field(rules, "keep_days"), "keep_days: ", rules.keep_days(), ", want at least 1");
    }
    if (rules.discrepancy_working_days() < 1) {
      checker.Add(entry.place.Field(rules, "discrepancy_working_days"),
                  "discrepancy_working_days: ", rules.discrepancy_working_days(), ", want at least 1");
    }
    if (!by_first_day.emplace(PeriodOf(rules).first, &entry).second) {
      checker.Add(entry.place, "valid_from: two begin on the same day, want periods that do not overlap");
    }
  }
  absl::CivilDay next = absl::CivilDay::min();
  bool open_end = false;
  for (const auto& [first, entry] : by_first_day) {
    if (open_end || first != next) {
      checker.Add(entry->place, "postal_rules: valid ", FormatPeriod(PeriodOf(*entry->value)),
                  ", want periods without gap or overlap");
    }
    open_end = PeriodOf(*entry->value).last == absl::CivilDay::max();
    if (!open_end) next = PeriodOf(*entry->value).last + 1;
  }
  if (!open_end) {
    checker.Add(Place(&kNoFile, nullptr, 0), "postal_rules: none until further notice, want one without valid_until");
  }
}

void CheckAdminUnits(Checker& checker) {
  const auto& units = checker.entries().admin_units;
  std::map<std::string, std::vector<Period>> by_code;
  for (const Entry<v1::AdminUnit>& entry : units) {
    const v1::AdminUnit& unit = *entry.value;
    if (unit.code().empty()) checker.Add(entry.place, "code: empty, want a value");
    if (unit.name().empty()) checker.Add(entry.place, "name: empty, want a value");
    const Period valid = PeriodOf(unit);
    std::vector<Period>& others = by_code[unit.code()];
    for (const Period& other : others) {
      if (valid.Overlaps(other)) {
        checker.Add(entry.place.Field(unit, "code"), "code: ", unit.code(), " is also used ", FormatPeriod(other),
                    ", want periods that do not overlap");
      }
    }
    others.push_back(valid);
    CheckUnitLinks(entry, checker);
    if ((unit.lat() != 0 || unit.lon() != 0) && !IsPlausible(unit.lat(), unit.lon())) {
      checker.Add(entry.place, "lat ", unit.lat(), " lon ", unit.lon(), ", want a place in Viet Nam");
    }
  }
}

}  // namespace hoso::catalogue
