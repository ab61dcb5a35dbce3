#include <gtest/gtest.h>

#include "common/identity/look_up_secret.h"
#include "common/proto_time/proto_time.h"
#include "services/intake/decisions_accept.h"
#include "services/intake/look_up_secret.h"
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
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace hoso::intake::testing;  // NOLINT: the builders.

class AcceptTest : public ::testing::Test {
 protected:
  Counter counter_;
};

TEST_F(AcceptTest, TheSlipSaysCodeDateFeeAndSecret) {
  const auto response = counter_.Do(Licence());
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->dossier().dossier_code(), "H15.05-221114-0001");
  EXPECT_EQ(response->dossier().status(), core::v1::STATUS_ACCEPTED);
  // Five working days from Monday 14/11/2022.
  EXPECT_EQ(response->appointment().date().day(), 21);
  EXPECT_EQ(response->appointment().derivation_vi(), "nhận 09:00 14/11/2022; 5 ngày làm việc; hẹn 21/11/2022");
  EXPECT_EQ(response->fees_due_vnd(), 135000);
  EXPECT_EQ(response->lookup_secret(), "ABCDEFGH");
  EXPECT_THAT(response->warnings(), IsEmpty());
  // Slip 01 as it is remembered: what it says, not signed yet.
  EXPECT_EQ(response->slip().statement().form(), trust::v1::SLIP_FORM_01);
  EXPECT_EQ(response->slip().statement().dossier_code(), "H15.05-221114-0001");
  EXPECT_EQ(response->slip().statement().fact(), 1);
  EXPECT_EQ(response->slip().statement().due_at().seconds(), response->appointment().due_at().seconds());
  EXPECT_THAT(response->slip().text(), IsEmpty());
}

TEST_F(AcceptTest, ThePapersAreInTheOfficesHands) {
  ASSERT_THAT(counter_.Do(Licence()), IsOk());
  const core::v1::Dossier& dossier = counter_.dossier(Id(1));
  ASSERT_EQ(dossier.items_size(), 1);
  EXPECT_EQ(dossier.items(0).kind(), core::v1::ITEM_KIND_PAPERS);
  EXPECT_EQ(dossier.items(0).holder().kind(), core::v1::HOLDER_KIND_OFFICE);
  EXPECT_EQ(dossier.items(0).holder().id(), kOffice);
}

TEST_F(AcceptTest, WhatWasPaidOnTheSpotIsAFactOfItsOwn) {
  ASSERT_THAT(counter_.Do(Licence()), IsOk());
  ASSERT_EQ(counter_.facts().size(), 2u);
  const core::v1::PaymentRecorded& paid = counter_.facts()[1].payment_recorded();
  EXPECT_EQ(paid.receipt_number(), "BL 1");
  EXPECT_EQ(paid.office_id(), kOffice);
  EXPECT_EQ(counter_.dossier(Id(1)).fees_paid_vnd(), 135000);
}

TEST_F(AcceptTest, FactsHoldNoPersonalDataAndNoSecret) {
  ASSERT_THAT(counter_.Do(Licence()), IsOk());
  for (const core::v1::Fact& fact : counter_.facts()) {
    for (const char* personal : {kOwnerNumber, "NGƯỜI", "0912345678", "Thôn", "ABCDEFGH"}) {
      EXPECT_THAT(fact.SerializeAsString(), Not(HasSubstr(personal)));
    }
  }
  EXPECT_EQ(counter_.facts()[0].accepted().secret_digest(), identity::SecretDigest("H15.05-221114-0001", "ABCDEFGH"));
}

TEST_F(AcceptTest, AProcedureIsKnownByKeyAndByNationalCode) {
  v1::AcceptDossierRequest request = Licence();
  request.set_procedure("1.002809");
  EXPECT_THAT(counter_.Do(request), IsOk());
  EXPECT_EQ(counter_.dossier(Id(1)).procedure_version(), "GPLX_DOI@2022-11-01");
}

TEST_F(AcceptTest, AnUnknownProcedureIsNotFound) {
  v1::AcceptDossierRequest request = Licence();
  request.set_procedure("KHONG_CO");
  EXPECT_THAT(counter_.Do(request), StatusIs(StatusCode::kNotFound, HasSubstr("KHONG_CO")));
}

TEST_F(AcceptTest, AProcedureThatIsNotValidOnThatDayIsRefused) {
  v1::AcceptDossierRequest request = Licence();
  request.set_procedure("3.000347");  // The code of 2025.
  EXPECT_THAT(counter_.Do(request), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("1.002809")));
}

TEST_F(AcceptTest, CriminalRecordsOnPaperAreRefusedSinceMay2023) {
  counter_.now = Now() + absl::Hours(24 * 200);
  EXPECT_THAT(counter_.Do(Record()), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("online")));
}

