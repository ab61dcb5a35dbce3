#include "common/catalogue/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "common/catalogue/digest.h"
#include "common/clock/clock.h"
#include "common/proto_time/proto_time.h"

namespace hoso::catalogue {
namespace {

using ::absl::CivilDay;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// The catalogue that the house runs on.
const Catalogue& Real() {
  static const auto* const kCatalogue = new std::shared_ptr<const Catalogue>(
      Catalogue::Load(std::string(std::getenv("HOSO_SOURCE_DIR")) + "/catalogue").value());
  return **kCatalogue;
}

std::string Message(const absl::Status& status) { return std::string(status.message()); }

TEST(CatalogueTest, ADossierOfTheDayGetsTheVersionOfTheDay) {
  struct Row {
    const char* asked;
    CivilDay day;
    const char* version;
    const char* agency;
  };
  const std::vector<Row> rows = {
      {"GPLX_DOI", CivilDay(2022, 11, 1), "GPLX_DOI@2022-11-01", "SGTVT"},
      {"1.002809", CivilDay(2025, 2, 28), "GPLX_DOI@2022-11-01", "SGTVT"},
      {"1.002809.000.00.00.H56", CivilDay(2025, 2, 28), "GPLX_DOI@2022-11-01", "SGTVT"},
      {"3.000347", CivilDay(2025, 3, 1), "GPLX_DOI@2025-03-01", "PC08"},
      {"PHUHIEU", CivilDay(2025, 2, 28), "PHUHIEU@2022-11-01", "SGTVT"},
      {"PHUHIEU", CivilDay(2025, 6, 30), "PHUHIEU@2025-03-01", "SXD"},
      {"2.002288", CivilDay(2025, 7, 1), "PHUHIEU@2025-07-01", "SXD_LC"},
      {"LLTP", CivilDay(2023, 4, 30), "LLTP@2022-11-01", "STP"},
      {"BK_CHUYENDE", CivilDay(2023, 4, 30), "BK_CHUYENDE@2022-11-01", "SNV"},
      {"BK_CONGTRANG", CivilDay(2026, 1, 5), "BK_CONGTRANG@2025-07-01", "SNV_LC"},
  };
  for (const Row& row : rows) {
    const ProcedureInForce found = Real().FindProcedure(row.asked, row.day, v1::CHANNEL_POST).value();
    EXPECT_EQ(found.version->id(), row.version) << row.asked;
    EXPECT_EQ(found.version->agency(), row.agency) << row.asked;
    EXPECT_EQ(Real().FindVersion(row.version).value().version, found.version);
  }
}

TEST(CatalogueTest, WhatIsNotValidOnADaySaysSinceWhenOrInsteadOfWhat) {
  struct Row {
    const char* asked;
    CivilDay day;
    absl::StatusCode code;
    const char* message;
  };
  const auto wait = absl::StatusCode::kFailedPrecondition;
  const std::vector<Row> rows = {
      {"9.999999", CivilDay(2023, 1, 5), absl::StatusCode::kNotFound, "procedure: 9.999999 is not in the catalogue"},
      {"", CivilDay(2023, 1, 5), absl::StatusCode::kNotFound, "is not in the catalogue"},
      {"GPLX_DOI", CivilDay(2022, 10, 31), wait, "GPLX_DOI is not valid on 2022-10-31, but from 2022-11-01"},
      {"1.002809", CivilDay(2025, 3, 1), wait, "1.002809 is not valid on 2025-03-01, since 2025-03-01 it is 3.000347"},
      {"3.000347", CivilDay(2025, 2, 28), wait, "from 2022-11-01 to 2025-02-28 it is 1.002809"},
      {"LLTP", CivilDay(2023, 5, 1), wait,
       "public post dossiers of LLTP are not accepted on 2023-05-01, since 2023-05-01 only online"},
  };
  for (const Row& row : rows) {
    const absl::Status status = Real().FindProcedure(row.asked, row.day, v1::CHANNEL_POST).status();
    EXPECT_EQ(status.code(), row.code) << row.asked;
    EXPECT_THAT(Message(status), HasSubstr(row.message));
  }
  EXPECT_TRUE(Real().FindProcedure("LLTP", CivilDay(2023, 5, 1), v1::CHANNEL_ONLINE).ok());
}

TEST(CatalogueTest, AgenciesAreFoundByKeyNumberAndCode) {
  const v1::Agency* agency = Real().FindAgency("SGTVT").value();
  EXPECT_EQ(Real().FindAgencyByNumber(agency->number()).value(), agency);
  EXPECT_EQ(Real().FindAgencyByCode(agency->code()).value(), agency);
  EXPECT_EQ(Real().FindAgency("SGTV").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Real().FindAgencyByNumber(0).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Real().FindAgencyByCode("H99").status().code(), absl::StatusCode::kNotFound);
}

TEST(CatalogueTest, ThePilotHasItsOfficesFromItsFirstDay) {
  EXPECT_THAT(Real().data().offices(), SizeIs(61));
  const v1::Office* office = Real().FindOffice("YB-CP-04378").value();
  EXPECT_THAT(Real().ProceduresOffered(*office, CivilDay(2022, 11, 1)),
              ElementsAre("GPLX_DOI", "GPKD_VT", "PHUHIEU", "LLTP", "BK_CONGTRANG", "BK_CHUYENDE"));
  EXPECT_TRUE(Real().CheckOffered(*office, "LLTP", CivilDay(2022, 11, 1)).ok());
  const absl::Status early = Real().CheckOffered(*office, "LLTP", CivilDay(2022, 10, 31));
  EXPECT_EQ(early.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(early), HasSubstr("LLTP is not offered at YB-CP-04378 on 2022-10-31"));
  EXPECT_EQ(Real().FindOffice("YB-CP-00000").status().code(), absl::StatusCode::kNotFound);
}

TEST(CatalogueTest, EveryCommuneHasItsSuccessorInTheMergedProvince) {
  int communes = 0;
  for (const v1::AdminUnit& unit : Real().data().admin_units()) {
    if (unit.successor().empty() || unit.parent().empty()) continue;
    ++communes;
    const v1::AdminUnit* successor = Real().FindAdminUnit(unit.successor(), CivilDay(2025, 7, 1)).value();
    EXPECT_EQ(successor->parent(), "15");
  }
  EXPECT_EQ(communes, 173);
  EXPECT_EQ(Real().FindAdminUnit("15", CivilDay(2025, 6, 30)).value()->name(), "Tỉnh Yên Bái");
  EXPECT_EQ(Real().FindAdminUnit("15", CivilDay(2025, 7, 1)).value()->name(), "Tỉnh Lào Cai");
  EXPECT_EQ(Real().FindAdminUnit("136", CivilDay(2025, 7, 1)).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Real().FindAdminUnit("134", CivilDay(2022, 11, 1)).status().code(), absl::StatusCode::kNotFound);
}

TEST(CatalogueTest, TheWayToAnAgencyClimbsTheBureaus) {
  const auto way = Real().WayToAgency("YB-CP-04378", "STP", CivilDay(2022, 11, 1)).value();
  ASSERT_THAT(way, SizeIs(3));
  EXPECT_EQ(way[0]->to_office(), "YB-II-136");
  EXPECT_EQ(way[1]->to_office(), "YB-I-01");
  EXPECT_EQ(way[2]->to_agency(), "TTPVHCC");
  EXPECT_THAT(Real().WayToAgency("YB-I-01", "STP", CivilDay(2022, 11, 1)).value(), SizeIs(1));
  EXPECT_EQ(Real().WayToAgency("nowhere", "STP", CivilDay(2022, 11, 1)).status().code(), absl::StatusCode::kNotFound);
}

TEST(CatalogueTest, KilometresAreByRoadWhereKnownElseAsTheCrowFlies) {
  EXPECT_EQ(Real().KmSpared("YB-II-137", "SGTVT").value(), 180);
  EXPECT_EQ(Real().KmSpared("YB-I-01", "SGTVT").value(), 0);
  const int crow = Real().KmSpared("YB-CP-04378", "SGTVT").value();
  EXPECT_GE(crow, 55);
  EXPECT_LE(crow, 65);
}

TEST(CatalogueTest, AgenciesKeepTheStatesCalendarAndThePostItsOwn) {
  const clock::Schedule agency = Real().ScheduleOfAgency("SGTVT", CivilDay(2024, 4, 26)).value();
  EXPECT_TRUE(clock::IsWorkingDay(agency, CivilDay(2024, 5, 4)));
  EXPECT_FALSE(clock::IsWorkingDay(agency, CivilDay(2024, 4, 29)));
  EXPECT_EQ(agency.calendar->first_day(), CivilDay(2022, 1, 1));
  EXPECT_EQ(agency.calendar->last_day(), CivilDay(2027, 12, 31));
  const clock::Schedule post = Real().ScheduleOfOffice("YB-CP-04378", CivilDay(2024, 4, 26)).value();
  EXPECT_TRUE(clock::IsWorkingDay(post, CivilDay(2024, 4, 27)));   // A Saturday.
  EXPECT_TRUE(clock::IsWorkingDay(post, CivilDay(2024, 4, 29)));   // Swapped by agencies only.
  EXPECT_FALSE(clock::IsWorkingDay(post, CivilDay(2024, 4, 30)));  // A holiday of the law.
  EXPECT_EQ(Real().ScheduleOfAgency("SXD", CivilDay(2024, 4, 26)).value().calendar,
            Real().CalendarOn(CivilDay(2024, 4, 26)));
}

TEST(CatalogueTest, TheStatusesAreTheTenOfTheNation) {
  EXPECT_EQ(Real().FindStatus(5).value()->name_vi(), "Yêu cầu bổ sung giấy tờ");
  EXPECT_EQ(Real().FindStatus(11).status().code(), absl::StatusCode::kNotFound);
}

TEST(CatalogueTest, PostalRulesAreThoseOfTheDay) {
  v1::CatalogueFile data = Real().data();
  data.clear_postal_rules();
  EXPECT_EQ(Catalogue(data, "test").PostalRulesOn(CivilDay(2022, 11, 1)).status().code(), absl::StatusCode::kInternal);
  v1::PostalRules& before = *data.add_postal_rules();
  before.set_keep_days(30);
  *before.mutable_valid_until() = ToProto(CivilDay(2024, 12, 31));
  v1::PostalRules& after = *data.add_postal_rules();
  after.set_keep_days(60);
  *after.mutable_valid_from() = ToProto(CivilDay(2025, 1, 1));
  const Catalogue catalogue(data, "test");
  EXPECT_EQ((*catalogue.PostalRulesOn(CivilDay(2024, 12, 31)))->keep_days(), 30);
  EXPECT_EQ((*catalogue.PostalRulesOn(CivilDay(2025, 1, 1)))->keep_days(), 60);
  EXPECT_TRUE(Real().PostalRulesOn(CivilDay(2022, 11, 1)).ok());
}

TEST(CatalogueTest, TheDigestTellsContentAndNotOrder) {
  v1::CatalogueFile data = Real().data();
  EXPECT_EQ(DigestOf(data), Real().digest());
  EXPECT_THAT(Real().digest(), SizeIs(64));
  data.mutable_offices()->SwapElements(0, 5);
  EXPECT_EQ(DigestOf(data), Real().digest());
  data.mutable_offices(0)->set_name_vi("khác");
  EXPECT_NE(DigestOf(data), Real().digest());
}

}  // namespace
}  // namespace hoso::catalogue
