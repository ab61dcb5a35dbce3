#include "common/slips/against_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/proto_time/proto_time.h"
#include "common/slips/words.h"

namespace hoso::slips {
namespace {

using namespace trust::v1;  // Verdicts and forms.
using core::v1::Dossier;
using core::v1::Fact;
using ::testing::HasSubstr;

constexpr char kCode[] = "H15.05-240426-0007";
const absl::Time kStart = absl::FromUnixSeconds(1'714'115'600);

// A dossier's facts, an hour after one another, each recorded a minute after it happened, and what matters of their
// fold.
class Story {
 public:
  Fact& Add(bool same_command = false) {
    if (!same_command) now_ += absl::Hours(1);
    Fact& fact = facts_.emplace_back();
    fact.set_dossier_code(kCode);
    fact.set_sequence(static_cast<int>(facts_.size()));
    *fact.mutable_occurred_at() = ToProto(now_ + absl::Milliseconds(250));
    *fact.mutable_recorded_at() = ToProto(now_ + absl::Minutes(1));
    fact.mutable_actor()->set_office_id("YB-CP-04378");
    fact.mutable_actor()->set_device_id("MT-0042");
    return fact;
  }
  void Promise(core::v1::Appointment* appointment, int day) {
    *appointment->mutable_due_at() = ToProto(kStart + absl::Hours(24 * day));
    *dossier_.mutable_appointment() = *appointment;
  }
  void Accept() { Promise(Add().mutable_accepted()->mutable_appointment(), 5); }
  void Pay(int64_t amount) {
    Add(/*same_command=*/true).mutable_payment_recorded()->add_fees()->set_amount_vnd(amount);
  }
  void AskForSupplement() {
    *Add().mutable_supplement_requested()->mutable_supply_until() = ToProto(absl::CivilDay(2024, 5, 20));
  }
  void Supplement() { Promise(Add().mutable_supplemented()->mutable_appointment(), 9); }
  void Reschedule() {
    Fact& fact = Add();
    fact.mutable_actor()->clear_office_id();
    fact.mutable_actor()->set_agency_key("SGTVT");
    Promise(fact.mutable_rescheduled()->mutable_appointment(), 12);
  }
  void Refuse() { Add().mutable_refused()->set_ground_id("NOT_COMPLETE"); }
  void HandOut() {
    *dossier_.mutable_handed_out_at() = Add().occurred_at(), facts_.back().mutable_handed_out()->set_last(true);
  }

  const std::vector<Fact>& facts() const { return facts_; }
  const Dossier& dossier() const { return dossier_; }
  SlipStatement Slip(size_t i) const { return StatementsOf(facts_)[i]; }

 private:
  absl::Time now_ = kStart;
  std::vector<Fact> facts_;
  Dossier dossier_;
};

Checked Signed(SlipStatement statement, const std::string& owner = "hoso://yen-bai/service/intake") {
  Checked checked{.verdict = SLIP_VERDICT_GENUINE, .statement = std::move(statement)};
  checked.key.set_owner(owner);
  return checked;
}

Checked SignedByRevoked(SlipStatement statement, absl::Time revoked_at) {
  Checked checked = Signed(std::move(statement));
  checked.verdict = SLIP_VERDICT_CLAIMS_BEFORE_REVOCATION;
  *checked.key.mutable_revoked_at() = ToProto(revoked_at);
  return checked;
}

SlipVerdict Verdict(const Checked& slip, const Story& story) {
  return Judge(slip, story.dossier(), story.facts()).verdict;
}

TEST(StatementTest, EveryFactThatAFormIsPrintedForHasOne) {
  Story story;
  story.Accept();
  story.Pay(135'000);
  story.Add().mutable_received_by_agency();
  story.AskForSupplement();
  story.Supplement();
  story.Reschedule();
  story.Refuse();
  const auto statements = StatementsOf(story.facts());
  ASSERT_EQ(statements.size(), 5u);
  EXPECT_EQ(statements[0].form(), SLIP_FORM_01);
  EXPECT_EQ(statements[0].fact(), 1);
  EXPECT_EQ(statements[0].fees_paid_vnd(), 135'000);
  EXPECT_EQ(statements[0].issued_at().nanos(), 0);
  EXPECT_EQ(statements[0].office_id(), "YB-CP-04378");
  EXPECT_EQ(statements[1].form(), SLIP_FORM_02);
  EXPECT_EQ(statements[1].supply_until().day(), 20);
  EXPECT_EQ(statements[2].form(), SLIP_FORM_01);
  EXPECT_EQ(statements[2].fact(), 5);
  EXPECT_EQ(statements[3].form(), SLIP_FORM_04);
  EXPECT_EQ(statements[3].agency_key(), "SGTVT");
  EXPECT_EQ(statements[4].form(), SLIP_FORM_03);
  for (const SlipStatement& statement : statements) EXPECT_TRUE(CheckStatement(statement).ok());
}

TEST(StatementTest, APaymentLaterIsNotOnTheSlip) {
  Story story;
  story.Accept();
  story.Add().mutable_payment_recorded()->add_fees()->set_amount_vnd(135'000);
  EXPECT_EQ(story.Slip(0).fees_paid_vnd(), 0);
}

TEST(JudgeTest, AGenuineSlipServesUntilEverythingIsHandedOut) {
  Story story;
  story.Accept();
  EXPECT_EQ(Verdict(Signed(story.Slip(0)), story), SLIP_VERDICT_GENUINE);
  story.Add().mutable_received_by_agency();
  EXPECT_EQ(Verdict(Signed(story.Slip(0)), story), SLIP_VERDICT_GENUINE);
  story.HandOut();
  const Finding finding = Judge(Signed(story.Slip(0)), story.dossier(), story.facts());
  EXPECT_EQ(finding.verdict, SLIP_VERDICT_USED);
  EXPECT_EQ(finding.used_at, FromProto(story.facts().back().occurred_at()));
}

TEST(JudgeTest, ALaterSlipSupersedesAndItsDateIsTold) {
  Story story;
  story.Accept();
  story.Reschedule();
  const Finding first = Judge(Signed(story.Slip(0)), story.dossier(), story.facts());
  EXPECT_EQ(first.verdict, SLIP_VERDICT_SUPERSEDED);
  EXPECT_EQ(first.superseded_by, SLIP_FORM_04);
  EXPECT_EQ(first.due_at, kStart + absl::Hours(24 * 12));
  EXPECT_THAT(WordsOf(Signed(story.Slip(0)), first).advice_vi, HasSubstr("08/05/2024"));
  EXPECT_EQ(Verdict(Signed(story.Slip(1)), story), SLIP_VERDICT_GENUINE);
}

TEST(JudgeTest, WhileASupplementIsAwaitedNoDateIsPromised) {
  Story story;
  story.Accept();
  story.AskForSupplement();
  const Finding first = Judge(Signed(story.Slip(0)), story.dossier(), story.facts());
  EXPECT_EQ(first.superseded_by, SLIP_FORM_02);
  EXPECT_FALSE(first.due_at.has_value());
  EXPECT_EQ(Verdict(Signed(story.Slip(1)), story), SLIP_VERDICT_GENUINE);
  story.Supplement();
  EXPECT_EQ(Verdict(Signed(story.Slip(1)), story), SLIP_VERDICT_USED);
  EXPECT_EQ(Judge(Signed(story.Slip(0)), story.dossier(), story.facts()).superseded_by, SLIP_FORM_01);
  EXPECT_EQ(Verdict(Signed(story.Slip(2)), story), SLIP_VERDICT_GENUINE);
}

TEST(JudgeTest, ADateThatMovedWithoutASlipIsToldToo) {
  Story story;
  story.Accept();
  story.Promise(story.Add().mutable_payment_recorded()->mutable_appointment(), 8);
  const Finding finding = Judge(Signed(story.Slip(0)), story.dossier(), story.facts());
  EXPECT_EQ(finding.verdict, SLIP_VERDICT_SUPERSEDED);
  EXPECT_EQ(finding.due_at, kStart + absl::Hours(24 * 8));
}

TEST(JudgeTest, WhatTheLedgerDoesNotKnowYetIsNoForgery) {
  Story nothing, story;
  story.Accept();
  EXPECT_EQ(Verdict(Signed(story.Slip(0)), nothing), SLIP_VERDICT_NOT_RECORDED);
  SlipStatement to_come = story.Slip(0);
  to_come.set_fact(2);
  EXPECT_EQ(Verdict(Signed(to_come), story), SLIP_VERDICT_NOT_RECORDED);
  // Printed without network: found by form and time.
  SlipStatement offline = story.Slip(0);
  offline.set_fact(0);
  EXPECT_EQ(Verdict(Signed(offline), story), SLIP_VERDICT_GENUINE);
  offline.mutable_issued_at()->set_seconds(offline.issued_at().seconds() + 1);
  EXPECT_EQ(Verdict(Signed(offline), story), SLIP_VERDICT_NOT_RECORDED);
}

TEST(JudgeTest, WhatTheLedgerSaysOtherwiseIsNotBelieved) {
  Story story;
  story.Accept();
  story.Pay(135'000);
  story.AskForSupplement();
  const SlipStatement first = story.Slip(0);
  SlipStatement changed = first;
  changed.mutable_due_at()->set_seconds(first.due_at().seconds() - 86400);
  EXPECT_EQ(Verdict(Signed(changed), story), SLIP_VERDICT_CONTRADICTED);
  changed = first;
  changed.set_fees_paid_vnd(0);
  EXPECT_EQ(Verdict(Signed(changed), story), SLIP_VERDICT_CONTRADICTED);
  changed = first;
  changed.set_office_id("YB-II-136");
  EXPECT_EQ(Verdict(Signed(changed), story), SLIP_VERDICT_CONTRADICTED);
  changed = first;
  changed.mutable_issued_at()->set_seconds(first.issued_at().seconds() + 1);
  EXPECT_EQ(Verdict(Signed(changed), story), SLIP_VERDICT_CONTRADICTED);
  changed = first;
  changed.set_fact(2);  // The payment, which no slip is printed for.
  EXPECT_EQ(Verdict(Signed(changed), story), SLIP_VERDICT_CONTRADICTED);
  changed = first;
  changed.set_reprint(3);
  EXPECT_EQ(Verdict(Signed(changed), story), SLIP_VERDICT_SUPERSEDED);
}

TEST(JudgeTest, ADevicesSlipIsOfAFactOfThatDevice) {
  Story story;
  story.Accept();
  EXPECT_EQ(Verdict(Signed(story.Slip(0), "hoso://yen-bai/device/MT-0042"), story), SLIP_VERDICT_GENUINE);
  EXPECT_EQ(Verdict(Signed(story.Slip(0), "hoso://yen-bai/device/MT-0043"), story), SLIP_VERDICT_CONTRADICTED);
}

TEST(JudgeTest, ARevokedKeysSlipIsGenuineIfTheLedgerKnewItBefore) {
  Story story;
  story.Accept();
  const absl::Time recorded = FromProto(story.facts()[0].recorded_at());
  const Checked later = SignedByRevoked(story.Slip(0), recorded + absl::Seconds(1));
  EXPECT_EQ(Verdict(later, story), SLIP_VERDICT_GENUINE_KEY_REVOKED_LATER);
  EXPECT_EQ(Verdict(SignedByRevoked(story.Slip(0), recorded), story), SLIP_VERDICT_CLAIMS_BEFORE_REVOCATION);
  EXPECT_EQ(Verdict(later, Story()), SLIP_VERDICT_CLAIMS_BEFORE_REVOCATION);
  SlipStatement changed = story.Slip(0);
  changed.mutable_due_at()->set_seconds(1);
  EXPECT_EQ(Verdict(SignedByRevoked(changed, recorded + absl::Hours(9)), story), SLIP_VERDICT_CONTRADICTED);
  story.HandOut();
  EXPECT_EQ(Verdict(later, story), SLIP_VERDICT_USED);
}

TEST(JudgeTest, WhatTheKeysSayAgainstASlipTheLedgerDoesNotMend) {
  Story story;
  story.Accept();
  for (const SlipVerdict verdict : {SLIP_VERDICT_SIGNED_AFTER_REVOCATION, SLIP_VERDICT_KEY_NOT_IN_USE}) {
    Checked slip = Signed(story.Slip(0));
    slip.verdict = verdict;
    EXPECT_EQ(Verdict(slip, story), verdict);
  }
}

TEST(WordsTest, EveryVerdictHasItsOwnInBothLanguages) {
  std::set<std::string> meanings;
  for (int verdict = SlipVerdict_MIN + 1; verdict <= SlipVerdict_MAX; ++verdict) {
    Checked slip{.verdict = static_cast<SlipVerdict>(verdict)};
    slip.statement.set_form(SLIP_FORM_01);
    const Finding finding{.verdict = slip.verdict, .used_at = kStart};
    const Words words = WordsOf(slip, finding);
    EXPECT_TRUE(meanings.insert(words.meaning_vi).second && meanings.insert(words.meaning_en).second)
        << words.meaning_en;
    EXPECT_FALSE(words.advice_vi.empty() || words.advice_en.empty()) << words.meaning_en;
  }
}

}  // namespace
}  // namespace hoso::slips
