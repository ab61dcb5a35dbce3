#include "services/returns/validate.h"

#include <gtest/gtest.h>

#include <string>

#include "common/clock/zone.h"
#include "common/proto_time/proto_time.h"
#include "services/returns/testing.h"
#include "tests/support/matchers.h"

namespace hoso::returns {
namespace {

using hoso::testing::HasFieldViolation;
using hoso::testing::IsOk;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace hoso::returns::testing;  // NOLINT: the builders.

constexpr char kCode[] = "H15.05-221102-0007";

auto Check(const v1::HandOutRequest& request) { return Validate(RealCatalogue(), Now(), request); }

TEST(ValidateHandOut, FullRequestPassesAndIsBroughtIntoItsNormalForm) {
  v1::HandOutRequest request = HandOutToOwner(" h15.05-221102-0007 ");
  request.mutable_recipient()->set_full_name(" NGUYE\xCC\x82\xCC\x83N A ");  // Decomposed.
  request.mutable_recipient()->set_phone("+84 912 345 678");
  const auto valid = Check(request);
  ASSERT_THAT(valid, IsOk());
  EXPECT_EQ(valid->request.dossier_code(), kCode);
  EXPECT_EQ(valid->request.recipient().full_name(), "NGUYỄN A");
  EXPECT_EQ(valid->request.recipient().phone(), "0912345678");
}

TEST(ValidateHandOut, EveryWrongFieldIsNamedAtOnce) {
  const auto wrong = Check({});
  for (const char* field : {"request_id", "dossier_code", "items", "channel", "identity_check", "recipient.full_name",
                            "recipient.identity_number", "slip_missing_reason"}) {
    EXPECT_THAT(wrong, HasFieldViolation(field));
  }
}

TEST(ValidateHandOut, WrongIdentityNumberIsNotRepeated) {
  v1::HandOutRequest request = HandOutToOwner(kCode);
  request.mutable_recipient()->set_identity_number("01509000012");
  const auto wrong = Check(request);
  EXPECT_THAT(wrong, HasFieldViolation("recipient.identity_number", Not(HasSubstr("01509000012"))));
  EXPECT_THAT(std::string(wrong.status().message()), Not(HasSubstr("01509000012")));
}

TEST(ValidateHandOut, KindOfPaperMustFitItsNumber) {
  v1::HandOutRequest request = HandOutToOwner(kCode);
  request.mutable_recipient()->set_identity_kind(core::v1::IDENTITY_KIND_PASSPORT);
  EXPECT_THAT(Check(request), HasFieldViolation("recipient.identity_kind"));
}

TEST(ValidateHandOut, ItemsArePositiveAndNamedOnce) {
  v1::HandOutRequest request = HandOutToOwner(kCode);
  request.add_items(2);
  request.add_items(0);
  EXPECT_THAT(Check(request), HasFieldViolation("items[1]", HasSubstr("twice")));
  EXPECT_THAT(Check(request), HasFieldViolation("items[2]", HasSubstr("want 1 or more")));
}

TEST(ValidateHandOut, SlipAndExchangeAreGivenOrExplainedNotBoth) {
  v1::HandOutRequest request = HandOutToOwner(kCode);
  request.set_slip_missing_reason("mất");
  request.set_exchange_waived_reason("mất");
  EXPECT_THAT(Check(request), HasFieldViolation("slip_missing_reason"));
  EXPECT_THAT(Check(request), HasFieldViolation("exchange_waived_reason"));
}

TEST(ValidateHandOut, AuthorisationHasANumberAndDaysThatExist) {
  v1::HandOutRequest request = HandOutToOwner(kCode);
  request.mutable_authorisation()->mutable_issued_on()->set_year(2022);
  EXPECT_THAT(Check(request), HasFieldViolation("authorisation.document_number"));
  EXPECT_THAT(Check(request), HasFieldViolation("authorisation.issued_on"));
  request.mutable_authorisation()->set_document_number("UQ-1");
  *request.mutable_authorisation()->mutable_issued_on() = ToProto(absl::CivilDay(2022, 11, 2));
  *request.mutable_authorisation()->mutable_valid_until() = ToProto(absl::CivilDay(2022, 11, 1));
  EXPECT_THAT(Check(request), HasFieldViolation("authorisation.valid_until", HasSubstr("later")));
}

TEST(ValidateHandOut, TextOfAMegabyteAndBrokenUtf8AreRefused) {
  v1::HandOutRequest request = HandOutToOwner(kCode);
  request.mutable_exchanged(0)->set_label(std::string(1 << 20, 'a'));
  EXPECT_THAT(Check(request), HasFieldViolation("exchanged[0].label"));
  request.mutable_exchanged(0)->set_label("GPLX \xC3");
  EXPECT_THAT(Check(request), HasFieldViolation("exchanged[0].label"));
}

TEST(ValidateHandOut, FutureAndDistantPastAreRefused) {
  v1::HandOutRequest request = HandOutToOwner(kCode);
  *request.mutable_occurred_at() = ToProto(Now() + absl::Hours(1));
  EXPECT_THAT(Check(request), HasFieldViolation("occurred_at"));
  *request.mutable_occurred_at() = ToProto(Now() - absl::Hours(24 * 365));
  EXPECT_THAT(Check(request), HasFieldViolation("occurred_at"));
}

TEST(ValidateFeedback, ScoreIsOneToFiveAndTheCommentHoldsNoPersonalNumber) {
  v1::RecordFeedbackRequest request;
  request.set_request_id(NewUuid());
  request.set_dossier_code(kCode);
  request.set_lookup_secret(kSecret);
  request.set_score(6);
  request.set_comment("gọi tôi 0912 345 678");
  const auto wrong = Validate(RealCatalogue(), Now(), request);
  EXPECT_THAT(wrong, HasFieldViolation("score", "6, want 1 to 5"));
  EXPECT_THAT(wrong, HasFieldViolation("comment", Not(HasSubstr("0912"))));
  request.set_score(5);
  request.set_comment("nhận lúc 14:30 ngày 07/05/2024, rất nhanh");
  EXPECT_THAT(Validate(RealCatalogue(), Now(), request), IsOk());
}

TEST(ValidateListReturns, OfficeExistsAndThePageIsBounded) {
  v1::ListReturnsRequest request;
  request.set_office_id("YB-XX");
  request.set_page_size(201);
  EXPECT_THAT(Validate(RealCatalogue(), request), HasFieldViolation("office_id"));
  EXPECT_THAT(Validate(RealCatalogue(), request), HasFieldViolation("page_size", "201, want 1 to 200"));
  request.set_office_id(kOffice);
  request.clear_page_size();
  EXPECT_THAT(Validate(RealCatalogue(), request), hoso::testing::IsOkAndHolds(50));
}

}  // namespace
}  // namespace hoso::returns
