#include "common/checkpoint/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/checkpoint/leaf.h"
#include "common/checkpoint/merkle.h"
#include "common/clock/zone.h"
#include "common/digest/sha256.h"
#include "common/proto_time/proto_time.h"

namespace hoso::checkpoint {
namespace {

using ::testing::HasSubstr;

constexpr char kLedger[] = "hoso://yen-bai/service/ledger";
constexpr char kPost[] = "hoso://yen-bai/service/post";
const absl::CivilDay kDay(2022, 11, 2);

Checkpoint Example() {
  return {.origin = kLedger,
          .size = 8432,
          .root = std::string(32, 'r'),
          .day = kDay,
          .catalogue = Sha256Hex("catalogue"),
          .leaves = Sha256Hex("leaves"),
          .previous = Previous{.day = kDay - 1, .digest = Sha256Hex("previous")}};
}

// The example of Go's golang.org/x/mod/sumdb/note, where the format comes from.
TEST(NoteTest, AgreesWithOtherImplementations) {
  std::string encoded;
  ASSERT_TRUE(absl::Base64Unescape("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", &encoded));
  const auto note = ParseNote(
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
      "\xe2\x80\x94 PeterNeumann "
      "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n");
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_EQ(absl::BytesToHexString(NoteKeyHash("PeterNeumann", encoded.substr(1))), "c74f20a3");
  EXPECT_TRUE(IsSignatureOf(note->signatures[0], note->text, encoded.substr(1)));
}

TEST(NoteTest, IsWrittenAsItWasRead) {
  const signing::PrivateKey key = signing::PrivateKey::Generate(), other = signing::PrivateKey::Generate();
  Note note{.text = "first\n\nthird\n"};
  note.signatures = {SignText(note.text, "a/b", key), SignText(note.text, "c", other)};
  const auto read = ParseNote(FormatNote(note));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, note);
  EXPECT_TRUE(IsSignatureOf(read->signatures[0], read->text, key.public_key()));
  EXPECT_FALSE(IsSignatureOf(read->signatures[0], read->text, other.public_key()));
  EXPECT_FALSE(IsSignatureOf(read->signatures[0], "first\n\nthird", key.public_key()));
  Signature renamed = read->signatures[0];
  renamed.name = "a/c";
  EXPECT_FALSE(IsSignatureOf(renamed, read->text, key.public_key()));
}

TEST(NoteTest, WhatIsNoneIsRefused) {
  const std::string good = "text\n\n\xe2\x80\x94 name AAAAAAE=\n";
  ASSERT_TRUE(ParseNote(good).ok()) << ParseNote(good).status();
  const std::vector<std::string> all_bad = {"",
                                            "\n",
                                            "\n\n",
                                            "text\n",
                                            "text\n\n",
                                            good.substr(0, good.size() - 1),
                                            good + "\n",
                                            good + "more\n",
                                            "\n\n\xe2\x80\x94 name AAAAAAE=\n",
                                            absl::StrReplaceAll(good, {{"text", "te\xc3\xaft"}}),
                                            absl::StrReplaceAll(good, {{"text", "te\txt"}}),
                                            absl::StrReplaceAll(good, {{"text", std::string("te\0xt", 5)}}),
                                            absl::StrReplaceAll(good, {{"name", "na+me"}}),
                                            absl::StrReplaceAll(good, {{"name ", ""}}),
                                            absl::StrReplaceAll(good, {{"name ", "name  "}}),
                                            absl::StrReplaceAll(good, {{"AAAAAAE=", "AAAAAAE"}}),
                                            absl::StrReplaceAll(good, {{"AAAAAAE=", "AAAAAAF="}}),
                                            absl::StrReplaceAll(good, {{"AAAAAAE=", "AAAAAA=="}}),
                                            absl::StrReplaceAll(good, {{"\xe2\x80\x94", "-"}}),
                                            std::string(kMaxNoteBytes, 'x') + good};
  for (const std::string& bad : all_bad) {
    EXPECT_FALSE(ParseNote(bad).ok()) << absl::CHexEscape(bad.substr(0, 80));
  }
}

TEST(CheckpointTest, IsWrittenAsTheStandardSays) {
  EXPECT_EQ(FormatCheckpoint(Example()),
            absl::StrCat("hoso://yen-bai/service/ledger\n8432\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n"
                         "day 2022-11-02\ncatalogue ",
                         Sha256Hex("catalogue"), "\nleaves ", Sha256Hex("leaves"), "\nprevious 2022-11-01 ",
                         Sha256Hex("previous"), "\n"));
  Checkpoint first = Example();
  first.previous.reset();
  for (const Checkpoint& checkpoint : {Example(), first}) {
    const auto read = ParseCheckpoint(FormatCheckpoint(checkpoint));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, checkpoint);
  }
}

