#include "services/returns/presented_slip.h"

#include <gtest/gtest.h>

#include "common/slips/text.h"
#include "services/returns/testing.h"
#include "tests/support/matchers.h"

namespace hoso::returns {
namespace {

using hoso::testing::HasFieldViolation;
using hoso::testing::HasReason;
using hoso::testing::IsOk;
using ::testing::HasSubstr;
using namespace hoso::returns::testing;  // NOLINT: the builders.
using namespace trust::v1;               // Verdicts and forms.

// Slip 01 of the world's dossier, as the keys let it pass.
slips::Checked SlipOf(const World& world) {
  slips::Checked slip{.verdict = SLIP_VERDICT_GENUINE};
  slip.statement.set_form(SLIP_FORM_01);
  slip.statement.set_dossier_code(world.code());
  slip.statement.mutable_issued_at()->set_seconds(world.loaded.dossier.accepted_at().seconds());
  slip.statement.set_office_id(kOffice);
  slip.key.set_key_id("0123456789abcdef");
  return slip;
}

v1::HandOutRequest Request(const World& world) {
  static const signing::PrivateKey key = signing::PrivateKey::Generate();
  v1::HandOutRequest request = HandOutToOwner(world.code());
  request.set_slip_text(slips::Sign(key, SlipOf(world).statement));
  return request;
}

TEST(PresentedSlip, AGenuineOneIsTakenBackAndItsKeyRecorded) {
  World world;
  const auto decision = ActOn(world, Clerk(), Request(world), SlipOf(world));
  ASSERT_THAT(decision, IsOk());
  EXPECT_EQ(FactOf(*decision).handed_out().slip_key_id(), "0123456789abcdef");
  EXPECT_TRUE(FactOf(*decision).handed_out().slip_returned());
}

TEST(PresentedSlip, WithoutATextNothingIsLookedAtAndNoKeyRecorded) {
  World world;
  const auto decision = Act(world, Clerk(), HandOutToOwner(world.code()));
  ASSERT_THAT(decision, IsOk());
  EXPECT_EQ(FactOf(*decision).handed_out().slip_key_id(), "");
}

TEST(PresentedSlip, OneThatIsNotGenuineIsNamedByItsVerdict) {
  for (const SlipVerdict verdict :
       {SLIP_VERDICT_ALTERED, SLIP_VERDICT_FORGED, SLIP_VERDICT_SIGNED_AFTER_REVOCATION, SLIP_VERDICT_KEY_NOT_IN_USE}) {
    World world;
    slips::Checked slip = SlipOf(world);
    slip.verdict = verdict;
    const auto refused = ActOn(world, Clerk(), Request(world), slip);
    EXPECT_THAT(refused, HasReason("SLIP_NOT_GENUINE"));
    EXPECT_EQ("SLIP_VERDICT_" + errors::ReasonMetadata(refused.status())["verdict"], SlipVerdict_Name(verdict));
  }
}

TEST(PresentedSlip, ThatTheKeyWasRevokedLaterIsNoReasonToRefuseWhatTheLedgerConfirms) {
  World world;
  slips::Checked slip = SlipOf(world);
  slip.verdict = SLIP_VERDICT_CLAIMS_BEFORE_REVOCATION;
  EXPECT_THAT(ActOn(world, Clerk(), Request(world), slip), IsOk());
  slip.statement.mutable_issued_at()->set_seconds(slip.statement.issued_at().seconds() - 60);
  const auto refused = ActOn(world, Clerk(), Request(world), slip);
  EXPECT_THAT(refused, HasReason("SLIP_NOT_GENUINE"));
  EXPECT_EQ(errors::ReasonMetadata(refused.status())["verdict"], "CONTRADICTED");
  world.dossier().set_supplement_requests(1);  // Then slip 01 was given anew, and only its fact knows when.
  EXPECT_THAT(ActOn(world, Clerk(), Request(world), slip), IsOk());
}

TEST(PresentedSlip, OneOfAnotherDossierOrOfNoRightToCollectIsRefused) {
  World world;
  slips::Checked slip = SlipOf(world);
  slip.statement.set_dossier_code("H15.05-221102-0008");
  EXPECT_THAT(ActOn(world, Clerk(), Request(world), slip), HasReason("SLIP_OF_ANOTHER"));
  slip = SlipOf(world);
  slip.statement.set_form(SLIP_FORM_02);
  EXPECT_THAT(ActOn(world, Clerk(), Request(world), slip), HasReason("SLIP_OF_ANOTHER"));
  slip.statement.set_form(SLIP_FORM_04);
  EXPECT_THAT(ActOn(world, Clerk(), Request(world), slip), IsOk());
}

TEST(PresentedSlip, ATextIsThatOfASlipThatWasGivenBack) {
  World world;
  v1::HandOutRequest request = Request(world);
  request.set_slip_returned(false);
  request.set_slip_missing_reason("mất phiếu");
  EXPECT_THAT(Act(world, Clerk(), request), HasFieldViolation("slip_text", HasSubstr("given back")));
  request = Request(world);
  request.set_slip_text("HOSO1:AAAA");
  EXPECT_THAT(Act(world, Clerk(), request), HasFieldViolation("slip_text", HasSubstr("QR code")));
}

}  // namespace
}  // namespace hoso::returns
