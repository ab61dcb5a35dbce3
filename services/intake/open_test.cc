#include <gtest/gtest.h>

#include "common/proto_time/proto_time.h"
#include "services/intake/decisions_open.h"
#include "services/intake/testing.h"
#include "tests/support/matchers.h"

namespace hoso::intake {
namespace {

using absl::StatusCode;
using hoso::testing::HasFieldViolation;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using hoso::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using namespace hoso::intake::testing;  // NOLINT: the builders.

v1::RegisterDossierRequest Registration() {
  v1::RegisterDossierRequest request;
  request.set_request_id(NewUuid());
  request.set_procedure("GPLX_DOI");
  request.add_cases("A1_A3");
  request.set_channel(core::v1::INTAKE_CHANNEL_ONLINE);
  *request.mutable_owner() = Citizen();
  return request;
}

v1::RefuseDossierRequest RefusalAtTheCounter() {
  v1::RefuseDossierRequest request;
  request.set_request_id(NewUuid());
  request.set_procedure("GPLX_DOI");
  *request.mutable_owner() = Citizen();
  request.set_ground_id("NOT_IN_SYSTEM");
  return request;
}

v1::RefuseDossierRequest RefusalOf(identity::DossierId id) {
  v1::RefuseDossierRequest request;
  request.set_request_id(NewUuid());
  request.set_dossier_code(CodeText(id));
  request.set_ground_id("NOT_COMPETENT");
  return request;
}

class OpenTest : public ::testing::Test {
 protected:
  Counter counter_;
};

TEST_F(OpenTest, ARegisteredDossierHasACodeAndNoPromise) {
  const auto response = counter_.Do(Registration());
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->dossier().dossier_code(), "H15.05-221114-0001");
  EXPECT_EQ(response->dossier().status(), core::v1::STATUS_REGISTERED);
  EXPECT_FALSE(response->dossier().has_appointment_date());
  EXPECT_EQ(counter_.dossier(Id(1)).channel(), core::v1::INTAKE_CHANNEL_ONLINE);
}

TEST_F(OpenTest, ARegisteredDossierIsAcceptedUnderItsCode) {
  ASSERT_THAT(counter_.Do(Registration()), IsOk());
  counter_.now += absl::Hours(24);
  v1::AcceptDossierRequest request = Licence();
  request.set_dossier_code("H15.05-221114-0001");
  const auto response = counter_.Do(request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->dossier().dossier_code(), "H15.05-221114-0001");
  EXPECT_EQ(response->appointment().date().day(), 22);
  EXPECT_EQ(counter_.dossier(Id(1)).owner().version(), 2);
  EXPECT_EQ(counter_.view.Get(Id(1)).persons[0].version, 2);
}

TEST_F(OpenTest, ARegisteredDossierIsAcceptedForItsOwnProcedureOnly) {
  ASSERT_THAT(counter_.Do(Registration()), IsOk());
  v1::AcceptDossierRequest request = Record();
  request.set_dossier_code("H15.05-221114-0001");
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("procedure", HasSubstr("GPLX_DOI as registered")));
}

TEST_F(OpenTest, RefusedAtTheCounterItGetsACodeAndSlip03) {
  const auto response = counter_.Do(RefusalAtTheCounter());
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->dossier().status(), core::v1::STATUS_REFUSED);
  const core::v1::Refused& refused = counter_.facts()[0].refused();
  EXPECT_EQ(refused.ground_id(), "NOT_IN_SYSTEM");
  EXPECT_FALSE(refused.legal_basis().empty());
  EXPECT_EQ(refused.procedure_version(), "GPLX_DOI@2022-11-01");
  EXPECT_EQ(response->dossier().items_size(), 0);
}

TEST_F(OpenTest, AGroundThatTheProcedureDoesNotHaveIsNamed) {
  v1::RefuseDossierRequest request = RefusalAtTheCounter();
  request.set_ground_id("BORED");
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("ground_id", HasSubstr("NOT_IN_SYSTEM, NOT_COMPETENT")));
}

TEST_F(OpenTest, WhatCameInTheWrongWayIsRefusedAllTheSame) {
  counter_.now += absl::Hours(24 * 200);  // Criminal records are online only by then.
  v1::RefuseDossierRequest request = RefusalAtTheCounter();
  request.set_procedure("LLTP");
  request.set_ground_id("OTHER_PROVINCE");
  EXPECT_THAT(counter_.Do(request), IsOk());
}

TEST_F(OpenTest, AnAcceptedDossierIsRefusedByItsOwnOfficeOnly) {
  ASSERT_THAT(counter_.Do(Licence()), IsOk());
  counter_.actor.set_office_id(kOtherOffice);
  EXPECT_THAT(counter_.Do(RefusalOf(Id(1))), AllOf(StatusIs(StatusCode::kPermissionDenied), HasReason("WRONG_OFFICE")));
  counter_.actor.set_office_id(kOffice);
  const auto response = counter_.Do(RefusalOf(Id(1)));
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->dossier().status(), core::v1::STATUS_REFUSED);
  EXPECT_EQ(response->dossier().items(0).holder().id(), kOffice);
}

TEST_F(OpenTest, AStaleVersionIsRefused) {
  ASSERT_THAT(counter_.Do(Licence()), IsOk());
  v1::RefuseDossierRequest request = RefusalOf(Id(1));
  request.set_expected_version(1);
  EXPECT_THAT(counter_.Do(request), AllOf(StatusIs(StatusCode::kAborted), HasReason("STALE_VERSION")));
  request.set_expected_version(2);
  EXPECT_THAT(counter_.Do(request), IsOk());
}

TEST_F(OpenTest, WhatIsRefusedStaysRefused) {
  ASSERT_THAT(counter_.Do(RefusalAtTheCounter()), IsOk());
  EXPECT_THAT(counter_.Do(RefusalOf(Id(1))), StatusIs(StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace hoso::intake