TEST(CheckpointTest, BindsTheEndOfTheAccessLog) {
  Checkpoint example = Example();
  example.access = AccessHead{.entries = 120, .hash = Sha256Hex("access")};
  const std::string text = FormatCheckpoint(example), line = absl::StrCat("access 120 ", Sha256Hex("access"), "\n");
  EXPECT_THAT(text, HasSubstr(absl::StrCat(Sha256Hex("leaves"), "\n", line, "previous ")));
  const auto read = ParseCheckpoint(text);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, example);
  for (const char* wrong : {"access 0120 ", "access -1 ", "access x ", "access 120  ", "access 120\t", "access "}) {
    const auto refused = ParseCheckpoint(absl::StrReplaceAll(text, {{"access 120 ", wrong}}));
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr("line 7: want 'access'")) << wrong;
  }
  EXPECT_FALSE(ParseCheckpoint(absl::StrReplaceAll(text, {{line, line + line}})).ok());
  EXPECT_FALSE(ParseCheckpoint(FormatCheckpoint(Example()) + line).ok());  // After `previous`.
}

TEST(CheckpointTest, TheAccessLogOfALaterDayGoesOn) {
  Checkpoint none = Example(), some = Example(), more = Example(), other = Example();
  some.access = AccessHead{.entries = 120, .hash = Sha256Hex("access")};
  more.access = AccessHead{.entries = 121, .hash = Sha256Hex("more")};
  other.access = AccessHead{.entries = 120, .hash = Sha256Hex("other")};
  for (const auto& [before, after] : {std::pair(none, none), {none, some}, {some, some}, {some, more}}) {
    EXPECT_EQ(AccessProblem(before, after), std::nullopt);
  }
  EXPECT_THAT(*AccessProblem(some, none), HasSubstr("says nothing"));
  EXPECT_THAT(*AccessProblem(more, some), HasSubstr("fewer"));
  EXPECT_THAT(*AccessProblem(some, other), HasSubstr("another hash"));
}

TEST(CheckpointTest, AnyOtherTextIsRefusedAndTheLineNamed) {
  const std::string good = FormatCheckpoint(Example());
  const auto changed = [&](const std::string& what, const std::string& to) {
    return std::string(ParseCheckpoint(absl::StrReplaceAll(good, {{what, to}})).status().message());
  };
  EXPECT_THAT(changed("hoso:", " hoso:"), HasSubstr("line 1: want an origin"));
  EXPECT_THAT(changed("8432", "08432"), HasSubstr("line 2: want the number of leaves"));
  EXPECT_THAT(changed("8432", "-1"), HasSubstr("line 2"));
  EXPECT_THAT(changed("8432", "18446744073709551616"), HasSubstr("line 2"));
  EXPECT_THAT(changed("cnJy", "cnJ"), HasSubstr("line 3: want the Base64 of 32 bytes"));
  EXPECT_THAT(changed("day 2022-11-02", "day 2022-11-31"), HasSubstr("line 4: want a day"));
  EXPECT_THAT(changed("day 2022-11-02", "day 2022-11-2"), HasSubstr("line 4: want a day"));
  EXPECT_THAT(changed("catalogue ", "catalog "), HasSubstr("line 5: want 'catalogue'"));
  EXPECT_THAT(changed(Sha256Hex("leaves"), Sha256Hex("leaves") + "0"), HasSubstr("line 6: want 'leaves'"));
  EXPECT_THAT(changed("previous ", "next "), HasSubstr("line 7: want 'previous'"));
  EXPECT_THAT(changed("2022-11-01 ", "2022-11-01  "), HasSubstr("line 7: want 'previous'"));
  EXPECT_THAT(std::string(ParseCheckpoint(good + "more\n").status().message()), HasSubstr("line 8: want the end"));
  EXPECT_FALSE(ParseCheckpoint(good.substr(0, good.size() - 1)).ok());
  for (size_t size = 0; size < good.size(); ++size) {
    const auto read = ParseCheckpoint(good.substr(0, size));
    EXPECT_TRUE(!read.ok() || FormatCheckpoint(*read) == good.substr(0, size))
        << size;  // Without its last line it is a first one.
  }
}

class SignersTest : public ::testing::Test {
 protected:
  SignersTest() {
    const std::string text = FormatCheckpoint(Example());
    signed_ = {.note = {.text = text, .signatures = {SignText(text, kLedger, ledger_), SignText(text, kPost, post_)}},
               .checkpoint = Example()};
    *list_.add_keys() = signing::EntryFor(ledger_.public_key(), trust::v1::KEY_USE_CHECKPOINT, kLedger, Noon(-10));
    *list_.add_keys() = signing::EntryFor(post_.public_key(), trust::v1::KEY_USE_CHECKPOINT, kPost, Noon(-10));
  }

  static absl::Time Noon(int days) { return clock::LocalTime(absl::CivilSecond(kDay + days) + 12 * 3600); }
  signing::KeyList Keys() { return signing::KeyList::Make(list_).value(); }
  std::string Refusal() { return std::string(CheckSigned(signed_, Keys()).message()); }
  Standing Ledgers() { return SignersOf(signed_, Keys())[0].standing; }

  const signing::PrivateKey ledger_ = signing::PrivateKey::Generate(), post_ = signing::PrivateKey::Generate();
  SignedCheckpoint signed_;
  trust::v1::KeyList list_;
};

