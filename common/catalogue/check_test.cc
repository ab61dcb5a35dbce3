#include "common/catalogue/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace hoso::catalogue {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string Source() { return std::string(std::getenv("HOSO_SOURCE_DIR")) + "/catalogue"; }

// A copy of the real catalogue that a test may spoil.
class CheckTest : public testing::Test {
 protected:
  CheckTest() : directory_(fs::temp_directory_path() / absl::StrCat("hoso-check-test-", getpid(), "-", ++copies_)) {
    fs::copy(Source(), directory_, fs::copy_options::recursive);
  }
  ~CheckTest() override { fs::remove_all(directory_); }

  std::string Read(const std::string& file) const {
    std::ifstream stream(directory_ / file);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
  }

  void Write(const std::string& file, const std::string& text) { std::ofstream(directory_ / file) << text; }

  // Replaces the first `from` in `file`, and returns its line.
  int Spoil(const std::string& file, const std::string& from, const std::string& to) {
    std::string text = Read(file);
    const size_t at = text.find(from);
    if (at == std::string::npos) {
      ADD_FAILURE() << file << " has no " << from;
      return 0;
    }
    const int line = 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
    text.replace(at, from.size(), to);
    Write(file, text);
    return line;
  }

  std::string Check() const {
    const CheckResult result = CheckDirectory(directory_.string());
    EXPECT_EQ(result.catalogue == nullptr, !result.problems.empty());
    return absl::StrJoin(result.problems, "\n",
                         [](std::string* out, const Problem& problem) { *out += FormatProblem(problem); });
  }

  const fs::path directory_;

 private:
  static inline int copies_ = 0;
};

TEST_F(CheckTest, TheRealCatalogueHasNoProblem) { EXPECT_EQ(Check(), ""); }

struct Mistake {
  const char* file;
  const char* from;
  const char* to;
  const char* problem;
};