TEST_F(AcceptTest, AMissingComponentIsNamed) {
  v1::AcceptDossierRequest request = Licence();
  request.mutable_components()->DeleteSubrange(0, 1);
  EXPECT_THAT(counter_.Do(request), AllOf(StatusIs(StatusCode::kInvalidArgument),
                                          HasFieldViolation("components", HasSubstr("form missing"))));
}

TEST_F(AcceptTest, ASurplusComponentIsNamed) {
  v1::AcceptDossierRequest request = Licence();
  *request.add_components() = Component("health", 1);
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("components[4].component_id", HasSubstr("health is surplus")));
}

TEST_F(AcceptTest, EveryDifferenceOfThePapersIsToldAtOnce) {
  v1::AcceptDossierRequest request = Licence();
  request.mutable_components(0)->set_originals(0);
  request.mutable_components(2)->set_original_shown(false);
  const auto refused = counter_.Do(request);
  EXPECT_THAT(refused, HasFieldViolation("components[0].originals", HasSubstr("want 1")));
  EXPECT_THAT(refused, HasFieldViolation("components[2].original_shown", HasSubstr("want true")));
}

TEST_F(AcceptTest, NumberOfCertificatesZeroOrTenThousandIsRefused) {
  for (const int units : {0, 21, 10000, -1}) {
    v1::AcceptDossierRequest request = Record();
    request.set_units(units);
    EXPECT_THAT(counter_.Do(request),
                AllOf(StatusIs(StatusCode::kInvalidArgument), HasFieldViolation("units", HasSubstr("want 1 to"))))
        << units;
  }
}

TEST_F(AcceptTest, FurtherCertificatesCostMore) {
  v1::AcceptDossierRequest request = Record();
  request.set_units(4);
  const auto response = counter_.Do(request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->fees_due_vnd(), 210000);
  EXPECT_EQ(response->dossier().agency_key(), "STP");
}

TEST_F(AcceptTest, WhatWasPaidMustBeWhatIsDue) {
  v1::AcceptDossierRequest request = Licence();
  request.mutable_fees_paid(0)->set_amount_vnd(100000);
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("fees_paid", HasSubstr("want 135000")));
  request.mutable_fees_paid(0)->set_amount_vnd(135000);
  request.mutable_fees_paid(0)->set_fee_id("REDUCED");
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("fees_paid[0].fee_id", HasSubstr("STANDARD")));
  request = Licence();
  request.clear_receipt_number();
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("receipt_number", HasSubstr("not given")));
}

TEST_F(AcceptTest, AReducedFeeNeedsItsProof) {
  v1::AcceptDossierRequest request = Record();
  request.set_fee_id("REDUCED");
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("components", HasSubstr("fee_exemption missing")));
  *request.add_components() = Component("fee_exemption", 0, 1);
  const auto response = counter_.Do(request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->fees_due_vnd(), 100000);
  request = Record();
  request.set_fee_id("NONE");
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("fee_id", HasSubstr("NONE")));
}

TEST_F(AcceptTest, ACaseThatTheProcedureDoesNotHaveIsNamed) {
  v1::AcceptDossierRequest request = Licence();
  request.set_cases(0, "B2");
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("cases[0]", HasSubstr("B2")));
}

TEST_F(AcceptTest, CertificateNo1MayBeFiledByProxyWithANotarisedAuthorisation) {
  EXPECT_THAT(counter_.Do(RecordBy(core::v1::RELATION_AUTHORISED)), IsOk());
  EXPECT_EQ(counter_.facts()[0].accepted().submitter().person(), 2);
  EXPECT_EQ(counter_.facts()[0].accepted().authorisation().document_number(), "UQ-1");
}

TEST_F(AcceptTest, FamilyFilesCertificateNo1WithoutAuthorisation) {
  int number = 1;
  for (const auto relation : {core::v1::RELATION_PARENT, core::v1::RELATION_SPOUSE, core::v1::RELATION_CHILD}) {
    counter_.next = Id(number++);
    EXPECT_THAT(counter_.Do(RecordBy(relation)), IsOk()) << relation;
  }
}

TEST_F(AcceptTest, CertificateNo2IsNeverFiledByProxy) {
  for (const auto relation : {core::v1::RELATION_AUTHORISED, core::v1::RELATION_PARENT}) {
    v1::AcceptDossierRequest request = RecordBy(relation);
    request.set_cases(0, "NO_2");
    EXPECT_THAT(counter_.Do(request), HasFieldViolation("submitter", HasSubstr("no proxy may file"))) << relation;
  }
}