TEST_F(SignersTest, GoodSignaturesAreKnownByTheirKeys) {
  const std::vector<Signer> signers = SignersOf(signed_, Keys());
  ASSERT_EQ(signers.size(), 2u);
  EXPECT_EQ(signers[1].key_id, post_.key_id());
  EXPECT_TRUE(HasSigned(signers, kLedger));
  EXPECT_TRUE(HasSigned(signers, kPost));
  EXPECT_FALSE(HasSigned(signers, "hoso://yen-bai/agency/SGTVT"));
  EXPECT_TRUE(CheckSigned(signed_, Keys()).ok()) << Refusal();
}

TEST_F(SignersTest, KeysOfOtherUseOrNameAreUnknown) {
  list_.mutable_keys(0)->set_use(trust::v1::KEY_USE_SLIP);
  EXPECT_EQ(Ledgers(), Standing::kUnknown);
  EXPECT_THAT(Refusal(), HasSubstr("no good signature of hoso://yen-bai/service/ledger"));
  list_.mutable_keys(0)->set_use(trust::v1::KEY_USE_CHECKPOINT);
  list_.mutable_keys(0)->set_owner("hoso://yen-bai/service/intake");
  EXPECT_EQ(Ledgers(), Standing::kUnknown);
}

TEST_F(SignersTest, AKeyOfAnothersNameDoesNotSignForTheLedger) {
  signed_.note.signatures[0] = SignText(signed_.note.text, kLedger, post_);
  EXPECT_EQ(Ledgers(), Standing::kUnknown);
  EXPECT_FALSE(CheckSigned(signed_, Keys()).ok());
}

TEST_F(SignersTest, AFalseSignatureSpoilsAll) {
  signed_.note.signatures[1].bytes[5] ^= 1;
  EXPECT_EQ(SignersOf(signed_, Keys())[1].standing, Standing::kFalse);
  EXPECT_THAT(Refusal(), HasSubstr("hoso://yen-bai/service/post is false"));
}

TEST_F(SignersTest, AKeySignsForTheDaysOfItsUse) {
  *list_.mutable_keys(0)->mutable_not_before() = ToProto(Noon(0));
  EXPECT_EQ(Ledgers(), Standing::kGood);
  *list_.mutable_keys(0)->mutable_not_before() = ToProto(Noon(1));
  EXPECT_EQ(Ledgers(), Standing::kOutOfTime);
  list_.mutable_keys(0)->clear_not_before();
  *list_.mutable_keys(0)->mutable_not_after() = ToProto(Noon(0));
  EXPECT_EQ(Ledgers(), Standing::kGood);
  *list_.mutable_keys(0)->mutable_not_after() = ToProto(Noon(-1));
  EXPECT_EQ(Ledgers(), Standing::kOutOfTime);
}

TEST_F(SignersTest, WhatARevokedKeySignedStandsWhileOthersConfirmIt) {
  *list_.mutable_keys(0)->mutable_revoked_at() = ToProto(Noon(30));
  EXPECT_EQ(Ledgers(), Standing::kRevokedSince);
  EXPECT_TRUE(CheckSigned(signed_, Keys()).ok()) << Refusal();
  signed_.note.signatures.pop_back();
  EXPECT_THAT(Refusal(), HasSubstr("revoked since"));
  *list_.mutable_keys(0)->mutable_revoked_at() = ToProto(Noon(0));
  EXPECT_EQ(Ledgers(), Standing::kRevoked);
}

TEST(LeafTest, IsWrittenAsItWasRead) {
  const Leaf leaf{.transaction = 790, .dossier = 82944913768449, .sequence = 3, .hash = Sha256("fact")};
  const std::string line = FormatLeaf(leaf);
  EXPECT_EQ(line, absl::StrCat("790 82944913768449 3 ", Sha256Hex("fact"), "\n"));
  const auto read = ParseLeaf(line.substr(0, line.size() - 1));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, leaf);
  for (const std::string& bad : {std::string(), line, " " + line.substr(0, line.size() - 1),
                                 absl::StrReplaceAll(line.substr(0, line.size() - 1), {{"790", "0790"}}),
                                 absl::StrReplaceAll(line.substr(0, line.size() - 1), {{"3 ", "3  "}})}) {
    EXPECT_FALSE(ParseLeaf(bad).ok()) << bad;
  }
}

TEST(LeafTest, IsHashedOverDossierSequenceAndHash) {
  const Leaf leaf{
      .transaction = 1, .dossier = 0x0102030405060708, .sequence = 0x0a0b0c0d, .hash = std::string(32, 'h')};
  const std::string data = absl::HexStringToBytes("01020304050607080a0b0c0d") + std::string(32, 'h');
  EXPECT_EQ(LeafData(leaf), data);
  EXPECT_EQ(HashOf(leaf), LeafHash(data));
  const auto read = ParseLeafData(data);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->dossier, leaf.dossier);
  EXPECT_EQ(read->sequence, leaf.sequence);
  EXPECT_FALSE(ParseLeafData(data + "x").ok());
  EXPECT_FALSE(ParseLeafData(data.substr(1)).ok());
}

}  // namespace
}  // namespace hoso::checkpoint
