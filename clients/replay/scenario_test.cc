#include "clients/replay/scenario.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "clients/replay/testing.h"

namespace hoso::replay {
namespace {

using ::testing::HasSubstr;

constexpr char kDays[] =
    "name: 'x' first_day { year: 2022 month: 11 day: 1 } last_day { year: 2022 month: 11 day: 30 }\n";

std::string ErrorOf(const std::string& more) {
  return std::string(ParseScenario(kDays + more).status().message());
}

TEST(ScenarioTest, TheHalfYearHoldsThePublishedFigures) {
  const v1::Scenario& scenario = testing::HalfYear();
  EXPECT_EQ(scenario.published().taken_in(), 1402);
  EXPECT_EQ(scenario.published().handed_out_by_post(), 893);
  EXPECT_EQ(scenario.published().busiest_district(), "136");
  EXPECT_EQ(scenario.published().largest_procedure(), "GPLX_DOI");
}

TEST(ScenarioTest, TheHalfYearHasEveryBranchSeveralTimes) {
  for (int kind = v1::BRANCH_KIND_UNSPECIFIED + 1; kind <= v1::BranchKind_MAX; ++kind) {
    int count = 0;
    for (const v1::Branch& branch : testing::HalfYear().branches()) count += branch.kind() == kind ? branch.count() : 0;
    EXPECT_GE(count, 2) << v1::BranchKind_Name(static_cast<v1::BranchKind>(kind));
  }
}

TEST(ScenarioTest, AWrongWordIsNamedWithItsLine) {
  EXPECT_THAT(ErrorOf("colour: 3\n"), HasSubstr("line 2"));
}

TEST(ScenarioTest, WhatMakesNoSenseIsNamedWithItsField) {
  EXPECT_THAT(ErrorOf("runs { seal_at: '25:00' }"), HasSubstr("runs[0].seal_at: 25:00"));
  EXPECT_THAT(ErrorOf("runs { seal_at: '9:00' }"), HasSubstr("want HH:MM"));
  EXPECT_THAT(ErrorOf("procedures { dossiers: -1 }"), HasSubstr("procedures[0].dossiers: -1"));
  EXPECT_THAT(ErrorOf("procedures { least_hours: 3 usual_hours: 2 most_hours: 4 }"), HasSubstr("procedures[0]"));
  EXPECT_THAT(ErrorOf("branches { count: 3 }"), HasSubstr("branches[0].kind"));
  EXPECT_THAT(ErrorOf("branches { kind: BRANCH_KIND_DENIED count: 3 at_least: 4 }"), HasSubstr("branches[0].count"));
  EXPECT_THAT(std::string(ParseScenario("name: 'x'").status().message()), HasSubstr("first_day"));
}

TEST(ScenarioTest, ADayBeforeTheFirstIsNoLastDay) {
  const absl::Status status = ParseScenario(
      "name: 'x' first_day { year: 2022 month: 11 day: 2 } last_day { year: 2022 month: 11 day: 1 }").status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("last_day: 2022-11-01"));
}

TEST(ScenarioTest, AMissingFileIsNotFound) {
  EXPECT_EQ(LoadScenario("/nowhere/x.textproto").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace hoso::replay
