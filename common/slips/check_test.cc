#include "common/slips/check.h"

#include <gtest/gtest.h>

#include "common/proto_time/proto_time.h"

namespace hoso::slips {
namespace {

using namespace trust::v1;  // Verdicts.

const absl::Time kIssued = absl::FromUnixSeconds(1'714'115'600);

SlipStatement Statement() {
  SlipStatement statement;
  statement.set_form(SLIP_FORM_01);
  statement.set_dossier_code("H15.05-240426-0007");
  statement.set_fact(1);
  *statement.mutable_issued_at() = ToProto(kIssued);
  statement.set_office_id("YB-CP-04378");
  return statement;
}

// The verdict on a slip of a key with that entry.
SlipVerdict Verdict(
    const std::string& owner, void (*change)(PublicKey&) = [](PublicKey&) {}, KeyUse use = KEY_USE_SLIP) {
  const signing::PrivateKey key = signing::PrivateKey::Generate();
  KeyList keys;
  *keys.add_keys() = signing::EntryFor(key.public_key(), use, owner, kIssued - absl::Hours(24));
  change(*keys.mutable_keys(0));
  return Check(Sign(key, Statement()), *signing::KeyList::Make(keys)).verdict;
}

constexpr char kCounter[] = "hoso://yen-bai/office/YB-CP-04378";

TEST(CheckTest, WhoMayIssueASlip) {
  EXPECT_EQ(Verdict(kCounter), SLIP_VERDICT_GENUINE);
  EXPECT_EQ(Verdict("hoso://yen-bai/service/intake"), SLIP_VERDICT_GENUINE);
  EXPECT_EQ(Verdict("hoso://yen-bai/device/MT-0042"), SLIP_VERDICT_GENUINE);
  EXPECT_EQ(Verdict("hoso://yen-bai/office/YB-II-136"), SLIP_VERDICT_FORGED);
  EXPECT_EQ(Verdict("hoso://yen-bai/agency/YB-CP-04378"), SLIP_VERDICT_FORGED);
  EXPECT_EQ(Verdict("anybody"), SLIP_VERDICT_FORGED);
  const auto none = [](PublicKey&) {};
  EXPECT_EQ(Verdict(kCounter, none, KEY_USE_TOKEN), SLIP_VERDICT_FORGED);
  EXPECT_EQ(Verdict(kCounter, none, KEY_USE_CHECKPOINT), SLIP_VERDICT_FORGED);
}

TEST(CheckTest, WhenAKeyCounts) {
  EXPECT_EQ(Verdict(kCounter, [](PublicKey& key) { key.clear_not_before(); }), SLIP_VERDICT_GENUINE);
  EXPECT_EQ(Verdict(kCounter, [](PublicKey& key) { *key.mutable_not_before() = ToProto(kIssued + absl::Minutes(9)); }),
            SLIP_VERDICT_GENUINE);
  EXPECT_EQ(Verdict(kCounter, [](PublicKey& key) { *key.mutable_not_before() = ToProto(kIssued + absl::Minutes(11)); }),
            SLIP_VERDICT_KEY_NOT_IN_USE);
  EXPECT_EQ(Verdict(kCounter, [](PublicKey& key) { *key.mutable_not_after() = ToProto(kIssued - absl::Minutes(9)); }),
            SLIP_VERDICT_GENUINE);
  EXPECT_EQ(Verdict(kCounter, [](PublicKey& key) { *key.mutable_not_after() = ToProto(kIssued - absl::Minutes(10)); }),
            SLIP_VERDICT_KEY_NOT_IN_USE);
}

TEST(CheckTest, ARevokedKeyProvesNothingByItself) {
  EXPECT_EQ(Verdict(kCounter, [](PublicKey& key) { *key.mutable_revoked_at() = ToProto(kIssued + absl::Seconds(1)); }),
            SLIP_VERDICT_CLAIMS_BEFORE_REVOCATION);
  EXPECT_EQ(Verdict(kCounter, [](PublicKey& key) { *key.mutable_revoked_at() = ToProto(kIssued); }),
            SLIP_VERDICT_SIGNED_AFTER_REVOCATION);
}

TEST(CheckTest, TellsAlteredFromForgedAndBelievesNeither) {
  const signing::PrivateKey key = signing::PrivateKey::Generate(), stranger = signing::PrivateKey::Generate();
  KeyList entries;
  *entries.add_keys() = signing::EntryFor(key.public_key(), KEY_USE_SLIP, kCounter, kIssued);
  const auto keys = *signing::KeyList::Make(entries);

  const auto genuine = Read(Sign(key, Statement()));
  ASSERT_TRUE(genuine.ok());
  SlipStatement later = Statement();
  *later.mutable_due_at() = ToProto(kIssued + absl::Hours(24));
  // The signature of one statement under another: what a forger who has seen a slip can write.
  const std::string text = Sign(stranger, Statement());
  EXPECT_EQ(Check(text, keys).verdict, SLIP_VERDICT_FORGED);
  EXPECT_EQ(Check("HOSO1:AAAA", keys).verdict, SLIP_VERDICT_UNREADABLE);
  EXPECT_EQ(Check(Sign(key, later), keys).verdict, SLIP_VERDICT_GENUINE);

  std::string altered = Sign(key, Statement());
  char& last = altered[altered.size() - 10];  // In the signature.
  last = last == 'A' ? 'B' : 'A';
  const Checked checked = Check(altered, keys);
  EXPECT_EQ(checked.verdict, SLIP_VERDICT_ALTERED);
  EXPECT_FALSE(checked.statement.has_issued_at());
  EXPECT_TRUE(checked.key.key_id().empty());
  EXPECT_FALSE(IsSigned(checked.verdict));
  EXPECT_TRUE(IsSigned(SLIP_VERDICT_CLAIMS_BEFORE_REVOCATION));
}

TEST(CheckTest, EveryBitOfAGenuineSlipCounts) {
  const signing::PrivateKey key = signing::PrivateKey::Generate();
  KeyList entries;
  *entries.add_keys() = signing::EntryFor(key.public_key(), KEY_USE_SLIP, kCounter, kIssued);
  const auto keys = *signing::KeyList::Make(entries);
  const std::string text = Sign(key, Statement());
  int altered = 0;
  for (size_t i = 6; i < text.size(); ++i) {
    for (const char other : std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")) {
      if (other == text[i]) continue;
      std::string changed = text;
      changed[i] = other;
      const SlipVerdict verdict = Check(changed, keys).verdict;
      EXPECT_FALSE(IsSigned(verdict)) << i << " " << other;
      altered += verdict == SLIP_VERDICT_ALTERED;
    }
  }
  EXPECT_GT(altered, 1000);
}

}  // namespace
}  // namespace hoso::slips
