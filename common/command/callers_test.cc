#include "common/catalogue/relations.h"
#include "common/command/callers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/custody/custody.h"
#include "common/rpc/call_metadata.h"
#include "tests/support/catalogue.h"
#include "tests/support/matchers.h"

namespace hoso::command {
namespace {

using absl::StatusCode;
using core::v1::Actor;
using hoso::testing::HasFieldViolation;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using hoso::testing::TheCatalogue;
using ::testing::HasSubstr;

Actor Of(const std::string& staff, const std::string& office, const std::string& agency, const std::string& role = "") {
  Actor actor;
  actor.set_staff_id(staff);
  actor.set_office_id(office);
  actor.set_agency_key(agency);
  actor.set_role(role);
  return actor;
}

TEST(CallersTest, ACallerSaysWhoAndWhereItIs) {
  EXPECT_THAT(CheckCaller(TheCatalogue(), Of("NV-1", "YB-II-136", "")), IsOk());
  EXPECT_THAT(CheckCaller(TheCatalogue(), Of("CB-1", "", "SGTVT")), IsOk());
  EXPECT_THAT(CheckCaller(TheCatalogue(), Of("BT-1", "", "", "carrier")), IsOk());
  EXPECT_THAT(CheckCaller(TheCatalogue(), Of("", "YB-II-136", "")),
              StatusIs(StatusCode::kUnauthenticated, HasSubstr(rpc::kStaffKey)));
  EXPECT_THAT(CheckCaller(TheCatalogue(), Of("NV-1", "", "")),
              StatusIs(StatusCode::kUnauthenticated, HasSubstr(rpc::kOfficeKey)));
  EXPECT_THAT(CheckCaller(TheCatalogue(), Of("NV-1", "YB-II-999", "")), HasFieldViolation(rpc::kOfficeKey));
  EXPECT_THAT(CheckCaller(TheCatalogue(), Of("CB-1", "", "SO-LA")), HasFieldViolation(rpc::kAgencyKey));
}

TEST(CallersTest, WhatIsAnOfficesToDoNeedsAnOffice) {
  EXPECT_THAT(CheckOfficeCaller(TheCatalogue(), Of("NV-1", "YB-II-136", "")), IsOk());
  EXPECT_THAT(CheckOfficeCaller(TheCatalogue(), Of("CB-1", "", "SGTVT")),
              StatusIs(StatusCode::kUnauthenticated, HasSubstr(rpc::kOfficeKey)));
}

TEST(CallersTest, WhatIsAnAgencysToDoIsNotAnOffices) {
  EXPECT_THAT(AgencyOf(TheCatalogue(), Of("CB-1", "", "SGTVT")), hoso::testing::IsOkAndHolds("SGTVT"));
  EXPECT_THAT(AgencyOf(TheCatalogue(), Of("NV-1", "YB-II-136", "")), StatusIs(StatusCode::kPermissionDenied));
  EXPECT_THAT(AgencyOf(TheCatalogue(), Of("CB-1", "", "")), StatusIs(StatusCode::kUnauthenticated));
}

TEST(CallersTest, EachActsForItsOwnPlaceAndASuccessorForItsFormer) {
  const Actor clerk = Of("NV-1", "YB-II-136", "");
  EXPECT_TRUE(ActsFor(TheCatalogue(), clerk, custody::Office("YB-II-136")));
  EXPECT_FALSE(ActsFor(TheCatalogue(), clerk, custody::Office("YB-I-01")));
  EXPECT_FALSE(ActsFor(TheCatalogue(), clerk, custody::Carrier("YB-XETHU")));
  EXPECT_TRUE(ActsFor(TheCatalogue(), Of("BT-1", "", "", "carrier"), custody::Carrier("YB-XETHU")));
  EXPECT_THAT(CheckActsFor(TheCatalogue(), clerk, custody::Agency("SGTVT"), "from"),
              StatusIs(StatusCode::kPermissionDenied, HasSubstr("from")));
  for (const catalogue::v1::Agency& agency : TheCatalogue().data().agencies()) {
    EXPECT_TRUE(catalogue::IsOrSucceeds(TheCatalogue(), agency.key(), agency.key()));
    if (agency.successor().empty()) continue;
    EXPECT_TRUE(ActsFor(TheCatalogue(), Of("CB-1", "", agency.successor()), custody::Agency(agency.key())));
    EXPECT_FALSE(catalogue::IsOrSucceeds(TheCatalogue(), agency.key(), agency.successor())) << agency.key();
  }
}

}  // namespace
}  // namespace hoso::command
