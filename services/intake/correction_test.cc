#include <gtest/gtest.h>

#include "common/custody/custody.h"
#include "common/proto_time/proto_time.h"
#include "services/intake/decisions_correction.h"
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
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace hoso::intake::testing;  // NOLINT: the builders.

class CorrectionTest : public ::testing::Test {
 protected:
  CorrectionTest() {
    EXPECT_THAT(counter_.Do(Licence()), IsOk());
    counter_.now += absl::Hours(1);
  }

  v1::ProposeCorrectionRequest Proposal() {
    v1::ProposeCorrectionRequest request;
    request.set_request_id(NewUuid());
    request.set_dossier_code(CodeText(Id(1)));
    request.set_ground("nhập nhầm");
    return request;
  }

  v1::ProposeCorrectionRequest OwnerProposal() {
    v1::ProposeCorrectionRequest request = Proposal();
    *request.mutable_owner() = Citizen("015090000999");
    return request;
  }

  v1::ReviewCorrectionRequest Review(int correction, bool approve) {
    v1::ReviewCorrectionRequest request;
    request.set_request_id(NewUuid());
    request.set_dossier_code(CodeText(Id(1)));
    request.set_correction(correction);
    request.set_approve(approve);
    request.set_remark("đã gọi xác nhận");
    return request;
  }

  void BeSupervisor(const std::string& staff = "NV-2") { counter_.actor = Clerk(staff, "bureau_supervisor"); }

  absl::Status Withdraw(const std::string& number) {
    v1::WithdrawDossierRequest request;
    request.set_request_id(NewUuid());
    request.set_dossier_code(CodeText(Id(1)));
    request.set_reason("đổi ý");
    request.set_identity_number(number);
    return counter_.Do(request).status();
  }

  Counter counter_;
};

TEST_F(CorrectionTest, AProposalChangesNothingYet) {
  v1::ProposeCorrectionRequest request = Proposal();
  request.set_return_office_id(kOtherOffice);
  const auto response = counter_.Do(request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->correction(), 1);
  EXPECT_EQ(counter_.dossier(Id(1)).return_office_id(), kOffice);
}

TEST_F(CorrectionTest, ASecondPersonApproves) {
  v1::ProposeCorrectionRequest request = Proposal();
  request.set_return_office_id(kOtherOffice);
  ASSERT_THAT(counter_.Do(request), IsOk());
  BeSupervisor();
  ASSERT_THAT(counter_.Do(Review(1, true)), IsOk());
  EXPECT_EQ(counter_.dossier(Id(1)).return_office_id(), kOtherOffice);
  EXPECT_EQ(counter_.dossier(Id(1)).corrections(), 1);
  EXPECT_EQ(counter_.facts()[0].corrected().proposed_by(), "NV-1");
}

TEST_F(CorrectionTest, WhatIsRejectedStaysAsItWas) {
  v1::ProposeCorrectionRequest request = Proposal();
  request.set_return_office_id(kOtherOffice);
  ASSERT_THAT(counter_.Do(request), IsOk());
  BeSupervisor();
  ASSERT_THAT(counter_.Do(Review(1, false)), IsOk());
  EXPECT_EQ(counter_.dossier(Id(1)).return_office_id(), kOffice);
  EXPECT_FALSE(counter_.dossier(Id(1)).has_open_correction());
}

TEST_F(CorrectionTest, NobodyApprovesTheirOwnProposal) {
  BeSupervisor("NV-1");
  ASSERT_THAT(counter_.Do(OwnerProposal()), IsOk());
  EXPECT_THAT(counter_.Do(Review(1, true)), AllOf(StatusIs(StatusCode::kPermissionDenied, HasSubstr("second person")),
                                                  HasReason("NOT_TWO_PERSONS")));
}

TEST_F(CorrectionTest, WhoResetTheProposersPasswordIsNoSecondPerson) {
  counter_.credentials_by = {"KSV-1", "QT-01"};
  ASSERT_THAT(counter_.Do(OwnerProposal()), IsOk());
  counter_.credentials_by = {};
  EXPECT_THAT(counter_.facts()[0].correction_proposed().credentials_by(), ElementsAre("KSV-1", "QT-01"));
  BeSupervisor("KSV-1");
  for (const bool approve : {true, false}) {
    EXPECT_THAT(counter_.Do(Review(1, approve)),
                AllOf(StatusIs(StatusCode::kPermissionDenied, HasSubstr("how its proposer signs in")),
                      HasReason("NOT_TWO_PERSONS")));
  }
  BeSupervisor("KSV-2");
  EXPECT_THAT(counter_.Do(Review(1, true)), IsOk());
}

