#include "common/catalogue/catalogue.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/catalogue/check.h"
#include "common/catalogue/schedules.h"

namespace hoso::catalogue {
namespace {

template <typename Map>
auto Look(const Map& map, const typename Map::key_type& key, const char* kind)
    -> absl::StatusOr<typename Map::mapped_type> {
  const auto found = map.find(key);
  if (found == map.end()) {
    return absl::NotFoundError(absl::StrCat(kind, ": ", key, " is not in the catalogue"));
  }
  return found->second;
}

const char* NameOf(v1::Channel channel) {
  switch (channel) {
    case v1::CHANNEL_COUNTER:
      return "counter";
    case v1::CHANNEL_ONLINE:
      return "online";
    case v1::CHANNEL_POST:
      return "public post";
    default:
      return "unspecified";
  }
}

bool HasChannel(const v1::ProcedureVersion& version, v1::Channel channel) {
  return std::any_of(version.channels().begin(), version.channels().end(),
                     [&](const v1::ChannelRule& rule) { return rule.channel() == channel; });
}

std::string OpenChannels(const v1::ProcedureVersion& version) {
  return absl::StrJoin(version.channels(), ", ", [](std::string* out, const v1::ChannelRule& rule) {
    absl::StrAppend(out, NameOf(rule.channel()));
  });
}

// The national catalogue's longer forms, such as 1.002809.000.00.00.H56, name the locality after the code.
std::string WithoutLocality(const std::string& key_or_code) {
  constexpr size_t kCode = 8;
  const bool longer = key_or_code.size() > kCode + 1 && key_or_code[1] == '.' && key_or_code[kCode] == '.';
  return longer ? key_or_code.substr(0, kCode) : key_or_code;
}

// The code of `version`, or its id if the code is not confirmed.
std::string CodeOrId(const v1::ProcedureVersion& version) {
  return version.code().empty() ? version.id() : version.code();
}

const v1::HoursPeriod* HoursOn(const google::protobuf::RepeatedPtrField<v1::HoursPeriod>& hours, absl::CivilDay day) {
  for (const v1::HoursPeriod& period : hours) {
    if (PeriodOf(period).Contains(day)) return &period;
  }
  return nullptr;
}

double CrowKilometres(const v1::Seat& a, const v1::Seat& b) {
  constexpr double kEarthRadiusKm = 6371;
  const auto radians = [](double degrees) { return degrees * M_PI / 180; };
  const double dlat = radians(b.lat() - a.lat()) / 2;
  const double dlon = radians(b.lon() - a.lon()) / 2;
  const double h = std::sin(dlat) * std::sin(dlat) +
                   std::cos(radians(a.lat())) * std::cos(radians(b.lat())) * std::sin(dlon) * std::sin(dlon);
  return 2 * kEarthRadiusKm * std::asin(std::sqrt(h));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Catalogue>> Catalogue::Load(const std::string& directory) {
  CheckResult result = CheckDirectory(directory);
  if (result.problems.empty()) return std::move(result.catalogue);
  return absl::InvalidArgumentError(absl::StrJoin(
      result.problems, "\n", [](std::string* out, const Problem& problem) { *out += FormatProblem(problem); }));
}

Catalogue::Catalogue(v1::CatalogueFile data, std::string digest) : data_(std::move(data)), digest_(std::move(digest)) {
  for (const v1::Procedure& procedure : data_.procedures()) {
    procedures_[procedure.key()] = &procedure;
    for (const v1::ProcedureVersion& version : procedure.versions()) {
      versions_[version.id()] = {&procedure, &version};
      if (!version.code().empty()) procedures_.emplace(version.code(), &procedure);
    }
  }
  for (const v1::Office& office : data_.offices()) offices_[office.id()] = &office;
  for (const v1::Agency& agency : data_.agencies()) {
    agencies_[agency.key()] = &agency;
    agencies_by_number_[agency.number()] = &agency;
    agencies_by_code_[agency.code()] = &agency;
  }
  for (const v1::AdminUnit& unit : data_.admin_units()) admin_units_.emplace(unit.code(), &unit);
  for (const v1::ServiceGroup& group : data_.service_groups()) service_groups_[group.id()] = &group;
  for (const v1::OfficeHours& hours : data_.office_hours()) office_hours_[hours.id()] = MakeOfficeHours(hours).value();
  for (const v1::Leg& leg : data_.legs()) legs_.emplace(leg.from_office(), &leg);
  for (const v1::Status& status : data_.statuses()) statuses_[status.code()] = &status;
  IndexCalendars();
}

void Catalogue::IndexCalendars() {
  std::vector<const v1::CalendarYear*> years;
  std::set<absl::CivilDay> first_days = {absl::CivilDay::min()};
  for (const v1::CalendarYear& year : data_.calendar_years()) {
    years.push_back(&year);
    first_days.insert(InForceFrom(year));
  }
  for (const absl::CivilDay day : first_days) {
    calendars_[day] = MakeCalendar(years, day, CalendarOf::kAgencies).value();
    post_calendars_[day] = MakeCalendar(years, day, CalendarOf::kPost).value();
  }
}

absl::StatusOr<ProcedureInForce> Catalogue::FindProcedure(const std::string& key_or_code, absl::CivilDay day,
                                                          v1::Channel channel) const {
  const std::string asked = WithoutLocality(key_or_code);
  const absl::StatusOr<const v1::Procedure*> procedure = Look(procedures_, asked, "procedure");
  if (!procedure.ok()) return procedure.status();
  absl::StatusOr<ProcedureInForce> found = VersionOn(**procedure, asked, day);
  if (!found.ok() || HasChannel(*found->version, channel)) return found;
  return absl::FailedPreconditionError(
      absl::StrCat("channel: ", NameOf(channel), " dossiers of ", asked, " are not accepted on ", FormatDay(day),
                   ", since ", FormatDay(PeriodOf(*found->version).first), " only ", OpenChannels(*found->version)));
}

absl::StatusOr<ProcedureInForce> Catalogue::VersionOn(const v1::Procedure& procedure, const std::string& asked,
                                                      absl::CivilDay day) const {
  const v1::ProcedureVersion* valid = nullptr;
  for (const v1::ProcedureVersion& version : procedure.versions()) {
    if (PeriodOf(version).Contains(day)) valid = &version;
  }
  if (valid == nullptr) {
    const std::string periods =
        absl::StrJoin(procedure.versions(), ", ", [](std::string* out, const v1::ProcedureVersion& version) {
          absl::StrAppend(out, FormatPeriod(PeriodOf(version)));
        });
    return absl::FailedPreconditionError(
        absl::StrCat("procedure: ", asked, " is not valid on ", FormatDay(day), ", but ", periods));
  }
  if (asked != procedure.key() && asked != valid->code()) {
    return absl::FailedPreconditionError(absl::StrCat("procedure: ", asked, " is not valid on ", FormatDay(day), ", ",
                                                      FormatPeriod(PeriodOf(*valid)), " it is ", CodeOrId(*valid)));
  }
  return ProcedureInForce{&procedure, valid};
}

absl::StatusOr<ProcedureInForce> Catalogue::FindVersion(const std::string& version_id) const {
  return Look(versions_, version_id, "procedure version");
}

absl::StatusOr<const v1::Office*> Catalogue::FindOffice(const std::string& id) const {
  return Look(offices_, id, "office");
}

absl::StatusOr<const v1::Agency*> Catalogue::FindAgency(const std::string& key) const {
  return Look(agencies_, key, "agency");
}

absl::StatusOr<const v1::Agency*> Catalogue::FindAgencyByNumber(int number) const {
  return Look(agencies_by_number_, number, "agency number");
}

absl::StatusOr<const v1::Agency*> Catalogue::FindAgencyByCode(const std::string& code) const {
  return Look(agencies_by_code_, code, "agency code");
}

absl::StatusOr<const v1::Status*> Catalogue::FindStatus(int code) const { return Look(statuses_, code, "status"); }

std::string Catalogue::SourceText(const v1::Basis& basis) const {
  for (const v1::Source& source : data().sources()) {
    if (source.key() == basis.source()) return source.text();
  }
  return "";
}

absl::StatusOr<const v1::PostalRules*> Catalogue::PostalRulesOn(absl::CivilDay day) const {
  for (const v1::PostalRules& rules : data_.postal_rules()) {
    if (PeriodOf(rules).Contains(day)) return &rules;
  }
  return absl::InternalError(absl::StrCat("postal_rules: none on ", FormatDay(day)));
}

absl::StatusOr<const v1::AdminUnit*> Catalogue::FindAdminUnit(const std::string& code, absl::CivilDay day) const {
  const auto [first, last] = admin_units_.equal_range(code);
  if (first == last) return absl::NotFoundError(absl::StrCat("admin unit: ", code, " is not in the catalogue"));
  for (auto it = first; it != last; ++it) {
    if (PeriodOf(*it->second).Contains(day)) return it->second;
  }
  return absl::FailedPreconditionError(absl::StrCat("admin unit: ", code, " is not valid on ", FormatDay(day), ", but ",
                                                    FormatPeriod(PeriodOf(*first->second)), " as ",
                                                    first->second->name()));
}

std::vector<std::string> Catalogue::ProceduresOffered(const v1::Office& office, absl::CivilDay day) const {
  std::set<std::string> offered;
  if (PeriodOf(office).Contains(day)) {
    for (const v1::Offer& offer : office.offers()) {
      if (!PeriodOf(offer).Contains(day)) continue;
      if (!offer.procedure().empty()) {
        offered.insert(offer.procedure());
      } else {
        const v1::ServiceGroup& group = *service_groups_.at(offer.service_group());
        offered.insert(group.procedures().begin(), group.procedures().end());
      }
    }
  }
  std::vector<const v1::Procedure*> procedures;
  for (const std::string& key : offered) procedures.push_back(procedures_.at(key));
  std::sort(procedures.begin(), procedures.end(),
            [](const v1::Procedure* a, const v1::Procedure* b) { return a->order() < b->order(); });
  std::vector<std::string> keys;
  for (const v1::Procedure* procedure : procedures) keys.push_back(procedure->key());
  return keys;
}

absl::Status Catalogue::CheckOffered(const v1::Office& office, const std::string& procedure_key,
                                     absl::CivilDay day) const {
  const std::vector<std::string> offered = ProceduresOffered(office, day);
  if (std::find(offered.begin(), offered.end(), procedure_key) != offered.end()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("procedure: ", procedure_key, " is not offered at ", office.id(), " on ", FormatDay(day), ", want ",
                   offered.empty() ? "another day or office" : absl::StrCat("one of ", absl::StrJoin(offered, ", "))));
}

std::shared_ptr<const clock::Calendar> Catalogue::CalendarOn(absl::CivilDay day) const {
  return std::prev(calendars_.upper_bound(day))->second;
}

absl::StatusOr<clock::Schedule> Catalogue::ScheduleOfAgency(const std::string& agency_key, absl::CivilDay day) const {
  const absl::StatusOr<const v1::Agency*> agency = FindAgency(agency_key);
  if (!agency.ok()) return agency.status();
  const v1::HoursPeriod* hours = HoursOn((*agency)->hours(), day);
  if (hours == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat("agency: ", agency_key, " is not valid on ", FormatDay(day),
                                                      ", but ", FormatPeriod(PeriodOf(**agency))));
  }
  return clock::Schedule{CalendarOn(day), office_hours_.at(hours->office_hours())};
}

absl::StatusOr<clock::Schedule> Catalogue::ScheduleOfOffice(const std::string& office_id, absl::CivilDay day) const {
  const absl::StatusOr<const v1::Office*> office = FindOffice(office_id);
  if (!office.ok()) return office.status();
  const v1::HoursPeriod* hours = HoursOn((*office)->hours(), day);
  if (hours == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat("office: ", office_id, " is not valid on ", FormatDay(day),
                                                      ", but ", FormatPeriod(PeriodOf(**office))));
  }
  return clock::Schedule{std::prev(post_calendars_.upper_bound(day))->second, office_hours_.at(hours->office_hours())};
}

const v1::Agency& Catalogue::HouseOf(const v1::Agency& agency) const {
  const std::string& at = agency.desks(0).at();
  return at.empty() ? agency : *agencies_.at(at);
}

absl::StatusOr<std::vector<const v1::Leg*>> Catalogue::WayToAgency(const std::string& office_id,
                                                                   const std::string& agency_key,
                                                                   absl::CivilDay day) const {
  const absl::StatusOr<const v1::Office*> office = FindOffice(office_id);
  if (!office.ok()) return office.status();
  const absl::StatusOr<const v1::Agency*> agency = FindAgency(agency_key);
  if (!agency.ok()) return agency.status();
  const std::string& house = HouseOf(**agency).key();

  // Breadth first, so the way has the fewest hand-overs.
  std::map<std::string, const v1::Leg*> reached_by = {{office_id, nullptr}};
  std::deque<std::string> open = {office_id};
  while (!open.empty()) {
    const std::string here = open.front();
    open.pop_front();
    const auto [first, last] = legs_.equal_range(here);
    for (auto it = first; it != last; ++it) {
      const v1::Leg* leg = it->second;
      if (!PeriodOf(*leg).Contains(day)) continue;
      if (leg->to_agency() == house) {
        std::vector<const v1::Leg*> way;
        for (; leg != nullptr; leg = reached_by.at(leg->from_office())) way.push_back(leg);
        std::reverse(way.begin(), way.end());
        return way;
      }
      if (!leg->to_office().empty() && reached_by.emplace(leg->to_office(), leg).second)
        open.push_back(leg->to_office());
    }
  }
  return absl::FailedPreconditionError(
      absl::StrCat("way: none from ", office_id, " to ", agency_key, " on ", FormatDay(day)));
}

absl::StatusOr<int> Catalogue::KmSpared(const std::string& office_id, const std::string& agency_key) const {
  const absl::StatusOr<const v1::Office*> office = FindOffice(office_id);
  if (!office.ok()) return office.status();
  const absl::StatusOr<const v1::Agency*> agency = FindAgency(agency_key);
  if (!agency.ok()) return agency.status();
  const v1::Seat& desk = HouseOf(**agency).seat();
  const bool at_province_seat =
      std::any_of(data_.admin_units().begin(), data_.admin_units().end(), [&](const v1::AdminUnit& unit) {
        return unit.kind() == v1::ADMIN_UNIT_KIND_PROVINCE && unit.seat_commune() == desk.commune();
      });
  if (at_province_seat && (*office)->has_road_to_province_seat()) return (*office)->road_to_province_seat().km();
  return static_cast<int>(std::lround(CrowKilometres((*office)->seat(), desk)));
}

}  // namespace hoso::catalogue
