#include "common/vault/key_ring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "common/files/secret_file.h"
#include "tests/support/matchers.h"

namespace hoso::vault {
namespace {

using ::hoso::testing::HasReason;
using ::hoso::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using trust::v1::DATA_CLASS_CRIMINAL_RECORD;
using trust::v1::DATA_CLASS_NORMAL;

const RowId kRow{.dossier = 81604378625, .person = 1, .version = 1};

KeyRing Made(const trust::v1::KeyRing& ring) {
  const auto made = KeyRing::Make(ring);
  EXPECT_TRUE(made.ok()) << made.status();
  return *made;
}

TEST(KeyTest, AreAllDifferentAndNamedByWhatTheyAre) {
  const Key key = Key::Random();
  EXPECT_FALSE(key == Key::Random());
  EXPECT_TRUE(*Key::FromBytes(key.Bytes()) == key);
  EXPECT_EQ(key.Id(), Key::FromBytes(key.Bytes())->Id());
  EXPECT_EQ(key.Id().size(), 16u);
  EXPECT_NE(key.Id(), Key::Random().Id());
  EXPECT_THAT(Key::FromBytes("short"), StatusIs(absl::StatusCode::kInvalidArgument, Not(HasSubstr("short"))));
}

TEST(KeyTest, WhatIsEncryptedOpensOnlyAsItWas) {
  const Key key = Key::Random();
  const std::string nonce = RandomBytes(kNonceBytes);
  std::string box = Encrypt(key, nonce, "place", "secret");
  EXPECT_EQ(*Decrypt(key, nonce, "place", box), "secret");
  EXPECT_THAT(box, Not(HasSubstr("secret")));
  EXPECT_FALSE(Decrypt(Key::Random(), nonce, "place", box).ok());
  EXPECT_FALSE(Decrypt(key, RandomBytes(kNonceBytes), "place", box).ok());
  EXPECT_FALSE(Decrypt(key, nonce, "elsewhere", box).ok());
  EXPECT_FALSE(Decrypt(key, nonce, "place", box.substr(0, kTagBytes - 1)).ok());
  for (size_t i = 0; i < box.size(); ++i) {
    std::string changed = box;
    changed[i] ^= 1;
    EXPECT_THAT(Decrypt(key, nonce, "place", changed), StatusIs(absl::StatusCode::kDataLoss));
  }
}

// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
TEST(KeyTest, IsTheCipherOfTheDraft) {
  std::string key, nonce, place;
  for (int i = 0x80; i < 0xa0; ++i) key += static_cast<char>(i);
  for (int i = 0x40; i < 0x58; ++i) nonce += static_cast<char>(i);
  place = std::string("\x50\x51\x52\x53\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7", 12);
  const std::string box = Encrypt(*Key::FromBytes(key), nonce, place,
                                  "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
                                  "future, sunscreen would be it.");
  EXPECT_EQ(box.substr(0, 4), "\xbd\x6d\x17\x9d");
  EXPECT_EQ(box.substr(box.size() - 4), "\x78\x0a\xcf\x49");
}

TEST(KeyRingTest, AWrappedKeyOpensOnlyInItsRow) {
  const KeyRing ring = Made(NewKeyRing(absl::UnixEpoch()));
  const Key key = Key::Random();
  const auto wrapped = ring.Wrap(DATA_CLASS_NORMAL, kRow, key);
  ASSERT_TRUE(wrapped.ok());
  EXPECT_TRUE(*ring.Unwrap(kRow, *wrapped) == key);
  for (const RowId& other : {RowId{kRow.dossier + 1, 1, 1}, RowId{kRow.dossier, 2, 1}, RowId{kRow.dossier, 1, 2}}) {
    EXPECT_THAT(ring.Unwrap(other, *wrapped), StatusIs(absl::StatusCode::kDataLoss));
  }
  for (size_t i = 0; i < wrapped->wrapped.size(); ++i) {
    WrappedKey changed = *wrapped;
    changed.wrapped[i] ^= 1;
    EXPECT_THAT(ring.Unwrap(kRow, changed), StatusIs(absl::StatusCode::kDataLoss)) << i;
  }
  WrappedKey other_key = *wrapped;
  other_key.key_id = *ring.ActiveKeyId(DATA_CLASS_CRIMINAL_RECORD);
  EXPECT_THAT(ring.Unwrap(kRow, other_key), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(KeyRingTest, EachClassHasKeysOfItsOwn) {
  trust::v1::KeyRing both = NewKeyRing(absl::UnixEpoch());
  trust::v1::KeyRing normal_only;
  for (const auto& key : both.wrapping_keys()) {
    if (key.data_class() == DATA_CLASS_NORMAL) *normal_only.add_wrapping_keys() = key;
  }
  const KeyRing ring = Made(both);
  EXPECT_FALSE(*ring.IndexKey(DATA_CLASS_NORMAL) == *ring.IndexKey(DATA_CLASS_CRIMINAL_RECORD));
  const Key key = Key::Random();
  const auto normal = ring.Wrap(DATA_CLASS_NORMAL, kRow, key);
  const auto criminal = ring.Wrap(DATA_CLASS_CRIMINAL_RECORD, kRow, key);
  EXPECT_EQ(*ring.ClassOf(criminal->key_id), DATA_CLASS_CRIMINAL_RECORD);
  const KeyRing poor = Made(normal_only);
  EXPECT_TRUE(poor.Unwrap(kRow, *normal).ok());
  EXPECT_THAT(
      poor.Unwrap(kRow, *criminal),
      AllOf(StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(criminal->key_id)), HasReason("KEY_MISSING")));
  EXPECT_THAT(
      poor.Wrap(DATA_CLASS_CRIMINAL_RECORD, kRow, key),
      AllOf(StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no active key of class criminal_record")),
            HasReason("KEY_MISSING")));
  EXPECT_EQ(poor.IndexKey(DATA_CLASS_NORMAL), nullptr);
}

TEST(KeyRingTest, AfterRotationNewKeysWrapAndOldOnesStillOpen) {
  trust::v1::KeyRing ring = NewKeyRing(absl::UnixEpoch());
  const KeyRing before = Made(ring);
  const Key key = Key::Random();
  const auto old = before.Wrap(DATA_CLASS_NORMAL, kRow, key);
  AddActiveKeys(ring, absl::UnixEpoch() + absl::Hours(1));
  const KeyRing after = Made(ring);
  for (const DataClass data_class : AllClasses()) {
    EXPECT_NE(*after.ActiveKeyId(data_class), *before.ActiveKeyId(data_class));
    EXPECT_TRUE(*after.IndexKey(data_class) == *before.IndexKey(data_class)) << "search goes on";
  }
  EXPECT_TRUE(*after.Unwrap(kRow, *old) == key);
  const auto fresh = after.Wrap(DATA_CLASS_NORMAL, kRow, key);
  EXPECT_EQ(fresh->key_id, *after.ActiveKeyId(DATA_CLASS_NORMAL));
  EXPECT_THAT(before.Unwrap(kRow, *fresh), HasReason("KEY_MISSING"));
}

TEST(KeyRingTest, RefusesRingsThatAreWrongWithoutShowingKeys) {
  const trust::v1::KeyRing good = NewKeyRing(absl::UnixEpoch());
  trust::v1::KeyRing ring = good;
  ring.mutable_wrapping_keys(0)->set_key(Key::Random().Bytes());
  EXPECT_THAT(KeyRing::Make(ring), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not the id of its key")));
  ring = good;
  ring.mutable_wrapping_keys(0)->set_key("short");
  EXPECT_THAT(KeyRing::Make(ring), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("want 32 bytes")));
  ring = good;
  *ring.add_wrapping_keys() = good.wrapping_keys(0);
  EXPECT_THAT(KeyRing::Make(ring), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("given twice")));
  ring = good;
  AddActiveKeys(ring, absl::UnixEpoch());
  ring.mutable_wrapping_keys(0)->set_active(true);
  EXPECT_THAT(KeyRing::Make(ring), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("two active keys")));
  ring = good;
  ring.mutable_wrapping_keys(0)->clear_data_class();
  EXPECT_THAT(KeyRing::Make(ring), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("data_class: none")));
  ring = good;
  *ring.add_index_keys() = good.index_keys(0);
  EXPECT_THAT(KeyRing::Make(ring), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("two index keys")));
  EXPECT_THAT(KeyRing::Parse("{\"wrapping_keys\": [{\"key\": \"c2VjcmV0\", \"nonsense\": 1}]}"),
              StatusIs(absl::StatusCode::kInvalidArgument, Not(HasSubstr("c2VjcmV0"))));
}

