#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "clients/hoso/run_program.h"

namespace hoso::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

ProgramResult Date(const std::string& procedure, const std::string& accepted, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments = {"date", "--procedure", procedure, "--accepted", accepted};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return RunHoso(arguments);
}

std::string FirstLine(const std::string& text) { return text.substr(0, text.find('\n')); }

TEST(DateCommandTest, TheFirstLineIsTheAppointmentDate) {
  struct Row {
    const char* procedure;
    const char* accepted;
    std::vector<std::string> more;
    const char* date;
  };
  const std::vector<Row> rows = {
      // The examples of the domain, with procedures that have those terms.
      {"PHUHIEU", "2023-01-19T10:00", {}, "2023-01-30"},
      {"GPLX_DOI", "2024-04-26T10:00", {}, "2024-05-07"},
      {"LLTP", "2023-04-24T10:00", {}, "2023-05-04"},
      {"2.002288", "2022-12-29T10:00", {}, "2023-01-03"},
      {"1.002809", "2024-04-26 17:30:00", {}, "2024-05-08"},
      // A licence exchange pauses, a business licence restarts.
      {"GPLX_DOI", "2024-05-06T09:00", {"--pause", "2024-05-07T10:00/2024-05-09T09:00"}, "2024-05-15"},
      {"GPKD_VT", "2024-05-06T09:00", {"--pause", "2024-05-07T10:00/2024-05-09T09:00"}, "2024-05-16"},
      {"GPLX_DOI",
       "2024-05-06T09:00",
       {"--pause", "2024-05-07T10:00/2024-05-08T09:00", "--pause", "2024-05-09T10:00/2024-05-10T09:00"},
       "2024-05-15"},
      {"GPLX_DOI", "2024-05-06T09:00", {"--pause", "2024-05-07T10:00/"}, "waiting"},
      {"LLTP", "2023-03-01T09:00", {"--extended"}, "2023-03-16"},
      {"LLTP", "2024-03-01T09:00", {"--channel", "online"}, "2024-03-11"},
      {"GPKD_VT", "2024-05-06T09:00", {"--case", "REISSUE_LOST"}, "2024-05-09"},
  };
  for (const Row& row : rows) {
    const ProgramResult result = Date(row.procedure, row.accepted, row.more);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_EQ(FirstLine(result.out), row.date) << row.procedure << " " << row.accepted;
    EXPECT_THAT(result.err, IsEmpty());
  }
}

TEST(DateCommandTest, TheDerivationFollowsInTheLanguageAsked) {
  EXPECT_EQ(
      Date("GPLX_DOI", "2024-04-26T14:20").out,
      "2024-05-07\nnhận 14:20 26/04/2024; 5 ngày làm việc; nghỉ 29/04–01/05; làm bù thứ Bảy 04/05; hẹn 07/05/2024\n"
      "GPLX_DOI@2022-11-01 · SGTVT · lịch 2024.1\n");
  EXPECT_THAT(Date("GPLX_DOI", "2024-04-26T14:20", {"--lang", "en"}).out,
              HasSubstr("working Saturday 04/05; due 07/05/2024"));
}

TEST(DateCommandTest, JsonHasWhatTheWordsSay) {
  const auto json = nlohmann::json::parse(Date("GPLX_DOI", "2024-04-26T14:20", {"--json"}).out);
  EXPECT_EQ(json["appointment_date"], "2024-05-07");
  EXPECT_EQ(json["due_at"], "2024-05-07T17:00:00+07:00");
  EXPECT_EQ(json["procedure_version"], "GPLX_DOI@2022-11-01");
  EXPECT_EQ(json["term"]["value"], 5);
  EXPECT_EQ(json["waiting"], false);
  EXPECT_TRUE(
      nlohmann::json::parse(
          Date("GPLX_DOI", "2024-05-06T09:00", {"--pause", "2024-05-07T10:00/", "--json"}).out)["appointment_date"]
          .is_null());
}