// Each is made alone in the real catalogue.
const Mistake kMistakes[] = {
    // Shape.
    {"agencies.textproto", "number: 1\n", "number: one\n", "Expected integer, got: one"},
    {"agencies.textproto", "number: 1\n", "numbr: 1\n", "has no field named \"numbr\""},
    {"statuses.textproto", "CERTAINTY_SEEN", "CERTAINTY_SURE", "Unknown enumeration value of \"CERTAINTY_SURE\""},
    {"statuses.textproto", "CERTAINTY_SEEN source: \"HUANVU\"", "CERTAINTY_SEEN", "source: empty, want the source"},
    {"statuses.textproto", "\"HUANVU\"", "\"HEARSAY\"", "source: HEARSAY, want a source of the catalogue"},
    {"statuses.textproto", "certainty: CERTAINTY_SEEN ", "", "certainty: unspecified, want a Certainty"},
    {"statuses.textproto", "  basis { certainty: CERTAINTY_SEEN source: \"HUANVU\" }\n", "", "basis: missing"},
    {"statuses.textproto", "name_en: \"accepted\"", "name_en: \"\"", "name_en: empty, want a text"},
    {"statuses.textproto", "name_en: \"accepted\"", "name_en: \" accepted\"", "want \"accepted\" (composed form"},
    {"statuses.textproto", "name_vi: \"Mới đăng ký\"", "name_vi: \"Mới đăng ky\xcc\x81\"",
     "want \"Mới đăng ký\" (composed form"},
    // Days.
    {"calendars/2024.textproto", "month: 2 day: 8 }", "month: 2 day: 30 }", "2024-02-30 does not exist"},
    {"calendars/2024.textproto", "year: 2024 month: 2 day: 8 }", "year: 2023 month: 2 day: 8 }",
     "day: 2023-02-08, want a day of 2024"},
    {"calendars/2024.textproto", "month: 2 day: 8 }", "month: 2 day: 9 }", "2024-02-09 is named twice"},
    {"calendars/2024.textproto", "month: 5 day: 4 } replaces", "month: 5 day: 5 } replaces",
     "2024-05-05 is not a Saturday"},
    {"calendars/2024.textproto", "replaces { year: 2024 month: 4 day: 29 }", "replaces { year: 2024 month: 4 day: 30 }",
     "replaces: 2024-04-30, want a day off of kind DAY_OFF_KIND_SWAP_OFF"},
    {"calendars/2024.textproto", "kind: DAY_OFF_KIND_SWAP_OFF", "kind: DAY_OFF_KIND_STATUTORY",
     "replaces: 2024-04-29, want a day off"},
    {"calendars/2025.textproto", "kind: DAY_OFF_KIND_STATUTORY", "kind: DAY_OFF_KIND_SWAP_OFF",
     "2025-01-01 is swapped, want the working Saturday that replaces it"},
    {"calendars/2024.textproto", "version: \"2024.1\"", "version: \"2023.1\"", "version: 2023.1 is used twice"},
    {"calendars/2024.textproto", "[WEEKDAY_SATURDAY, WEEKDAY_SUNDAY]", "[WEEKDAY_SUNDAY]", "weekly_rest: differs"},
    {"calendars/2024.textproto", "  year: 2024\n", "  year: 2024\n  in_force_from { year: 2024 month: 4 day: 12 }\n",
     "none of 2024 without in_force_from"},
    {"office_hours.textproto", "open: \"13:30\"", "open: \"11:00\"", "want shifts within the day, in order"},
    {"office_hours.textproto", "open: \"07:30\"", "open: \"7:30\"", "\"7:30\", want HH:MM"},
    // Procedures.
    {"procedures/gplx_doi.textproto", "id: \"GPLX_DOI@2022-11-01\"", "id: \"GPLX_DOI@2022\"",
     "want GPLX_DOI@2022-11-01"},
    {"procedures/gplx_doi.textproto", "valid_until { year: 2025 month: 2 day: 28 }",
     "valid_until { year: 2025 month: 3 day: 1 }", "while the version before is valid from 2022-11-01 to 2025-03-01"},
    {"procedures/gplx_doi.textproto", "valid_until { year: 2025 month: 2 day: 28 }",
     "valid_until { year: 2021 month: 2 day: 28 }", "valid_until: 2021-02-28, want 2022-11-01 or later"},
    {"procedures/gplx_doi.textproto", "agency: \"SGTVT\"", "agency: \"SGTV\"",
     "agency: SGTV, want an agency of the catalogue"},
    {"procedures/gplx_doi.textproto", "agency: \"SGTVT\"", "agency: \"SXD\"",
     "SXD is valid from 2025-03-01 to 2025-06-30, want one that is"},
    {"procedures/gplx_doi.textproto", "code: \"1.002809\"", "code: \"1002809\"", "want the shape 1.002809"},
    {"procedures/gplx_doi.textproto", "code: \"1.002809\"", "code: \"2.000488\"", "code: 2.000488 is that of GPLX_DOI"},
    {"procedures/gplx_doi.textproto", "value: 5", "value: 0", "value: 0, want at least 1"},
    {"procedures/gplx_doi.textproto", "unit: TERM_UNIT_WORKING_DAY\n", "", "unit: unspecified, want a TermUnit"},
    {"procedures/gplx_doi.textproto", "originals: 1", "originals: -1", "a negative number of papers"},
    {"procedures/gplx_doi.textproto", "originals: 1", "originals: 0", "form: no paper and no capture"},
    {"procedures/gplx_doi.textproto", "cases: [\"OTHER_CLASSES\"]", "cases: [\"OTHER\"]",
     "cases: OTHER, want a case of"},
    {"procedures/gplx_doi.textproto", "id: \"health\"", "id: \"form\"", "id: \"form\", want it unique"},
    {"procedures/gplx_doi.textproto", "channels: [CHANNEL_COUNTER, CHANNEL_POST]", "channels: [CHANNEL_COUNTER]",
     "fees: none for CHANNEL_POST on 2022-11-01"},
    {"procedures/gplx_doi.textproto", "exchanged_component: \"licence_copy\"", "exchanged_component: \"old\"",
     "exchanged_component: old, want a component"},
    {"procedures/gplx_doi.textproto", "order: 1\n", "order: 2\n", "order: 2 is used twice"},
    {"procedures/lltp.textproto", "extended_value: 15", "extended_value: 10", "extended_value: 10, want more than 10"},
    {"procedures/lltp.textproto", "fees: [\"REDUCED\", \"EXEMPT\"]", "fees: [\"HALF\"]", "fees: HALF, want a fee"},
    {"procedures/lltp.textproto", "min: 1 max: 20", "min: 0 max: 20", "units: 0 to 20, want 1 or more"},
    {"procedures/phuhieu.textproto", "per_unit: UNIT_KIND_VEHICLE", "per_unit: UNIT_KIND_NOMINEE",
     "want the kind of the version's units"},
    // Places.
    {"agencies.textproto", "number: 2\n", "number: 1\n", "number: 1 is used twice"},
    {"agencies.textproto", "number: 2\n", "number: 65536\n", "number: 65536, want 1 to 65535"},
    {"agencies.textproto", "code: \"H15.13\"", "code: \"H15.05\"", "code: H15.05 is used twice"},
    {"agencies.textproto", "code: \"H15.13\"", "code: \"H15-13\"", "code: H15-13, want capitals, digits and dots"},
    {"agencies.textproto", "successor: \"SXD\"", "successor: \"SNV_LC\"",
     "SNV_LC is valid since 2025-07-01, want it on the day after 2025-02-28"},
    {"agencies.textproto", "at: \"TTPVHCC\"", "at: \"STP\"", "STP has no seat"},
    {"agencies.textproto", "office_hours: \"STATE\"", "office_hours: \"NIGHT\"",
     "office_hours: NIGHT, want office hours"},
    {"agencies.textproto", "lat: 21.7141", "lat: 104.8963", "want a place in Viet Nam"},
    {"offices/bureaus.textproto", "parent: \"YB-I-01\"", "parent: \"YB-I-99\"", "parent: YB-I-99, want an office"},
    {"offices/bureaus.textproto", "parent: \"YB-I-01\"", "parent: \"YB-II-133\"", "want a level above OFFICE_LEVEL_II"},
    {"offices/bureaus.textproto", "  parent: \"YB-I-01\"\n", "",
     "parent: empty like that of YB-I-01, want one top only"},
    {"offices/bureaus.textproto", "procedures: [\"GPLX_DOI\"", "procedures: [\"GPLX\"",
     "procedures: GPLX, want a procedure"},
    {"offices/van_yen.textproto", "id: \"YB-CP-04378\"", "id: \"YB-CP-04381\"", "id: YB-CP-04381 is used twice"},
    {"offices/van_yen.textproto", "service_group: \"PILOT_FULL\"", "service_group: \"ALL\"",
     "service_group: ALL, want a service group"},
    {"offices/van_yen.textproto", "commune: \"04378\"", "commune: \"00001\"",
     "seat.commune: 00001, want an admin unit"},
    {"routes.textproto", "to_agency: \"TTPVHCC\"", "to_agency: \"SGTVT\"", "none lead from YB-I-01 to TTPVHCC"},
    {"routes.textproto", "planned_minutes: 60", "planned_minutes: 0", "planned_minutes: 0, want more than 0"},
    {"routes.textproto", "carrier: \"YB-XETHU\"", "carrier: \"DRONE\"", "carrier: DRONE, want a carrier"},
    {"admin_units/communes_2022.textproto", "successor: \"04279\"", "successor: \"99999\"",
     "successor: 99999, want a unit valid on 2025-07-01"},
    {"admin_units/communes_2022.textproto", "code: \"04252\"", "code: \"04249\"",
     "code: 04249 is also used until 2025-06-30"},
    {"admin_units/communes_2025.textproto", "parent: \"15\"", "parent: \"132\"",
     "parent: 132, want a unit valid since 2025-07-01"},
    {"postal_rules.textproto", "attempts: 3", "attempts: 0", "attempts: 0, want at least 1"},
    {"postal_rules.textproto", "discrepancy_working_days: 3", "discrepancy_working_days: 0",
     "discrepancy_working_days: 0, want at least 1"},
    {"outcome_grounds.textproto", "id: \"PAYMENT_OVERDUE\"", "id: \"SUPPLEMENT_OVERDUE\"",
     "id: SUPPLEMENT_OVERDUE is also used"},
    {"outcome_grounds.textproto", "denies: true", "denies: false", "stops, denies: neither"},
    {"outcome_grounds.textproto", "condition: GROUND_CONDITION_NONE", "", "condition: unspecified"},
    {"postal_rules.textproto", "attempts: 3", "attempts: 3 valid_until { year: 2024 month: 1 day: 1 }",
     "none until further notice"},
    {"postal_rules.textproto", "attempts: 3", "attempts: 3 valid_from { year: 2024 month: 1 day: 1 }",
     "want periods without gap"},
    {"statuses.textproto", "code: 3\n", "code: 11\n", "code: 11, want 1 to 10"},
    {"sources.textproto", "key: \"BYB\"", "key: \"VRV\"", "key: VRV is used twice"},
};

