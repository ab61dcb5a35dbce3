#include "services/routing/worklist.h"

#include <gmock/gmock.h>

#include "common/command/fields.h"
#include "services/routing/stock.h"
#include "services/routing/tracking_requests.h"
#include "tests/support/environment.h"
#include "tests/support/matchers.h"

namespace hoso::routing {
namespace {

using ::hoso::testing::HasFieldViolation;
using ::hoso::testing::IsOk;
using ::hoso::testing::StatusIs;
using ::testing::HasSubstr;

const catalogue::Catalogue& Real() {
  static const auto& loaded = *new absl::StatusOr<std::shared_ptr<const catalogue::Catalogue>>(
      catalogue::Catalogue::Load(testing::SourceDir() + "/catalogue"));
  if (!loaded.ok()) ADD_FAILURE() << loaded.status();
  return **loaded;
}

v1::ListWorklistRequest Of(const std::string& agency) {
  v1::ListWorklistRequest request;
  request.set_agency_key(agency);
  return request;
}

const rpc::Caller kOfficer = {.staff = "CB-01", .agency = "SGTVT", .role = "one_stop_officer"};

// The plan for somebody whose right to the command reaches their own place.
absl::StatusOr<WorklistQuery> Plan(const rpc::Caller& caller, const v1::ListWorklistRequest& request,
                                   rights::Scope scope = rights::Scope::kOwn) {
  return PlanWorklist(Real(), caller, {.scope = scope, .office = caller.office, .agency = caller.agency}, request);
}

TEST(WorklistTest, AnAgencySeesItsOwn) {
  const auto query = Plan(kOfficer, Of("SGTVT"));
  ASSERT_THAT(query, IsOk());
  EXPECT_EQ(query->agency, 1);
  EXPECT_EQ(query->page_size, 50);
  EXPECT_FALSE(query->after.has_value());
}

TEST(WorklistTest, AnotherAgencysIsRefusedAndAPredecessorsIsNot) {
  EXPECT_THAT(Plan(kOfficer, Of("STP")),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("STP")));
  const rpc::Caller successor = {.staff = "CB-02", .agency = "SXD"};
  EXPECT_THAT(Plan(successor, Of("SGTVT")), IsOk());
  EXPECT_THAT(Plan(kOfficer, Of("SXD")), StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST(WorklistTest, CoordinatorsAndAuditorsSeeAllAndClerksNone) {
  EXPECT_THAT(Plan({.staff = "DP-01"}, Of("STP"), rights::Scope::kProvince), IsOk());
  EXPECT_THAT(Plan({.staff = "GD-01", .office = "YB-II-136", .role = "postal_attendant"}, Of("STP")),
              StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(Plan({}, Of("STP")), StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST(WorklistTest, NamesAllFieldsThatAreWrong) {
  v1::ListWorklistRequest request;
  request.set_page_size(201);
  request.set_view(static_cast<v1::WorklistView>(9));
  const auto query = Plan(kOfficer, request);
  EXPECT_THAT(query, HasFieldViolation("agency_key"));
  EXPECT_THAT(query, HasFieldViolation("page_size"));
  EXPECT_THAT(query, HasFieldViolation("view"));
  EXPECT_THAT(Plan(kOfficer, Of("NOPE")), StatusIs(absl::StatusCode::kNotFound));
}

TEST(WorklistTest, ATokenGoesOnWhereThePageEnded) {
  auto request = Of("SGTVT");
  auto query = Plan(kOfficer, request);
  const absl::Time due = absl::FromUnixMicros(1714551600000001);
  request.set_page_token(WorklistToken(*query, {.due_at = due, .dossier = 84000000001}));
  query = Plan(kOfficer, request);
  ASSERT_THAT(query, IsOk());
  EXPECT_EQ(query->after->due_at, due);
  EXPECT_EQ(query->after->dossier, 84000000001);

  request.set_page_token(WorklistToken(*query, {.due_at = std::nullopt, .dossier = 84000000002}));
  query = Plan(kOfficer, request);
  ASSERT_THAT(query, IsOk());
  EXPECT_FALSE(query->after->due_at.has_value());
}

TEST(WorklistTest, ATokenOfAnotherViewOrPersonIsRefused) {
  auto mine = Of("SGTVT");
  mine.set_view(v1::WORKLIST_VIEW_MINE);
  const auto query = Plan(kOfficer, mine);
  const std::string token = WorklistToken(*query, {.due_at = std::nullopt, .dossier = 1});
  mine.set_page_token(token);
  EXPECT_THAT(Plan(kOfficer, mine), IsOk());
  EXPECT_THAT(Plan({.staff = "CB-02", .agency = "SGTVT"}, mine), HasFieldViolation("page_token"));
  mine.set_view(v1::WORKLIST_VIEW_PAUSED);
  EXPECT_THAT(Plan(kOfficer, mine), HasFieldViolation("page_token"));
}

TEST(TrackingRequestsTest, AtMostOneOfTheThreeFilters) {
  tracking::v1::ListDossiersRequest request;
  EXPECT_THAT(PlanListDossiers(Real(), rights::Everything(), request), IsOk());
  request.set_office_id("YB-II-136");
  EXPECT_THAT(PlanListDossiers(Real(), rights::Everything(), request), IsOk());
  request.set_agency_key("SGTVT");
  EXPECT_THAT(PlanListDossiers(Real(), rights::Everything(), request), HasFieldViolation("office_id"));
  request.clear_office_id();
  request.set_agency_key("NOPE");
  EXPECT_THAT(PlanListDossiers(Real(), rights::Everything(), request), HasFieldViolation("agency_key"));
}

TEST(TrackingRequestsTest, WithoutAFilterAllThatIsInReachIsListed) {
  const tracking::v1::ListDossiersRequest all;
  const rights::Reach office{.scope = rights::Scope::kOwn, .office = "YB-II-136"};
  const rights::Reach agency{.scope = rights::Scope::kOwn, .agency = "SGTVT"};
  EXPECT_THAT(*PlanListDossiers(Real(), office, all)->filter.offices, ::testing::ElementsAre("YB-II-136"));
  EXPECT_THAT(*PlanListDossiers(Real(), agency, all)->filter.agencies, ::testing::Contains(1));
  EXPECT_FALSE(PlanListDossiers(Real(), rights::Everything(), all)->filter.offices.has_value());
  // Nobody's place: nothing, and not everything.
  EXPECT_THAT(*PlanListDossiers(Real(), {.scope = rights::Scope::kOwn}, all)->filter.offices, ::testing::IsEmpty());
  const auto bags = PlanListBags(Real(), office, tracking::v1::ListBagsRequest());
  ASSERT_TRUE(bags->filter.of.has_value());
  EXPECT_EQ(bags->filter.of->size(), 1u);
}

TEST(TrackingRequestsTest, AnotherPlaceIsOutOfReach) {
  tracking::v1::ListDossiersRequest request;
  request.set_office_id("YB-I-01");
  EXPECT_THAT(PlanListDossiers(Real(), {.scope = rights::Scope::kOwn, .office = "YB-II-136"}, request),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("office_id")));
  request.clear_office_id();
  request.set_agency_key("STP");
  EXPECT_THAT(PlanListDossiers(Real(), {.scope = rights::Scope::kOwn, .agency = "SGTVT"}, request),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("agency_key")));
}

TEST(TrackingRequestsTest, AHolderHasAKindAndAnIdButForTheApplicant) {
  tracking::v1::ListItemsRequest request;
  EXPECT_THAT(PlanListItems(request), HasFieldViolation("holder.kind"));
  request.mutable_holder()->set_kind(core::v1::HOLDER_KIND_OFFICE);
  EXPECT_THAT(PlanListItems(request), HasFieldViolation("holder.id", HasSubstr("empty")));
  request.mutable_holder()->set_id("YB-II-136");
  EXPECT_THAT(PlanListItems(request), IsOk());
  request.mutable_holder()->set_kind(core::v1::HOLDER_KIND_APPLICANT);
  EXPECT_THAT(PlanListItems(request), HasFieldViolation("holder.id", HasSubstr("none")));
}

TEST(TrackingRequestsTest, ABagGoesToAnOfficeOrAnAgency) {
  tracking::v1::ListBagsRequest request;
  EXPECT_THAT(PlanListBags(Real(), rights::Everything(), request), IsOk());
  request.mutable_to()->set_kind(core::v1::HOLDER_KIND_CARRIER);
  request.mutable_to()->set_id("VAN");
  EXPECT_THAT(PlanListBags(Real(), rights::Everything(), request), HasFieldViolation("to.kind"));
  request.clear_to();
  request.mutable_custodian()->set_kind(core::v1::HOLDER_KIND_CARRIER);
  request.mutable_custodian()->set_id("VAN");
  EXPECT_THAT(PlanListBags(Real(), rights::Everything(), request), IsOk());
}

TEST(TrackingRequestsTest, ACodeWithATypoSaysWhere) {
  const identity::AgencyCodes codes = command::CodesOf(Real());
  EXPECT_THAT(ReadDossierCode(codes, "H15.05-240426-0001"), IsOk());
  EXPECT_THAT(ReadDossierCode(codes, "H15.05-240431-0001"), HasFieldViolation("dossier_code", HasSubstr("240431")));
  EXPECT_THAT(ReadDossierCode(codes, "H15.05-24042-0001"), HasFieldViolation("dossier_code"));
  EXPECT_THAT(ReadDossierCode(codes, "H99.05-240426-0001"), StatusIs(absl::StatusCode::kNotFound));
}

TEST(StockTest, DueSoonEndsWithTheWorkingDayOfEachAgency) {
  // After Friday 26/04/2024 agencies work again on Thursday 02/05.
  const absl::Time friday = absl::FromCivil(absl::CivilHour(2024, 4, 26, 3), absl::UTCTimeZone());
  const auto one_day = DueSoonUntil(Real(), friday, 1);
  ASSERT_EQ(one_day.count(1), 1u);
  EXPECT_EQ(one_day.at(1), absl::FromCivil(absl::CivilHour(2024, 5, 2, 17), absl::UTCTimeZone()));  // Midnight, local.
}

}  // namespace
}  // namespace hoso::routing
