#include "services/intake/validate.h"

#include <gtest/gtest.h>

#include <string>

#include "common/proto_time/proto_time.h"
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
using ::testing::Not;
using namespace hoso::intake::testing;  // NOLINT: the builders.

// Neither says nor repeats what is personal.
MATCHER(IsDiscreet, "") {
  const std::string message(hoso::testing::StatusOf(arg).message());
  return !::testing::Matches(HasSubstr(kOwnerNumber))(message) && !::testing::Matches(HasSubstr("0912"))(message);
}

Validated<v1::AcceptDossierRequest> Check(const v1::AcceptDossierRequest& request) {
  return Validate(RealCatalogue(), Now(), request);
}

TEST(ValidateAcceptTest, WhatAClerkFillsInIsGood) {
  EXPECT_THAT(Check(Licence()), IsOk());
  EXPECT_THAT(Check(RecordBy(core::v1::RELATION_AUTHORISED)), IsOk());
}

TEST(ValidateAcceptTest, WhatACounterPrintedBelongsToItsLease) {
  v1::AcceptDossierRequest request = Licence();
  request.set_lookup_secret("ABCD2345");
  request.mutable_printed_due_at()->set_seconds(1'669'000'000);
  EXPECT_THAT(Check(request), AllOf(HasFieldViolation("lookup_secret"), HasFieldViolation("printed_due_at")));
  request.set_dossier_code("H15.05-221114-0051");
  request.set_lease_id("0b6b8c9a-5b0e-4a52-8f3b-0d2d1c7b9a10");
  EXPECT_THAT(Check(request), IsOk());
  for (const char* bad : {"ABCD234", "ABCD23456", "ABCD234O", "abcd2345"}) {
    request.set_lookup_secret(bad);
    EXPECT_THAT(Check(request), HasFieldViolation("lookup_secret", HasSubstr("8 of A-Z"))) << bad;
  }
}

TEST(ValidateAcceptTest, ARequestIdIsAUuid) {
  v1::AcceptDossierRequest request = Licence();
  request.set_request_id("42");
  EXPECT_THAT(Check(request), HasFieldViolation("request_id"));
}

TEST(ValidateAcceptTest, AnIdentityNumberOfWrongShapeIsRefused) {
  for (const char* bad : {"", "01509000012", "0150900001234", "01509000012A", "Đ15090000123"}) {
    v1::AcceptDossierRequest request = Licence();
    request.mutable_owner()->set_identity_number(bad);
    EXPECT_THAT(Check(request), AllOf(StatusIs(StatusCode::kInvalidArgument),
                                      HasFieldViolation("owner.identity_number", HasSubstr("12 digits"))))
        << bad;
  }
}

TEST(ValidateAcceptTest, ANumberOfAnotherKindIsRefused) {
  v1::AcceptDossierRequest request = Licence();
  request.mutable_owner()->set_identity_kind(core::v1::IDENTITY_KIND_CMND);
  EXPECT_THAT(Check(request), AllOf(HasFieldViolation("owner.identity_number", HasSubstr("9 digits")), IsDiscreet()));
  request.mutable_owner()->set_identity_kind(core::v1::IDENTITY_KIND_PASSPORT);
  EXPECT_THAT(Check(request), HasFieldViolation("owner.identity_number", HasSubstr("a letter")));
  request.mutable_owner()->set_identity_kind(core::v1::IDENTITY_KIND_TAX_CODE);
  EXPECT_THAT(Check(request), HasFieldViolation("owner.identity_kind"));
}

TEST(ValidateAcceptTest, BlanksInANumberAreForgiven) {
  v1::AcceptDossierRequest request = Licence();
  request.mutable_owner()->set_identity_number("015 090 000 123");
  const auto valid = Check(request);
  ASSERT_THAT(valid, IsOk());
  EXPECT_EQ(valid->request.owner().identity_number(), kOwnerNumber);
}

TEST(ValidateAcceptTest, ATextOfAMegabyteIsRefusedAndNamed) {
  v1::AcceptDossierRequest request = Licence();
  request.mutable_owner()->set_address(std::string(1 << 20, 'a'));
  EXPECT_THAT(Check(request), HasFieldViolation("owner.address", HasSubstr("300")));
}

TEST(ValidateAcceptTest, InvalidUtf8IsRefusedAndNamed) {
  v1::AcceptDossierRequest request = Licence();
  request.mutable_owner()->set_full_name("NG\xff\xfe");
  EXPECT_THAT(Check(request), HasFieldViolation("owner.full_name", HasSubstr("UTF-8")));
}

TEST(ValidateAcceptTest, ControlCharactersAreRefusedAndNamed) {
  v1::AcceptDossierRequest request = Licence();
  request.mutable_owner()->set_full_name("NGƯỜI\x07MẪU");
  EXPECT_THAT(Check(request), HasFieldViolation("owner.full_name", HasSubstr("control")));
  request = Licence();
  request.set_receipt_number("BL\n1");
  EXPECT_THAT(Check(request), HasFieldViolation("receipt_number", HasSubstr("control")));
}

TEST(ValidateAcceptTest, DecomposedNamesAreComposedAndKeepTheirTones) {
  v1::AcceptDossierRequest request = Licence();
  request.mutable_owner()->set_full_name("NGUYE\xcc\x82\xcc\x83N THI\xcc\xa3 MA\xcc\x82\xcc\x83U");
  const auto valid = Check(request);
  ASSERT_THAT(valid, IsOk());
  EXPECT_EQ(valid->request.owner().full_name(), "NGUYỄN THỊ MẪU");
}

TEST(ValidateAcceptTest, ADossierCodeWithATypoIsRefused) {
  for (const char* bad :
       {"H15.05-221315-0001", "H15.05-22111-0001", "H15.O5-221115-0001", "H15.05-221114-0000", "xyz"}) {
    v1::AcceptDossierRequest request = Licence();
    request.set_dossier_code(bad);
    EXPECT_THAT(Check(request), HasFieldViolation("dossier_code")) << bad;
  }
}

TEST(ValidateAcceptTest, ADossierCodeIsTakenAsItIsPrinted) {
  v1::AcceptDossierRequest request = Licence();
  request.set_dossier_code(" h15.05-221114-0001 ");
  const auto valid = Check(request);
  ASSERT_THAT(valid, IsOk());
  EXPECT_EQ(valid->request.dossier_code(), "H15.05-221114-0001");
}

TEST(ValidateAcceptTest, ADateThatDoesNotExistIsRefused) {
  v1::AcceptDossierRequest request = Licence();
  request.mutable_owner()->mutable_birth_date()->set_month(2);
  request.mutable_owner()->mutable_birth_date()->set_day(30);
  EXPECT_THAT(Check(request), HasFieldViolation("owner.birth_date", HasSubstr("exists")));
  request = RecordBy(core::v1::RELATION_AUTHORISED);
  request.mutable_authorisation()->mutable_issued_on()->set_day(31);
  EXPECT_THAT(Check(request), HasFieldViolation("authorisation.issued_on"));
}

TEST(ValidateAcceptTest, AcceptanceInTheFutureOrAYearAgoIsRefused) {
  for (const absl::Duration shift :
       {absl::Hours(24), absl::Minutes(6), -absl::Hours(24 * 31), -absl::Hours(24 * 365)}) {
    v1::AcceptDossierRequest request = Licence();
    *request.mutable_occurred_at() = ToProto(Now() + shift);
    EXPECT_THAT(Check(request), HasFieldViolation("occurred_at")) << shift;
  }
}

TEST(ValidateAcceptTest, ACounterWhoseClockRunsAheadAcceptsNow) {
  v1::AcceptDossierRequest request = Licence();
  *request.mutable_occurred_at() = ToProto(Now() + absl::Minutes(2));
  const auto valid = Check(request);
  ASSERT_THAT(valid, IsOk());
  EXPECT_EQ(valid->occurred_at, Now());
}

TEST(ValidateAcceptTest, WhatIsHandedInComesBeforeItIsAccepted) {
  v1::AcceptDossierRequest request = Licence();
  *request.mutable_occurred_at() = ToProto(Now() - absl::Hours(2));
  *request.mutable_handed_in_at() = ToProto(Now() - absl::Hours(1));
  EXPECT_THAT(Check(request), HasFieldViolation("handed_in_at", HasSubstr("not after occurred_at")));
  *request.mutable_handed_in_at() = ToProto(Now() - absl::Hours(3));
  const auto valid = Check(request);
  ASSERT_THAT(valid, IsOk());
  EXPECT_EQ(valid->handed_in_at, Now() - absl::Hours(3));
}

TEST(ValidateAcceptTest, APhoneOfWrongShapeIsRefused) {
  for (const char* bad : {"12345", "0912", "0412345678", "chin"}) {
    v1::AcceptDossierRequest request = Licence();
    request.mutable_owner()->set_phone(bad);
    EXPECT_THAT(Check(request), HasFieldViolation("owner.phone")) << bad;
  }
  v1::AcceptDossierRequest request = Licence();
  request.mutable_owner()->set_phone("+84 912.345.678");
  ASSERT_THAT(Check(request), IsOk());
  EXPECT_EQ(Check(request)->request.owner().phone(), "0912345678");
}

TEST(ValidateAcceptTest, AnEmailWithoutItsAtIsRefused) {
  for (const char* bad : {"a", "@b", "a@", "a@b@c", "a b@c"}) {
    v1::AcceptDossierRequest request = Licence();
    request.mutable_owner()->set_email(bad);
    EXPECT_THAT(Check(request), HasFieldViolation("owner.email")) << bad;
  }
}

TEST(ValidateAcceptTest, ACommuneThatTheDayDoesNotKnowWarns) {
  v1::AcceptDossierRequest request = Licence();
  request.mutable_owner()->set_commune_code("99999");
  ASSERT_THAT(Check(request), IsOk());
  EXPECT_THAT(Check(request)->warnings, ::testing::ElementsAre(HasSubstr("owner.commune_code")));
  request.mutable_owner()->set_commune_code("4375");
  EXPECT_THAT(Check(request), HasFieldViolation("owner.commune_code"));
}

TEST(ValidateAcceptTest, AllThatIsWrongIsToldAtOnceAndNothingPersonal) {
  v1::AcceptDossierRequest request = Licence();
  request.set_request_id("x");
  request.mutable_owner()->clear_full_name();
  request.mutable_owner()->set_phone("09123");
  request.mutable_components(0)->set_originals(10000);
  const auto refused = Check(request);
  EXPECT_THAT(refused, HasFieldViolation("request_id"));
  EXPECT_THAT(refused, HasFieldViolation("owner.full_name"));
  EXPECT_THAT(refused, HasFieldViolation("components[0].originals", HasSubstr("want 0 to")));
  EXPECT_THAT(refused, AllOf(HasFieldViolation("owner.phone"), IsDiscreet()));
}

TEST(ValidateAcceptTest, WithoutAnOwnerThereIsNoDossier) {
  v1::AcceptDossierRequest request = Licence();
  request.clear_owner();
  EXPECT_THAT(Check(request), HasFieldViolation("owner"));
}

TEST(ValidateAcceptTest, ALeaseGoesWithACode) {
  v1::AcceptDossierRequest request = Licence();
  request.set_lease_id("1");
  EXPECT_THAT(Check(request), AllOf(HasFieldViolation("lease_id"), HasFieldViolation("dossier_code")));
}

TEST(ValidateAcceptTest, AProvisionalCodeLiesAboveTheRegularNumbers) {
  v1::AcceptDossierRequest request = Licence();
  request.set_provisional_code("H15.05-221114-0001");
  EXPECT_THAT(Check(request), HasFieldViolation("provisional_code", HasSubstr("9999")));
  request.set_provisional_code("H15.05-221114-10001");
  EXPECT_THAT(Check(request), IsOk());
}

TEST(ValidateLeaseTest, DayCountAndHolderAreChecked) {
  v1::LeaseCodesRequest request;
  request.set_request_id(NewUuid());
  request.set_agency_key("SGTVT");
  *request.mutable_day() = ToProto(absl::CivilDay(2022, 11, 14));
  request.set_count(20);
  request.set_holder(kDevice);
  EXPECT_THAT(Validate(RealCatalogue(), Now(), request), IsOk());
  for (const int count : {0, -1, 501}) {
    request.set_count(count);
    EXPECT_THAT(Validate(RealCatalogue(), Now(), request), HasFieldViolation("count", HasSubstr("1 to 500")));
  }
  request.set_count(1);
  for (const absl::CivilDay day : {absl::CivilDay(2022, 12, 16), absl::CivilDay(2022, 10, 14)}) {
    *request.mutable_day() = ToProto(day);
    EXPECT_THAT(Validate(RealCatalogue(), Now(), request), HasFieldViolation("day", HasSubstr("days ahead")));
  }
  *request.mutable_day() = ToProto(absl::CivilDay(2022, 11, 30));
  request.mutable_day()->set_day(31);
  EXPECT_THAT(Validate(RealCatalogue(), Now(), request), HasFieldViolation("day", HasSubstr("exists")));
  request.mutable_day()->set_day(30);
  request.set_holder("replica/a");
  EXPECT_THAT(Validate(RealCatalogue(), Now(), request), HasFieldViolation("holder", HasSubstr("device")));
}

TEST(ValidateRefusalTest, OfARecordedDossierOnlyGroundAndReason) {
  v1::RefuseDossierRequest request;
  request.set_request_id(NewUuid());
  request.set_dossier_code("H15.05-221114-0001");
  request.set_ground_id("NOT_COMPETENT");
  EXPECT_THAT(Validate(RealCatalogue(), Now(), request), IsOk());
  *request.mutable_owner() = Citizen();
  EXPECT_THAT(Validate(RealCatalogue(), Now(), request), HasFieldViolation("owner", HasSubstr("want none")));
  request.clear_dossier_code();
  EXPECT_THAT(Validate(RealCatalogue(), Now(), request), HasFieldViolation("procedure"));
}

TEST(ValidateCorrectionTest, ExactlyOneThingIsCorrected) {
  v1::ProposeCorrectionRequest request;
  request.set_request_id(NewUuid());
  request.set_dossier_code("H15.05-221114-0001");
  request.set_ground("nhập nhầm");
  EXPECT_THAT(Validate(RealCatalogue(), Now(), request), HasFieldViolation("change", HasSubstr("0 things")));
  request.set_return_office_id(kOtherOffice);
  EXPECT_THAT(Validate(RealCatalogue(), Now(), request), IsOk());
  *request.mutable_owner() = Citizen();
  EXPECT_THAT(Validate(RealCatalogue(), Now(), request), HasFieldViolation("change", HasSubstr("2 things")));
}

TEST(ValidateVersionTest, AnExpectedVersionIsOneThatADossierCanHave) {
  v1::WithdrawDossierRequest request;
  request.set_request_id(NewUuid());
  request.set_dossier_code("H15.05-221114-0001");
  request.set_reason("đổi ý");
  request.set_identity_number(kOwnerNumber);
  request.set_expected_version(0);
  EXPECT_THAT(Validate(RealCatalogue(), Now(), request), HasFieldViolation("expected_version"));
}

class CallerTest : public ::testing::Test {
 protected:
  absl::Status Check() const { return CheckClerk(RealCatalogue(), Now(), caller_); }
  rpc::Caller caller_{.staff = "NV-1", .office = kOffice, .device = kDevice, .role = "postal_attendant"};
};

TEST_F(CallerTest, AClerkOfAnOfficeMayCall) { EXPECT_THAT(Check(), IsOk()); }

TEST_F(CallerTest, WithoutStaffOrOfficeNobodyMay) {
  caller_.staff.clear();
  EXPECT_THAT(Check(),
              AllOf(StatusIs(StatusCode::kUnauthenticated, HasSubstr("hoso-staff")), HasReason("CALLER_UNKNOWN")));
  caller_.staff = "NV-1";
  caller_.office.clear();
  EXPECT_THAT(Check(), StatusIs(StatusCode::kUnauthenticated, HasSubstr("hoso-office")));
}

TEST_F(CallerTest, ACounterByItselfHasNoStaff) {
  caller_.staff.clear();
  EXPECT_THAT(CheckOffice(RealCatalogue(), Now(), caller_), IsOk());
  caller_.office.clear();
  EXPECT_THAT(CheckOffice(RealCatalogue(), Now(), caller_), HasReason("CALLER_UNKNOWN"));
}

TEST_F(CallerTest, AnUnknownOfficeIsNotFound) {
  caller_.office = "YB-XX";
  EXPECT_THAT(Check(), StatusIs(StatusCode::kNotFound, HasSubstr("YB-XX")));
}

TEST_F(CallerTest, WhatIsNoIdIsNamed) {
  caller_.staff = "NGƯỜI MẪU";
  EXPECT_THAT(Check(), HasFieldViolation("hoso-staff"));
}

}  // namespace
}  // namespace hoso::intake
