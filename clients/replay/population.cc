#include "clients/replay/population.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/replay/branches.h"
#include "clients/replay/filing.h"
#include "clients/replay/random.h"
#include "common/clock/zone.h"

namespace hoso::replay {
namespace {

// A person does not come in the last minutes before closing: taking in takes its time.
constexpr absl::Duration kLastComer = absl::Minutes(12);
constexpr double kBureauOfLevelThree = 0.5;  // Against a level-II bureau's 1.
constexpr double kBureauOfLevelOne = 0.7;

class Drawer {
 public:
  Drawer(const v1::Scenario& scenario, const World& world, uint64_t seed)
      : scenario_(scenario), world_(world), seed_(seed) {}

  absl::StatusOr<Case> Draw(int index, const v1::ProcedureShare& share, Case::Kind kind) const {
    Random random(seed_, "case", index);
    Case drawn;
    drawn.kind = kind;
    for (int attempt = 0; attempt < 50; ++attempt) {
      drawn.office = DrawOffice(random);
      const std::optional<absl::Time> comes_at = DrawTime(random, drawn.office, share.procedure_key());
      if (!comes_at.has_value()) continue;
      drawn.comes_at = *comes_at;
      if (absl::Status status = DrawFiling(world_, seed_, index, share, drawn); !status.ok()) return status;
      return drawn;
    }
    return absl::FailedPreconditionError(
        absl::StrCat("procedures: ", share.procedure_key(), " is offered nowhere in the scenario's areas and days"));
  }

 private:
  PlaceId DrawOffice(Random& random) const {
    std::vector<double> weights;
    for (const v1::AreaShare& area : scenario_.areas()) weights.push_back(area.weight());
    const v1::AreaShare& area = scenario_.areas(static_cast<int>(random.Weighted(weights)));
    const bool at_commune_point = random.Uniform() < area.at_commune_points();
    std::vector<PlaceId> offices;
    std::vector<double> office_weights;
    for (PlaceId id = 0; id < static_cast<PlaceId>(world_.places().size()); ++id) {
      const Place& place = world_.at(id);
      if (place.is_agency() || place.district != area.district()) continue;
      if ((place.level == v1::PLACE_LEVEL_COMMUNE) != at_commune_point) continue;
      offices.push_back(id);
      office_weights.push_back(WeightOf(id));
    }
    return offices.empty() ? kNowhere : offices[random.Weighted(office_weights)];
  }

  double WeightOf(PlaceId office) const {
    switch (world_.at(office).level) {
      case v1::PLACE_LEVEL_I:
        return kBureauOfLevelOne;
      case v1::PLACE_LEVEL_III:
        return kBureauOfLevelThree;
      case v1::PLACE_LEVEL_COMMUNE:
        return 0.2 + Random(seed_, "commune point", office).Exponential(1);
      default:
        return 1;
    }
  }

  struct Days {
    std::vector<absl::CivilDay> days;
    std::vector<double> weights;
  };

  // The days on which an office is open and takes a procedure in.
  const Days& DaysOf(PlaceId office, const std::string& procedure) const {
    const auto [found, is_new] = days_.emplace(std::make_pair(office, procedure), Days());
    Days& days = found->second;
    if (!is_new) return days;
    for (absl::CivilDay day = world_.first_day(); day <= world_.last_day(); ++day) {
      if (world_.OpenOn(office, day).empty()) continue;
      if (!world_.catalogue().CheckOffered(*world_.at(office).office, procedure, day).ok()) continue;
      const bool saturday = absl::GetWeekday(day) == absl::Weekday::saturday;
      days.days.push_back(day);
      days.weights.push_back(PaceOf(day) * (saturday ? scenario_.saturday_weight() : 1));
    }
    return days;
  }

  std::optional<absl::Time> DrawTime(Random& random, PlaceId office, const std::string& procedure) const {
    if (office == kNowhere) return std::nullopt;
    const Days& days = DaysOf(office, procedure);
    if (days.days.empty()) return std::nullopt;
    const std::vector<Span>& spans = world_.OpenOn(office, days.days[random.Weighted(days.weights)]);
    std::vector<double> lengths;
    for (const Span& span : spans) lengths.push_back(absl::ToDoubleMinutes(span.close - span.open - kLastComer));
    const Span& span = spans[random.Weighted(lengths)];
    const double most = absl::ToDoubleSeconds(span.close - span.open - kLastComer);
    return span.open + absl::Seconds(static_cast<int64_t>(random.Uniform() * most));
  }