TEST_F(CheckTest, EachMistakeIsReportedInItsFileWithItsExpectation) {
  for (const Mistake& mistake : kMistakes) {
    const std::string before = Read(mistake.file);
    Spoil(mistake.file, mistake.from, mistake.to);
    EXPECT_THAT(Check(), HasSubstr(mistake.problem)) << mistake.file << ": " << mistake.from << " -> " << mistake.to;
    Write(mistake.file, before);
  }
}

TEST_F(CheckTest, AProblemIsReportedAtItsLine) {
  const std::string parse =
      absl::StrCat("agencies.textproto:", Spoil("agencies.textproto", "number: 1\n", "number: one\n"), ":11: ");
  EXPECT_THAT(Check(), HasSubstr(parse));
  Spoil("agencies.textproto", "number: one\n", "number: 70000\n");
  const int line = Spoil("agencies.textproto", "number: 70000\n", "number: 70000\n");
  EXPECT_THAT(Check(), HasSubstr(absl::StrCat("agencies.textproto:", line, ": number: 70000, want 1 to 65535")));
}

TEST_F(CheckTest, AllProblemsOfAllFilesAreReportedAtOnce) {
  Spoil("agencies.textproto", "number: 1\n", "number: 70000\n");
  Spoil("procedures/gplx_doi.textproto", "value: 5", "value: 0");
  Spoil("calendars/2024.textproto", "month: 5 day: 4 } replaces", "month: 5 day: 5 } replaces");
  const std::string problems = Check();
  for (const char* problem : {"number: 70000", "value: 0, want", "is not a Saturday"}) {
    EXPECT_THAT(problems, HasSubstr(problem));
  }
}