TEST(KeyRingFileTest, IsReadAgainWhenItChangesAndTheLastGoodOneCounts) {
  const std::string path = ::testing::TempDir() + "hoso-vault-test-ring.json";
  trust::v1::KeyRing ring = NewKeyRing(absl::UnixEpoch());
  ASSERT_TRUE(files::WriteSecretFile(path, ToJson(ring)).ok());
  const auto file = KeyRingFile::Open(path);
  ASSERT_TRUE(file.ok()) << file.status();
  const std::string first = *(*file)->Current()->ActiveKeyId(DATA_CLASS_NORMAL);
  EXPECT_EQ(*Made(ring).ActiveKeyId(DATA_CLASS_NORMAL), first);
  AddActiveKeys(ring, absl::UnixEpoch());
  ASSERT_TRUE(files::WriteSecretFile(path, ToJson(ring)).ok());
  const std::string second = *(*file)->Current()->ActiveKeyId(DATA_CLASS_NORMAL);
  EXPECT_NE(second, first);
  ASSERT_TRUE(files::WriteSecretFile(path, "no ring").ok());
  EXPECT_EQ(*(*file)->Current()->ActiveKeyId(DATA_CLASS_NORMAL), second);
  chmod(path.c_str(), 0644);
  EXPECT_THAT(KeyRingFile::Open(path), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("want mode 0600")));
}

}  // namespace
}  // namespace hoso::vault
