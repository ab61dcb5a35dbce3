#include "common/slips/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/rpc/errors.h"

namespace hoso::slips {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using trust::v1::SlipStatement;

// As the counters of the pilot write them: the longest code and office, with everything that form 01 can say.
SlipStatement Statement() {
  SlipStatement statement;
  statement.set_form(trust::v1::SLIP_FORM_01);
  statement.set_dossier_code("H15.05-240426-10007");
  statement.set_fact(1);
  statement.mutable_issued_at()->set_seconds(1'714'115'600);
  statement.set_office_id("YB-CP-04378");
  statement.mutable_due_at()->set_seconds(1'715'076'000);
  statement.set_fees_paid_vnd(135'000);
  return statement;
}

const signing::PrivateKey& Key() {
  static const signing::PrivateKey key = signing::PrivateKey::Generate();
  return key;
}

TEST(TextTest, IsReadAsItWasWrittenAndFitsIntoAnAlphanumericQrCode) {
  const std::string text = Sign(Key(), Statement());
  EXPECT_THAT(text, StartsWith("HOSO1:"));
  EXPECT_THAT(
      text,
      Each(::testing::Truly([](char c) { return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == ':'; })));
  const auto slip = Read(text);
  ASSERT_TRUE(slip.ok()) << slip.status();
  EXPECT_EQ(slip->key_id, Key().key_id());
  SlipStatement said = slip->statement;
  said.clear_key_id();
  EXPECT_EQ(said.DebugString(), Statement().DebugString());
  EXPECT_TRUE(signing::IsSigned(Key().public_key(), SignedBytes(slip->statement), slip->signature));
  EXPECT_EQ(Read(absl::StrCat(" ", text, "\r\n"))->signature, slip->signature);
}

TEST(TextTest, OneStatementUnderOneKeyHasOneText) {
  EXPECT_EQ(Sign(Key(), Statement()), Sign(Key(), Statement()));
  SlipStatement again = Statement();
  again.set_reprint(1);
  EXPECT_NE(Sign(Key(), again), Sign(Key(), Statement()));
}

// Version 8 with medium correction (15 %) holds 221 characters: 49 modules, 0.39 mm each in the 22 mm of form 01.
TEST(TextTest, IsNoLongerThanAComfortableCode) { EXPECT_LE(Sign(Key(), Statement()).size(), 221u); }

TEST(TextTest, NoChangeOfACharacterIsReadAsTheSameSlip) {
  const std::string text = Sign(Key(), Statement());
  for (size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    if (changed == text) continue;
    const auto slip = Read(changed);
    if (!slip.ok()) continue;
    EXPECT_FALSE(signing::IsSigned(Key().public_key(), SignedBytes(slip->statement), slip->signature)) << i;
  }
}

TEST(TextTest, EveryOtherSpellingIsRefused) {
  const std::string text = Sign(Key(), Statement());
  const std::string lower = absl::AsciiStrToLower(text);
  for (const std::string& wrong :
       {std::string(), std::string("HOSO1:"), std::string("HOSO1:A"), text.substr(6), "HOSO2:" + text.substr(6), lower,
        "HOSO1:" + lower.substr(6), text + "=", text + "A", text.substr(0, text.size() - 1), text + " A",
        text.substr(0, 20) + " " + text.substr(20), text.substr(0, 20) + "-" + text.substr(20),
        text + std::string(kLongestText, 'A')}) {
    const absl::Status status = Read(wrong).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << wrong;
    EXPECT_THAT(std::string(status.message()), StartsWith("text: ")) << wrong;
  }
}

// The text of serialised bytes that are well signed, whatever they say.
std::string TextOf(const std::string& serialised) {
  const std::string signature = Key().Sign("hoso slip 1\n" + serialised);
  const std::string whole = serialised + signature;
  // Written from RFC 4648, so that a mistake of the library does not confirm itself.
  std::string text = "HOSO1:";
  for (size_t bit = 0; bit < whole.size() * 8; bit += 5) {
    unsigned value = 0;
    for (size_t i = bit; i < bit + 5; ++i) {
      value = value << 1 | (i / 8 < whole.size() ? static_cast<unsigned char>(whole[i / 8]) >> (7 - i % 8) & 1u : 0u);
    }
    text += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[value];
  }
  return text;
}

TEST(TextTest, AStatementHasOneSpelling) {
  SlipStatement statement = Statement();
  statement.set_key_id(absl::HexStringToBytes(Key().key_id()));
  const std::string serialised = statement.SerializeAsString();
  EXPECT_EQ(TextOf(serialised), Sign(Key(), Statement()));
  ASSERT_TRUE(Read(TextOf(serialised)).ok());
  EXPECT_FALSE(Read(TextOf(serialised + std::string("\x18\x01", 2))).ok()) << "a field given again";
  EXPECT_FALSE(Read(TextOf(serialised + std::string("\xf8\x07\x01", 3))).ok()) << "a field that no statement has";
  EXPECT_FALSE(Read(TextOf(serialised + std::string("\x50\x00", 2))).ok()) << "a field that says nothing";
  SlipStatement keyless = Statement();
  EXPECT_FALSE(Read(TextOf(keyless.SerializeAsString())).ok()) << "no key id";
}

struct Wrong {
  const char* field;
  void (*change)(SlipStatement&);
};

TEST(StatementTest, SaysOnlyWhatItsFormCanSay) {
  ASSERT_TRUE(CheckStatement(Statement()).ok());
  const Wrong kWrong[] = {
      {"form", [](SlipStatement& s) { s.clear_form(); }},
      {"form", [](SlipStatement& s) { s.set_form(static_cast<trust::v1::SlipForm>(5)); }},
      {"dossier_code", [](SlipStatement& s) { s.clear_dossier_code(); }},
      {"dossier_code", [](SlipStatement& s) { s.set_dossier_code("NGUYỄN VĂN A"); }},
      {"fact", [](SlipStatement& s) { s.set_fact(-1); }},
      {"issued_at", [](SlipStatement& s) { s.clear_issued_at(); }},
      {"issued_at", [](SlipStatement& s) { s.mutable_issued_at()->set_nanos(1); }},
      {"issued_at", [](SlipStatement& s) { s.mutable_issued_at()->set_seconds(1'000'000'000'000); }},
      {"office_id", [](SlipStatement& s) { s.clear_office_id(); }},
      {"office_id", [](SlipStatement& s) { s.set_agency_key("SGTVT"); }},
      {"office_id", [](SlipStatement& s) { s.set_office_id("Bưu cục"); }},
      {"due_at", [](SlipStatement& s) { s.mutable_due_at()->set_nanos(5); }},
      {"due_at", [](SlipStatement& s) { s.set_form(trust::v1::SLIP_FORM_03), s.clear_fees_paid_vnd(); }},
      {"supply_until", [](SlipStatement& s) { s.mutable_supply_until()->set_year(2024); }},
      {"fees_paid_vnd", [](SlipStatement& s) { s.set_fees_paid_vnd(-1); }},
      {"fees_paid_vnd", [](SlipStatement& s) { s.set_form(trust::v1::SLIP_FORM_04); }},
      {"reprint", [](SlipStatement& s) { s.set_reprint(-1); }},
  };
  for (const Wrong& wrong : kWrong) {
    SlipStatement statement = Statement();
    wrong.change(statement);
    const absl::Status status = CheckStatement(statement);
    EXPECT_THAT(std::string(status.message()), StartsWith(absl::StrCat(wrong.field, ": ")));
    EXPECT_FALSE(Read(Sign(Key(), statement)).ok()) << wrong.field;
  }
}

}  // namespace
}  // namespace hoso::slips