TEST_F(AcceptTest, AnAuthorisationMustBeThereNotarisedAndInForce) {
  v1::AcceptDossierRequest request = RecordBy(core::v1::RELATION_AUTHORISED);
  request.mutable_authorisation()->set_notarised(false);
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("authorisation.notarised"));
  request = RecordBy(core::v1::RELATION_AUTHORISED);
  *request.mutable_authorisation()->mutable_valid_until() = ToProto(absl::CivilDay(2022, 11, 13));
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("authorisation.valid_until", HasSubstr("expired")));
  request = RecordBy(core::v1::RELATION_AUTHORISED);
  *request.mutable_authorisation()->mutable_issued_on() = ToProto(absl::CivilDay(2022, 11, 15));
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("authorisation.issued_on"));
  request = RecordBy(core::v1::RELATION_AUTHORISED);
  request.clear_authorisation();
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("authorisation", HasSubstr("notarised")));
}

TEST_F(AcceptTest, ALicenceIsFiledByItsHolderOnly) {
  v1::AcceptDossierRequest request = Licence();
  *request.mutable_submitter() = Citizen("015090000456");
  request.set_relation(core::v1::RELATION_SPOUSE);
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("submitter", HasSubstr("SPOUSE")));
}

TEST_F(AcceptTest, RelationAndSubmitterMustAgree) {
  v1::AcceptDossierRequest request = Record();
  request.set_relation(core::v1::RELATION_CHILD);
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("submitter", HasSubstr("not given")));
  request = RecordBy(core::v1::RELATION_UNSPECIFIED);
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("relation"));
  request = RecordBy(core::v1::RELATION_SELF);
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("relation"));
}

TEST_F(AcceptTest, ABodyFilesByItself) {
  v1::AcceptDossierRequest request;
  request.set_request_id(NewUuid());
  request.set_procedure("PHUHIEU");
  *request.mutable_owner() = Enterprise();
  request.set_units(3);
  *request.add_components() = Component("form", 1);
  *request.add_components() = Component("vehicle_reg", 0, 3);
  const auto response = counter_.Do(request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->fees_due_vnd(), 0);
  EXPECT_EQ(counter_.dossier(Id(1)).relation(), core::v1::RELATION_REPRESENTATIVE);
  *request.mutable_owner() = Citizen();
  counter_.next = Id(2);
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("submitter", HasSubstr("OWNER")));
}

TEST_F(AcceptTest, AnInconsistentIdentityNumberWarnsAndDoesNotBlock) {
  v1::AcceptDossierRequest request = Licence();
  request.mutable_owner()->set_sex(core::v1::SEX_FEMALE);
  request.mutable_owner()->mutable_birth_date()->set_year(1991);
  request.mutable_owner()->set_commune_code("");
  const auto response = counter_.Do(request);
  ASSERT_THAT(response, IsOk());
  EXPECT_THAT(response->warnings(), AllOf(Contains(HasSubstr("owner.identity_number: birth year")),
                                          Contains(HasSubstr("owner.identity_number: is that of a man"))));
  for (const std::string& warning : response->warnings()) EXPECT_THAT(warning, Not(HasSubstr(kOwnerNumber)));
}

TEST_F(AcceptTest, ANumberOfAnotherProvinceWarns) {
  v1::AcceptDossierRequest request = Licence();
  request.mutable_owner()->set_identity_number("001090000123");
  const auto response = counter_.Do(request);
  ASSERT_THAT(response, IsOk());
  EXPECT_THAT(response->warnings(), ElementsAre(HasSubstr("province 001")));
}

TEST_F(AcceptTest, WhatWasCapturedOfflineCountsFromItsOwnDay) {
  v1::AcceptDossierRequest request = Licence();
  *request.mutable_occurred_at() = ToProto(Now() - absl::Hours(72));  // Friday 11/11.
  const auto response = counter_.Do(request);
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->dossier().dossier_code(), "H15.05-221111-0001");
  EXPECT_EQ(response->appointment().date().day(), 18);
  EXPECT_EQ(FromProto(counter_.facts()[0].recorded_at()), Now());
}

TEST_F(AcceptTest, TheReturnIsAtTheAcceptingOfficeUnlessSaid) {
  ASSERT_THAT(counter_.Do(Licence()), IsOk());
  EXPECT_EQ(counter_.dossier(Id(1)).return_channel(), core::v1::RETURN_CHANNEL_OFFICE);
  EXPECT_EQ(counter_.dossier(Id(1)).return_office_id(), kOffice);
  EXPECT_EQ(counter_.dossier(Id(1)).channel(), core::v1::INTAKE_CHANNEL_PUBLIC_POST);
  v1::AcceptDossierRequest request = Licence();
  request.set_return_office_id("YB-XX");
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("return_office_id"));
  request.set_return_office_id(kOtherOffice);
  request.set_return_channel(core::v1::RETURN_CHANNEL_AGENCY);
  EXPECT_THAT(counter_.Do(request), HasFieldViolation("return_office_id", HasSubstr("want none")));
}

