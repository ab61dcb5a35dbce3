#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "clients/hoso/run_program.h"

namespace hoso::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string RealCatalogue() { return std::string(std::getenv("HOSO_SOURCE_DIR")) + "/catalogue"; }

TEST(CatalogueCommandsTest, TheCatalogueAboveTheProgramIsFoundAndSound) {
  const ProgramResult result = RunHoso({"catalogue", "check"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("no problem in 6 procedures"));
  EXPECT_THAT(result.err, IsEmpty());
}

TEST(CatalogueCommandsTest, EveryProblemOfABadCatalogueGoesToStderr) {
  const std::filesystem::path bad =
      std::filesystem::temp_directory_path() / ("hoso-bad-catalogue-" + std::to_string(getpid()));
  std::filesystem::create_directory(bad);
  std::ofstream(bad / "statuses.textproto") << "statuses { code: 1 }\nstatuses { code: 99 }\n";
  const ProgramResult words = RunHoso({"catalogue", "check", bad.string()});
  const ProgramResult json = RunHoso({"catalogue", "check", bad.string(), "--json"});
  std::filesystem::remove_all(bad);
  EXPECT_EQ(words.exit_code, 1);
  EXPECT_THAT(words.err, HasSubstr("statuses.textproto:2: code: 99, want 1 to 10"));
  EXPECT_THAT(words.err, HasSubstr("statuses.textproto:1: name_vi: empty, want a text"));
  EXPECT_THAT(words.out, IsEmpty());
  EXPECT_EQ(json.exit_code, 1);
  EXPECT_GT(nlohmann::json::parse(json.out)["problems"].size(), 5u);
}

TEST(CatalogueCommandsTest, ShowAnswersForADay) {
  EXPECT_THAT(RunHoso({"catalogue", "show", "procedure", "--at", "2024-01-05"}).out,
              HasSubstr("GPLX_DOI\t1.002809\tSGTVT\tĐổi giấy phép lái xe"));
  EXPECT_THAT(RunHoso({"catalogue", "show", "procedure", "--at", "2025-03-05", "--lang", "en"}).out,
              HasSubstr("GPLX_DOI\t3.000347\tPC08\tExchange of a driving licence"));
  EXPECT_THAT(RunHoso({"catalogue", "show", "agency", "--at", "2025-07-05"}).out, Not(HasSubstr("SGTVT")));
  EXPECT_THAT(RunHoso({"catalogue", "show", "office", "YB-CP-04378"}).out, HasSubstr("Lang Thíp"));
  EXPECT_THAT(RunHoso({"catalogue", "show", "calendar", "2024"}).out, HasSubstr("2024-05-04\tlàm bù\t2024-04-29"));
  EXPECT_EQ(RunHoso({"catalogue", "show"}).exit_code, 0);
}

TEST(CatalogueCommandsTest, ShowWritesJson) {
  const auto procedure =
      nlohmann::json::parse(RunHoso({"catalogue", "show", "procedure", "LLTP", "--at", "2023-06-01", "--json"}).out);
  EXPECT_EQ(procedure["id"], "LLTP@2023-05-01");
  const auto offices =
      nlohmann::json::parse(RunHoso({"catalogue", "show", "office", "--at", "2023-06-01", "--json"}).out);
  EXPECT_EQ(offices.size(), 61u);
  EXPECT_EQ(nlohmann::json::parse(RunHoso({"catalogue", "show", "calendar", "2025", "--json"}).out)["year"], 2025);
}

TEST(CatalogueCommandsTest, WhatIsNotThereIsAnError) {
  EXPECT_THAT(RunHoso({"catalogue", "show", "procedure", "NOPE"}).err, HasSubstr("NOPE is not in the catalogue"));
  EXPECT_THAT(RunHoso({"catalogue", "show", "office", "NOPE"}).err, HasSubstr("NOPE is not in the catalogue"));
  EXPECT_THAT(RunHoso({"catalogue", "show", "calendar", "2031"}).err, HasSubstr("2031, want a year from 2022 to 2027"));
  EXPECT_THAT(RunHoso({"catalogue", "show", "office", "--at", "2023-02-30"}).err,
              HasSubstr("--at: 2023-02-30 does not exist"));
  EXPECT_EQ(RunHoso({"catalogue", "show", "bicycle"}).exit_code, 2);
}

TEST(CatalogueCommandsTest, TheCatalogueCanBeNamedByTheEnvironment) {
  setenv("HOSO_CATALOGUE", "/nonexistent", 1);
  const ProgramResult wrong = RunHoso({"catalogue", "check"});
  setenv("HOSO_CATALOGUE", RealCatalogue().c_str(), 1);
  const ProgramResult right = RunHoso({"catalogue", "check"});
  unsetenv("HOSO_CATALOGUE");
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("/nonexistent"));
  EXPECT_EQ(right.exit_code, 0);
}

}  // namespace
}  // namespace hoso::cli
