#include "common/identity/dossier_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace hoso::identity {
namespace {

using ::absl::CivilDay;
using ::testing::HasSubstr;

const AgencyCodes& Agencies() {
  static const auto* const kAgencies = new AgencyCodes{.number_of = [](const std::string& code) -> absl::StatusOr<int> {
                                                         if (code == "H15.05") return 1;
                                                         if (code == "H15.13") return 2;
                                                         return absl::NotFoundError("agency");
                                                       },
                                                       .code_of = [](int number) -> absl::StatusOr<std::string> {
                                                         if (number == 1) return std::string("H15.05");
                                                         if (number == 2) return std::string("H15.13");
                                                         return absl::NotFoundError("agency");
                                                       }};
  return *kAgencies;
}

TEST(DossierCodeTest, CodeAndIdAreTheSameThing) {
  const DossierId id = ParseDossierCode("H15.05-240426-0001", Agencies()).value();
  EXPECT_EQ(id.agency_number(), 1);
  EXPECT_EQ(id.day(), CivilDay(2024, 4, 26));
  EXPECT_EQ(id.number(), 1);
  EXPECT_EQ(id.value(), int64_t{19839} << 32 | 1 << 16 | 1);
  EXPECT_EQ(FormatDossierCode(id, Agencies()).value(), "H15.05-240426-0001");
}

TEST(DossierCodeTest, BlanksAroundAndSmallLettersAreForgiven) {
  EXPECT_EQ(ParseDossierCode(" h15.05-240426-0042 \n", Agencies()).value().number(), 42);
}

TEST(DossierCodeTest, ProvisionalNumbersHaveFiveDigits) {
  const DossierId id = DossierId::Make(2, CivilDay(2022, 11, 1), 10000).value();
  EXPECT_TRUE(id.provisional());
  EXPECT_EQ(FormatDossierCode(id, Agencies()).value(), "H15.13-221101-10000");
  EXPECT_EQ(ParseDossierCode("H15.13-221101-10000", Agencies()).value(), id);
}

TEST(DossierCodeTest, EachMistakeIsNamed) {
  struct Row {
    const char* code;
    absl::StatusCode status;
    const char* message;
  };
  const auto bad = absl::StatusCode::kInvalidArgument;
  const std::vector<Row> rows = {
      {"", bad, "want the shape"},
      {"H15.05", bad, "want the shape"},
      {"H15.05-240426", bad, "want the shape"},
      {"H15.05-240426-0001-2", bad, "want the shape"},
      {"-240426-0001", bad, "want the shape"},
      {"H15.05-240230-0001", bad, "day \"240230\" does not exist"},
      {"H15.05-241301-0001", bad, "day \"241301\" does not exist"},
      {"H15.05-24O426-0001", bad, "day \"24O426\", want six digits"},
      {"H15.05-24426-0001", bad, "want six digits"},
      {"H15.05-240426-0000", bad, "number 0000, want 1 to 9999"},
      {"H15.05-240426-1", bad, "want four digits"},
      {"H15.05-240426-000l", bad, "want four digits"},
      {"H15.05-240426-00001", bad, "number 00001, want 10000 to 65535"},
      {"H15.05-240426-70000", bad, "number 70000, want 10000 to 65535"},
      {"H15.05-240426-00 1", bad, "has a blank"},
      {"H15.05-240426-0001\x01", bad, "another character"},
      {"H15.99-240426-0001", absl::StatusCode::kNotFound, "agency H15.99 is not known"},
  };
  for (const Row& row : rows) {
    const absl::Status status = ParseDossierCode(row.code, Agencies()).status();
    EXPECT_EQ(status.code(), row.status) << row.code;
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.message)) << row.code;
  }
  EXPECT_THAT(std::string(ParseDossierCode(std::string(1 << 20, 'A'), Agencies()).status().message()),
              HasSubstr("1048576 bytes"));
}

TEST(DossierIdTest, PartsOutOfRangeAreRefused) {
  const CivilDay day(2024, 4, 26);
  EXPECT_THAT(std::string(DossierId::Make(0, day, 1).status().message()), HasSubstr("agency_number: 0"));
  EXPECT_THAT(std::string(DossierId::Make(65536, day, 1).status().message()), HasSubstr("agency_number: 65536"));
  EXPECT_THAT(std::string(DossierId::Make(1, CivilDay(1999, 12, 31), 1).status().message()),
              HasSubstr("day: 1999-12-31"));
  EXPECT_THAT(std::string(DossierId::Make(1, CivilDay(2100, 1, 1), 1).status().message()),
              HasSubstr("day: 2100-01-01"));
  EXPECT_THAT(std::string(DossierId::Make(1, day, 0).status().message()), HasSubstr("number: 0"));
  EXPECT_THAT(std::string(DossierId::Make(1, day, 65536).status().message()), HasSubstr("number: 65536"));
  for (const int64_t value : {int64_t{-1}, int64_t{0}, int64_t{1}, int64_t{19839} << 32, INT64_MAX, INT64_MIN}) {
    EXPECT_FALSE(DossierId::FromValue(value).ok()) << value;
  }
}

TEST(DossierIdTest, IdsAreOrderedByDayFirst) {
  const DossierId last = DossierId::Make(65535, CivilDay(2022, 11, 30), 65535).value();
  const DossierId first = DossierId::Make(1, CivilDay(2022, 12, 1), 1).value();
  EXPECT_LT(last, first);
  EXPECT_LT(last.value(), FirstIdOfDay(CivilDay(2022, 12, 1)));
  EXPECT_GT(first.value(), FirstIdOfDay(CivilDay(2022, 12, 1)));
}

RC_GTEST_PROP(DossierIdProperties, EveryIdComesBackFromItsValueAndFromItsCode, ()) {
  const int agency = *rc::gen::inRange(1, 3);
  const CivilDay day = CivilDay(2000, 1, 1) + *rc::gen::inRange(0, 36525);
  const int number = *rc::gen::inRange(1, 65536);
  const DossierId id = DossierId::Make(agency, day, number).value();
  RC_ASSERT(id.agency_number() == agency);
  RC_ASSERT(id.day() == day);
  RC_ASSERT(id.number() == number);
  RC_ASSERT(DossierId::FromValue(id.value()).value() == id);
  RC_ASSERT(ParseDossierCode(FormatDossierCode(id, Agencies()).value(), Agencies()).value() == id);
}

}  // namespace
}  // namespace hoso::identity