TEST_F(CorrectionTest, WhosePasswordTheProposerResetIsNoSecondPerson) {
  BeSupervisor("KSV-1");
  ASSERT_THAT(counter_.Do(OwnerProposal()), IsOk());
  BeSupervisor("KSV-2");
  counter_.credentials_by = {"KSV-1"};
  EXPECT_THAT(counter_.Do(Review(1, true)),
              AllOf(StatusIs(StatusCode::kPermissionDenied, HasSubstr("how you sign in")), HasReason("NOT_TWO_PERSONS")));
  counter_.credentials_by = {"*"};  // More than are named.
  EXPECT_THAT(counter_.Do(Review(1, true)), HasReason("NOT_TWO_PERSONS"));
  counter_.credentials_by = {"QT-01"};
  EXPECT_THAT(counter_.Do(Review(1, true)), IsOk());
  EXPECT_THAT(counter_.facts()[0].corrected().credentials_by(), ElementsAre("QT-01"));
}

TEST_F(CorrectionTest, AnApprovedOwnerIsTheNextVersion) {
  ASSERT_THAT(counter_.Do(OwnerProposal()), IsOk());
  EXPECT_EQ(counter_.dossier(Id(1)).owner().version(), 1);
  BeSupervisor();
  ASSERT_THAT(counter_.Do(Review(1, true)), IsOk());
  const core::v1::PersonRef& owner = counter_.dossier(Id(1)).owner();
  EXPECT_EQ(owner.person(), 1);
  EXPECT_EQ(owner.version(), 2);
  EXPECT_THAT(Withdraw(kOwnerNumber), HasReason("WRONG_PERSON"));
  EXPECT_THAT(Withdraw("015090000999"), IsOk());
}

TEST_F(CorrectionTest, ProposedAndRejectedPeopleAreNeverInForce) {
  ASSERT_THAT(counter_.Do(OwnerProposal()), IsOk());
  EXPECT_THAT(Withdraw("015090000999"), HasReason("WRONG_PERSON"));
  BeSupervisor();
  ASSERT_THAT(counter_.Do(Review(1, false)), IsOk());
  EXPECT_THAT(Withdraw("015090000999"), HasReason("WRONG_PERSON"));
  EXPECT_THAT(Withdraw(kOwnerNumber), IsOk());
}

TEST_F(CorrectionTest, ASecondProposalOfAPersonHasARecordOfItsOwn) {
  ASSERT_THAT(counter_.Do(OwnerProposal()), IsOk());
  BeSupervisor();
  ASSERT_THAT(counter_.Do(Review(1, false)), IsOk());
  counter_.actor = Clerk();
  ASSERT_THAT(counter_.Do(OwnerProposal()), IsOk());
  EXPECT_EQ(counter_.facts()[0].correction_proposed().change().owner().person(), 4);
}

TEST_F(CorrectionTest, OneCorrectionAtATime) {
  ASSERT_THAT(counter_.Do(OwnerProposal()), IsOk());
  EXPECT_THAT(counter_.Do(OwnerProposal()), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("second person")));
  BeSupervisor();
  EXPECT_THAT(counter_.Do(Review(2, true)), StatusIs(StatusCode::kFailedPrecondition));
}

TEST_F(CorrectionTest, ASubmitterMayBeAddedByCorrection) {
  v1::ProposeCorrectionRequest request = Proposal();
  *request.mutable_submitter() = Citizen("015090000456");
  ASSERT_THAT(counter_.Do(request), IsOk());
  BeSupervisor();
  ASSERT_THAT(counter_.Do(Review(1, true)), IsOk());
  EXPECT_EQ(counter_.dossier(Id(1)).submitter().person(), 2);
  EXPECT_EQ(counter_.dossier(Id(1)).submitter().version(), 1);
}

TEST_F(CorrectionTest, WhatThereIsNotCannotBeCorrected) {
  v1::ProposeCorrectionRequest request = Proposal();
  request.set_return_office_id("YB-XX");
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("return_office_id"));
  request = Proposal();
  request.set_result_item(2);
  request.set_result_document_number("QĐ 2");
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("result_item"));
  request = Proposal();
  *request.mutable_decided_at() = ToProto(counter_.now);
  EXPECT_THAT(counter_.Do(request), HasReason("NOT_DECIDED"));
}

}  // namespace
}  // namespace hoso::intake