  double PaceOf(absl::CivilDay day) const {
    for (const v1::MonthPace& pace : scenario_.months()) {
      if (pace.year() == day.year() && pace.month() == day.month()) return pace.weight();
    }
    return 1;
  }

  const v1::Scenario& scenario_;
  const World& world_;
  uint64_t seed_;
  mutable std::map<std::pair<PlaceId, std::string>, Days> days_;
};

absl::Status CheckCounts(const v1::Scenario& scenario) {
  int dossiers = 0;
  for (const v1::ProcedureShare& share : scenario.procedures()) dossiers += share.dossiers();
  if (dossiers != scenario.published().taken_in()) {
    return absl::InvalidArgumentError(
        absl::StrCat("procedures: ", dossiers, " dossiers in all, want ", scenario.published().taken_in()));
  }
  if (scenario.areas().empty()) return absl::InvalidArgumentError("areas: none, want at least one");
  return absl::OkStatus();
}

// The share of a procedure for those who come in vain, by how many come with it at all.
const v1::ProcedureShare& DrawShare(const v1::Scenario& scenario, Random& random, bool needs_ground,
                                    const World& world) {
  std::vector<double> weights;
  for (const v1::ProcedureShare& share : scenario.procedures()) {
    const auto found = world.catalogue().FindProcedure(share.procedure_key(), world.first_day(),
                                                       catalogue::v1::CHANNEL_POST);
    const bool can = found.ok() && (!needs_ground || found->version->refusal_grounds_size() > 0);
    weights.push_back(can ? share.dossiers() : 0);
  }
  return scenario.procedures(static_cast<int>(random.Weighted(weights)));
}

absl::Status AddThoseInVain(const v1::Scenario& scenario, const World& world, uint64_t seed, const Drawer& drawer,
                            std::vector<Case>& cases) {
  const int in_vain = scenario.refused_at_counter() + scenario.prepared_never_brought();
  for (int i = 0; i < in_vain; ++i) {
    const bool refused = i < scenario.refused_at_counter();
    Random random(seed, "in vain", i);
    const v1::ProcedureShare& share = DrawShare(scenario, random, refused, world);
    absl::StatusOr<Case> drawn = drawer.Draw(static_cast<int>(cases.size()), share,
                                             refused ? Case::Kind::kRefusedAtCounter : Case::Kind::kOnlyPrepared);
    if (!drawn.ok()) return drawn.status();
    cases.push_back(*std::move(drawn));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Population> MakePopulation(const v1::Scenario& scenario, const World& world, uint64_t seed) {
  if (absl::Status status = CheckCounts(scenario); !status.ok()) return status;
  const Drawer drawer(scenario, world, seed);
  Population population;
  std::vector<Case>& cases = population.cases;
  for (const v1::ProcedureShare& share : scenario.procedures()) {
    for (int i = 0; i < share.dossiers(); ++i) {
      absl::StatusOr<Case> drawn = drawer.Draw(static_cast<int>(cases.size()), share, Case::Kind::kTakenIn);
      if (!drawn.ok()) return drawn.status();
      cases.push_back(*std::move(drawn));
    }
  }
  if (absl::Status status = AddThoseInVain(scenario, world, seed, drawer, cases); !status.ok()) return status;
  if (absl::Status status = AssignBranches(scenario, world, seed, cases); !status.ok()) return status;
  std::stable_sort(cases.begin(), cases.end(),
                   [](const Case& a, const Case& b) { return a.comes_at < b.comes_at; });
  for (size_t i = 0; i < cases.size(); ++i) cases[i].number = static_cast<int>(i);
  return population;
}

int CouldCollectAtAgency(const Population& population) {
  return static_cast<int>(std::count_if(population.cases.begin(), population.cases.end(),
                                        [](const Case& c) { return c.agency_inclination.has_value(); }));
}

absl::Status CollectAtAgency(Population& population, int count) {
  std::vector<Case*> inclined;
  for (Case& c : population.cases) {
    if (c.agency_inclination.has_value()) inclined.push_back(&c);
  }
  if (count < 0 || count > static_cast<int>(inclined.size())) {
    return absl::OutOfRangeError(absl::StrCat("collected at the agency: ", count, ", want 0 to ", inclined.size()));
  }
  std::sort(inclined.begin(), inclined.end(), [](const Case* a, const Case* b) {
    return std::make_pair(*a->agency_inclination, a->number) < std::make_pair(*b->agency_inclination, b->number);
  });
  for (int i = 0; i < count; ++i) inclined[static_cast<size_t>(i)]->return_channel = core::v1::RETURN_CHANNEL_AGENCY;
  return absl::OkStatus();
}

}  // namespace hoso::replay
