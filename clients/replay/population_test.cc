#include "clients/replay/population.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "clients/replay/testing.h"
#include "common/clock/zone.h"

namespace hoso::replay {
namespace {

using ::testing::HasSubstr;
using testing::HalfYear;
using testing::YenBai;

const Population& People() {
  static const Population& population = *new Population(*MakePopulation(HalfYear(), YenBai(), HalfYear().seed()));
  return population;
}

TEST(PopulationTest, AsManyAreTakenInOfEachProcedureAsTheScenarioSays) {
  std::map<std::string, int> counts;
  for (const Case& c : People().cases) counts[c.procedure->key()] += c.kind == Case::Kind::kTakenIn ? 1 : 0;
  for (const v1::ProcedureShare& share : HalfYear().procedures()) {
    EXPECT_EQ(counts[share.procedure_key()], share.dossiers()) << share.procedure_key();
  }
}

TEST(PopulationTest, VanYenIsTheBusiestArea) {
  std::map<std::string, int> counts;
  for (const Case& c : People().cases) ++counts[YenBai().at(c.office).district];
  for (const auto& [district, count] : counts) {
    if (district == "136") continue;
    EXPECT_LT(count, counts["136"]) << district;
  }
}

TEST(PopulationTest, ThoseRefusedAtTheCounterComeOnTop) {
  int refused = 0;
  int prepared = 0;
  for (const Case& c : People().cases) {
    refused += c.kind == Case::Kind::kRefusedAtCounter ? 1 : 0;
    prepared += c.kind == Case::Kind::kOnlyPrepared ? 1 : 0;
  }
  EXPECT_EQ(refused, HalfYear().refused_at_counter());
  EXPECT_EQ(prepared, HalfYear().prepared_never_brought());
}

TEST(PopulationTest, PeopleComeInOrderAndWhenTheOfficeIsOpen) {
  absl::Time last = absl::InfinitePast();
  for (const Case& c : People().cases) {
    EXPECT_GE(c.comes_at, last);
    last = c.comes_at;
    EXPECT_EQ(YenBai().NextOpen(c.office, c.comes_at), c.comes_at) << c.number;
  }
}

TEST(PopulationTest, TetLiesStill) {
  for (const Case& c : People().cases) {
    const absl::CivilDay day = clock::LocalDay(c.comes_at);
    EXPECT_FALSE(absl::CivilDay(2023, 1, 20) <= day && day <= absl::CivilDay(2023, 1, 26)) << c.number;
  }
}

TEST(PopulationTest, SomeComeOnSaturdaysAndNobodyOnSundays) {
  int saturdays = 0;
  for (const Case& c : People().cases) {
    const absl::Weekday weekday = absl::GetWeekday(clock::LocalDay(c.comes_at));
    EXPECT_NE(weekday, absl::Weekday::sunday);
    saturdays += weekday == absl::Weekday::saturday ? 1 : 0;
  }
  EXPECT_GT(saturdays, 20);
}

TEST(PopulationTest, EveryBranchIsGivenAsOftenAsTheScenarioSays) {
  std::map<int, int> counts;
  std::set<std::string> slips;
  for (const Case& c : People().cases) {
    ++counts[c.branch];
    counts[v1::BRANCH_KIND_SENT_TWICE] += c.sent_twice ? 1 : 0;
    if (!c.slip_id.empty()) slips.insert(c.slip_id);
  }
  for (const v1::Branch& branch : HalfYear().branches()) {
    const int found = branch.kind() == v1::BRANCH_KIND_SHARED_SLIP ? static_cast<int>(slips.size())
                                                                   : counts[branch.kind()];
    EXPECT_EQ(found, branch.count()) << v1::BranchKind_Name(branch.kind());
  }
}

TEST(PopulationTest, EverybodyBringsWhatTheCatalogueAsksFor) {
  for (const Case& c : People().cases) {
    std::vector<catalogue::TalliedComponent> tallied;
    for (const core::v1::ComponentCount& count : c.components) {
      tallied.push_back({count.component_id(), count.originals(), count.certified_copies(), count.photocopies(),
                         count.original_shown(), count.captured()});
    }
    const absl::Status status = catalogue::CheckComponents(*c.version, c.choice, tallied);
    EXPECT_TRUE(status.ok()) << c.number << ": " << status;
  }
}

TEST(PopulationTest, OneSlipIsOnePersonAtOneCounter) {
  std::map<std::string, const Case*> first;
  int shared = 0;
  for (const Case& c : People().cases) {
    if (c.slip_id.empty()) continue;
    const auto [other, is_first] = first.emplace(c.slip_id, &c);
    if (is_first) continue;
    ++shared;
    EXPECT_EQ(c.office, other->second->office);
    EXPECT_EQ(c.owner.identity_number(), other->second->owner.identity_number());
    EXPECT_LT(c.comes_at - other->second->comes_at, absl::Minutes(15));
  }
  EXPECT_GE(shared, static_cast<int>(first.size()));
}

TEST(PopulationTest, OnlyTheAskedNumberCollectsAtTheAgency) {
  Population population = People();
  const auto count = [&] {
    int at_agency = 0;
    for (const Case& c : population.cases) at_agency += c.return_channel == core::v1::RETURN_CHANNEL_AGENCY ? 1 : 0;
    return at_agency;
  };
  ASSERT_EQ(count(), 0);
  ASSERT_TRUE(CollectAtAgency(population, 100).ok());
  EXPECT_EQ(count(), 100);
  EXPECT_EQ(CollectAtAgency(population, 1 + CouldCollectAtAgency(population)).code(), absl::StatusCode::kOutOfRange);
}

TEST(PopulationTest, AScenarioThatDoesNotAddUpIsRefused) {
  v1::Scenario scenario = HalfYear();
  scenario.mutable_procedures(0)->set_dossiers(1);
  EXPECT_THAT(std::string(MakePopulation(scenario, YenBai(), 1).status().message()), HasSubstr("want 1402"));
}

TEST(PopulationTest, ABranchThatTooFewCouldHaveIsNamed) {
  v1::Scenario scenario = HalfYear();
  v1::Branch* branch = scenario.add_branches();
  branch->set_kind(v1::BRANCH_KIND_PARTLY_HANDED_OUT);
  branch->set_count(900);
  branch->add_procedures("LLTP");
  EXPECT_THAT(std::string(MakePopulation(scenario, YenBai(), 1).status().message()),
              HasSubstr("BRANCH_KIND_PARTLY_HANDED_OUT"));
}

}  // namespace
}  // namespace hoso::replay