TEST_F(AcceptTest, ACodeThatIsTakenAlreadyExists) {
  ASSERT_THAT(counter_.Do(Licence()), IsOk());
  v1::AcceptDossierRequest request = Licence();
  request.set_dossier_code("H15.05-221114-0001");
  EXPECT_THAT(counter_.Do(request), StatusIs(StatusCode::kAlreadyExists, HasSubstr("dossier_code")));
}

TEST_F(AcceptTest, ACodeThatNobodyLeasedIsNotFound) {
  v1::AcceptDossierRequest request = Licence();
  request.set_dossier_code("H15.05-221114-0007");
  EXPECT_THAT(counter_.Do(request), StatusIs(StatusCode::kNotFound));
}

TEST_F(AcceptTest, ADrawnNumberThatIsTakenIsToBeDrawnAgain) {
  ASSERT_THAT(counter_.Do(Licence()), IsOk());
  EXPECT_THAT(counter_.Do(Licence()), AllOf(StatusIs(StatusCode::kAborted), HasReason("NUMBER_TAKEN")));
}

TEST_F(AcceptTest, WhatAPrintedSlipSaysIsKeptWhereItIsNotTheAppointment) {
  v1::AcceptDossierRequest request = Licence();
  request.set_lease_id("0b6b8c9a-5b0e-4a52-8f3b-0d2d1c7b9a10");
  request.set_dossier_code("H15.05-221114-0051");
  const auto prepare = [&] {
    const auto valid = Validate(RealCatalogue(), Now(), request);
    EXPECT_THAT(valid, IsOk());
    return (*PrepareAcceptance(RealCatalogue(), {.actor = Clerk(), .now = Now(), .occurred_at = Now()}, *valid))
        ->accepted.accepted();
  };
  const google::protobuf::Timestamp due = prepare().appointment().due_at();
  *request.mutable_printed_due_at() = due;
  EXPECT_FALSE(prepare().has_printed_due_at());
  request.mutable_printed_due_at()->set_seconds(due.seconds() + 86400);
  EXPECT_EQ(prepare().printed_due_at().seconds(), due.seconds() + 86400);
  EXPECT_EQ(prepare().appointment().due_at().seconds(), due.seconds());
}

TEST_F(AcceptTest, AFeeMayBePaidByTransfer) {
  v1::AcceptDossierRequest request = Licence();
  request.set_means(core::v1::PAYMENT_MEANS_TRANSFER);
  ASSERT_THAT(counter_.Do(request), IsOk());
  EXPECT_EQ(counter_.facts()[1].payment_recorded().means(), core::v1::PAYMENT_MEANS_TRANSFER);
}

class LeaseTest : public ::testing::Test {
 protected:
  LeaseTest() {
    const auto valid = Validate(RealCatalogue(), Now(), Licence());
    acceptance_ = *PrepareAcceptance(RealCatalogue(), {.actor = Clerk(), .now = Now(), .occurred_at = Now()}, *valid);
  }
  absl::Status Check(identity::DossierId id) const { return CheckLease(acceptance_->context, acceptance_->code_of, id, lease_); }

  std::shared_ptr<const Acceptance> acceptance_;
  Lease lease_{
      .id = "l", .agency = Id(1).agency_number(), .day = Id(1).day(), .first = 51, .last = 60, .holder = kDevice};
};

TEST_F(LeaseTest, CodesOfTheDevicesOpenLeaseAreGood) {
  EXPECT_THAT(Check(Id(51)), IsOk());
  EXPECT_THAT(Check(Id(60)), IsOk());
}

TEST_F(LeaseTest, CodesBesideTheLeaseAreNot) {
  EXPECT_THAT(Check(Id(50)), HasFieldViolation("dossier_code", HasSubstr("want 51 to 60")));
  EXPECT_THAT(Check(Id(61)), HasFieldViolation("dossier_code"));
  EXPECT_THAT(Check(Id(51, absl::CivilDay(2022, 11, 15))),
              HasFieldViolation("dossier_code", HasSubstr("another agency or day")));
}

TEST_F(LeaseTest, AnotherDevicesLeaseIsNot) {
  lease_.holder = "counter-2";
  EXPECT_THAT(Check(Id(51)), AllOf(StatusIs(StatusCode::kPermissionDenied), HasReason("NOT_LEASE_HOLDER")));
}

TEST_F(LeaseTest, AClosedLeaseIsNot) {
  lease_.open = false;
  EXPECT_THAT(Check(Id(51)), AllOf(StatusIs(StatusCode::kFailedPrecondition), HasReason("LEASE_CLOSED")));
}

}  // namespace
}  // namespace hoso::intake