TEST_F(CheckTest, ParseErrorsOfSeveralFilesAreReportedAtOnce) {
  Write("agencies.textproto", "agencies { key: }");
  Write("routes.textproto", "legs {");
  const CheckResult result = CheckDirectory(directory_.string());
  EXPECT_THAT(result.problems, SizeIs(2));
}

TEST_F(CheckTest, AMissingYearIsReported) {
  fs::remove(directory_ / "calendars/2026.textproto");
  EXPECT_THAT(Check(), HasSubstr("none of 2026 without in_force_from, want every year from 2022 to 2027"));
}

TEST_F(CheckTest, WhatIsMissingAltogetherIsReported) {
  fs::remove(directory_ / "statuses.textproto");
  fs::remove_all(directory_ / "calendars");
  const std::string problems = Check();
  EXPECT_THAT(problems, HasSubstr("statuses: 1 missing"));
  EXPECT_THAT(problems, HasSubstr("calendar_years: none"));
}

TEST_F(CheckTest, ADirectoryWithoutACatalogueIsAProblem) {
  EXPECT_THAT(FormatProblem(CheckDirectory("/nonexistent").problems.at(0)), HasSubstr("/nonexistent: cannot be read"));
  fs::create_directory(directory_ / "empty");
  EXPECT_THAT(FormatProblem(CheckDirectory((directory_ / "empty").string()).problems.at(0)),
              HasSubstr("no *.textproto"));
}

TEST_F(CheckTest, ALaterVersionOfACalendarHoldsForPromisesMadeSinceThen) {
  Write("calendars/2024b.textproto",
        absl::StrReplaceAll(
            Read("calendars/2024.textproto"),
            {{"  version: \"2024.1\"\n", "  version: \"2024.2\"\n  in_force_from { year: 2024 month: 6 day: 1 }\n"},
             {"  days_off { day { year: 2024 month: 9 day: 3 }", "  days_off { day { year: 2024 month: 9 day: 4 }"}}));
  ASSERT_EQ(Check(), "");
  const auto catalogue = Catalogue::Load(directory_.string()).value();
  const absl::CivilDay changed(2024, 9, 3);
  EXPECT_FALSE(catalogue->CalendarOn(absl::CivilDay(2024, 5, 31))->IsWorkingDay(changed));
  EXPECT_TRUE(catalogue->CalendarOn(absl::CivilDay(2024, 6, 1))->IsWorkingDay(changed));
  EXPECT_EQ(catalogue->CalendarOn(absl::CivilDay(2024, 6, 1))->VersionOf(changed, changed), "2024.2");
}

TEST_F(CheckTest, TheDigestDoesNotDependOnTheFiles) {
  const std::string before = Catalogue::Load(directory_.string()).value()->digest();
  const std::string moved = Read("routes.textproto");
  fs::remove(directory_ / "routes.textproto");
  Write("zzz.textproto", moved);
  EXPECT_EQ(Catalogue::Load(directory_.string()).value()->digest(), before);
}

}  // namespace
}  // namespace hoso::catalogue
