#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "absl/strings/escaping.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"
#include "common/signing/key.h"
#include "common/signing/key_list.h"

namespace hoso::signing {
namespace {

using ::testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

std::string Written(const std::string& name, const std::string& content, mode_t mode = 0600) {
  const std::string path = ::testing::TempDir() + name;
  std::ofstream(path + ".new") << content;
  chmod((path + ".new").c_str(), mode);
  std::filesystem::rename(path + ".new", path);
  return path;
}

// RFC 8032, section 7.1, test 2.
TEST(KeyTest, AgreesWithTheStandard) {
  const std::string public_key =
      absl::HexStringToBytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const std::string signature = absl::HexStringToBytes(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  EXPECT_TRUE(IsSigned(public_key, "\x72", signature));
  EXPECT_FALSE(IsSigned(public_key, "\x73", signature));

  // The secret key of the same test, as openssl writes it.
  const std::string der = absl::HexStringToBytes(
      "302e020100300506032b657004220420"
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  const auto key = PrivateKey::Load(Written(
      "standard.pem", "-----BEGIN PRIVATE KEY-----\n" + absl::Base64Escape(der) + "\n-----END PRIVATE KEY-----\n"));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(key->public_key(), public_key);
  EXPECT_EQ(key->Sign("\x72"), signature);
}

TEST(KeyTest, SignsWhatOnlyItsPublicKeyConfirms) {
  const PrivateKey key = PrivateKey::Generate(), other = PrivateKey::Generate();
  const std::string signature = key.Sign("a statement");
  EXPECT_EQ(signature.size(), kSignatureBytes);
  EXPECT_TRUE(IsSigned(key.public_key(), "a statement", signature));
  EXPECT_FALSE(IsSigned(other.public_key(), "a statement", signature));
  EXPECT_FALSE(IsSigned(key.public_key(), "a statement ", signature));
  for (size_t i = 0; i < signature.size(); ++i) {
    std::string changed = signature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(IsSigned(key.public_key(), "a statement", changed)) << i;
  }
  EXPECT_FALSE(IsSigned(key.public_key(), "a statement", ""));
  EXPECT_FALSE(IsSigned("", "a statement", signature));
}

TEST(KeyTest, OpensWhatWasSealedToItAndNothingElse) {
  const PrivateKey key = PrivateKey::Generate();
  const auto sealed = SealTo(key.public_key(), "plain");
  ASSERT_TRUE(sealed.ok());
  EXPECT_EQ(sealed->find("plain"), std::string::npos);
  EXPECT_EQ(key.Unseal(*sealed).value_or(""), "plain");
  EXPECT_TRUE(absl::IsDataLoss(PrivateKey::Generate().Unseal(*sealed).status()));
  std::string other = *sealed;
  other.back() ^= 1;
  EXPECT_TRUE(absl::IsDataLoss(key.Unseal(other).status()));
  EXPECT_TRUE(absl::IsDataLoss(key.Unseal("").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(SealTo("short", "plain").status()));
}

TEST(KeyTest, IsKeptInAFileThatOthersMayNotRead) {
  const PrivateKey key = PrivateKey::Generate();
  const auto loaded = PrivateKey::Load(Written("key.pem", key.ToPem()));
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(loaded->public_key(), key.public_key());
  EXPECT_EQ(loaded->Sign("x"), key.Sign("x"));
  EXPECT_THAT(std::string(PrivateKey::Load(Written("open.pem", key.ToPem(), 0644)).status().message()),
              HasSubstr("want mode 0600"));
  EXPECT_THAT(std::string(PrivateKey::Load(Written("bad.pem", "nothing")).status().message()),
              HasSubstr("no Ed25519 key"));
}

trust::v1::KeyList ListOf(const PrivateKey& key, trust::v1::KeyUse use = trust::v1::KEY_USE_SLIP) {
  trust::v1::KeyList keys;
  *keys.add_keys() = EntryFor(key.public_key(), use, "hoso://yen-bai/service/intake", kNow);
  return keys;
}

TEST(KeyListTest, FindsAKeyForItsUseOnly) {
  const PrivateKey key = PrivateKey::Generate();
  const auto list = KeyList::Parse(ToJson(ListOf(key)));
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_NE(list->Find(key.key_id(), trust::v1::KEY_USE_SLIP), nullptr);
  EXPECT_EQ(list->Find(key.key_id(), trust::v1::KEY_USE_SLIP)->ed25519(), key.public_key());
  EXPECT_EQ(list->Find(key.key_id(), trust::v1::KEY_USE_TOKEN), nullptr);
  EXPECT_EQ(list->Find("0123456789abcdef", trust::v1::KEY_USE_SLIP), nullptr);
}

TEST(KeyListTest, RefusesListsThatCannotBeRight) {
  const PrivateKey key = PrivateKey::Generate();
  EXPECT_FALSE(KeyList::Parse("{").ok());
  trust::v1::KeyList twice = ListOf(key);
  *twice.add_keys() = twice.keys(0);
  EXPECT_THAT(std::string(KeyList::Make(twice).status().message()), HasSubstr("twice"));
  trust::v1::KeyList other = ListOf(key);
  other.mutable_keys(0)->set_ed25519(PrivateKey::Generate().public_key());
  EXPECT_THAT(std::string(KeyList::Make(other).status().message()), HasSubstr("its id is not"));
  EXPECT_THAT(std::string(KeyList::Make(ListOf(key, trust::v1::KEY_USE_UNSPECIFIED)).status().message()),
              HasSubstr("no use"));
}

TEST(KeyListTest, SaysWhenAKeyMaySign) {
  trust::v1::PublicKey key = ListOf(PrivateKey::Generate()).keys(0);
  *key.mutable_not_after() = ToProto(kNow + absl::Hours(24));
  EXPECT_TRUE(CheckUsable(key, kNow).ok());
  EXPECT_EQ(errors::Reason(CheckUsable(key, kNow - absl::Seconds(1))), "KEY_NOT_YET_VALID");
  EXPECT_EQ(errors::Reason(CheckUsable(key, kNow + absl::Hours(24))), "KEY_EXPIRED");
  *key.mutable_revoked_at() = ToProto(kNow + absl::Hours(1));
  EXPECT_EQ(errors::Reason(CheckUsable(key, kNow)), "KEY_REVOKED");
}

TEST(KeyListFileTest, IsReadAgainWhenItChanges) {
  const PrivateKey key = PrivateKey::Generate();
  const std::string path = Written("keys.json", "{}", 0644);
  const auto file = KeyListFile::Open(path);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ((*file)->Current()->Find(key.key_id(), trust::v1::KEY_USE_SLIP), nullptr);
  Written("keys.json", ToJson(ListOf(key)), 0644);
  EXPECT_NE((*file)->Current()->Find(key.key_id(), trust::v1::KEY_USE_SLIP), nullptr);
  Written("keys.json", "broken", 0644);
  EXPECT_NE((*file)->Current()->Find(key.key_id(), trust::v1::KEY_USE_SLIP), nullptr);
  EXPECT_FALSE(KeyListFile::Open(path).ok());
}

}  // namespace
}  // namespace hoso::signing