TEST(DateCommandTest, BadInputSaysWhichArgumentAndWhatWasExpected) {
  struct Row {
    const char* procedure;
    const char* accepted;
    std::vector<std::string> more;
    const char* message;
  };
  const std::vector<Row> rows = {
      {"9.999999", "2024-04-26T10:00", {}, "--procedure 9.999999: procedure: 9.999999 is not in the catalogue"},
      {"", "2024-04-26T10:00", {}, "is not in the catalogue"},
      {"GPLX_DOI", "2022-10-31T10:00", {}, "is not valid on 2022-10-31, but from 2022-11-01"},
      {"1.002809", "2025-03-03T10:00", {}, "since 2025-03-01 it is 3.000347"},
      {"LLTP", "2023-05-04T10:00", {}, "since 2023-05-01 only online"},
      {"GPLX_DOI", "2023-02-29T10:00", {}, "--accepted: 2023-02-29 does not exist"},
      {"GPLX_DOI", "2024-04-26", {}, "--accepted: \"2024-04-26\", want YYYY-MM-DDTHH:MM"},
      {"GPLX_DOI", "2024-04-26T25:00", {}, "--accepted: \"25:00\" is no time of day"},
      {"GPLX_DOI", "2024-04-26T24:00", {}, "is no time of day"},
      {"GPLX_DOI", "2024-04-26T10:00:61", {}, "is no time of day"},
      {"GPLX_DOI", "soon", {}, "--accepted: \"soon\", want"},
      {"GPLX_DOI", "2027-12-31T10:00", {}, "--accepted 2027-12-31T10:00: calendar: covers 2022-01-01 to 2027-12-31"},
      {"GPLX_DOI",
       "2024-05-06T09:00",
       {"--pause", "2024-05-05T10:00/2024-05-07T10:00"},
       "--pause 2024-05-05T10:00/2024-05-07T10:00: begins before acceptance"},
      {"GPLX_DOI",
       "2024-05-06T09:00",
       {"--pause", "2024-05-08T10:00/2024-05-07T10:00"},
       "ends at or before its beginning"},
      {"GPLX_DOI", "2024-05-06T09:00", {"--pause", "2024-05-08T10:00"}, "want FROM/TO"},
      {"GPLX_DOI", "2024-05-06T09:00", {"--pause", "2024-05-32T10:00/2024-06-07T10:00"}, "2024-05-32 does not exist"},
      {"GPLX_DOI",
       "2024-05-06T09:00",
       {"--pause", "2024-05-07T10:00/2024-05-09T10:00", "--pause", "2024-05-08T10:00/2024-05-10T10:00"},
       "--pause 2024-05-08T10:00/2024-05-10T10:00: begins before the one before it ends"},
      {"GPLX_DOI", "2024-05-06T09:00", {"--case", "B2"}, "--case: cases[0]: B2, want OTHER_CLASSES"},
      {"GPLX_DOI", "2024-05-06T09:00", {"--extended"}, "--extended: term: GPLX_DOI@2022-11-01 has no extension"},
      {"GPLX_DOI", "2024-05-06T09:00", {"--catalogue", "/nonexistent"}, "/nonexistent: cannot be read"},
  };
  for (const Row& row : rows) {
    const ProgramResult result = Date(row.procedure, row.accepted, row.more);
    EXPECT_EQ(result.exit_code, 1) << row.message;
    EXPECT_THAT(result.err, HasSubstr(row.message));
    EXPECT_THAT(result.out, IsEmpty()) << row.message;
  }
}

TEST(DateCommandTest, ACommandThatIsNotUnderstoodExitsWithTwo) {
  const std::vector<std::vector<std::string>> commands = {
      {},
      {"date"},
      {"dates"},
      {"date", "--procedure", "GPLX_DOI"},
      {"date", "--procedure", "GPLX_DOI", "--accepted", "2024-05-06T09:00", "--channel", "fax"}};
  for (const std::vector<std::string>& command : commands) {
    const ProgramResult result = RunHoso(command);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_NE(result.err, "");
  }
  EXPECT_EQ(RunHoso({"date", "--help"}).exit_code, 0);
}

}  // namespace
}  // namespace hoso::cli
