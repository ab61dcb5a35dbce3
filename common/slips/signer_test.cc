#include "common/slips/signer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "common/proto_time/proto_time.h"
#include "common/signing/key.h"
#include "common/slips/check.h"

namespace hoso::slips {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kOwner[] = "hoso://yen-bai/service/intake";

std::string Written(const std::string& name, const std::string& content, mode_t mode) {
  const std::string path = ::testing::TempDir() + name;
  std::ofstream(path + ".new") << content;
  chmod((path + ".new").c_str(), mode);
  std::filesystem::rename(path + ".new", path);
  return path;
}

class SignerTest : public ::testing::Test {
 protected:
  SignerTest() {
    *list_.add_keys() = signing::EntryFor(key_.public_key(), trust::v1::KEY_USE_SLIP, kOwner, absl::Now());
    list_.mutable_keys(0)->clear_not_before();
    Publish();
    keys_ = *signing::KeyListFile::Open(path_);
    slip_.mutable_statement()->set_form(trust::v1::SLIP_FORM_03);
    slip_.mutable_statement()->set_dossier_code("H15.05-240426-0007");
    slip_.mutable_statement()->set_office_id("YB-CP-04378");
    *slip_.mutable_statement()->mutable_issued_at() = ToProto(absl::FromUnixSeconds(1'714'115'600));
  }
  void Publish() { path_ = Written("slip-keys.json", signing::ToJson(list_), 0644); }
  std::string KeyFile(mode_t mode = 0600) { return Written(absl::StrCat("slip-", mode, ".pem"), key_.ToPem(), mode); }

  const signing::PrivateKey key_ = signing::PrivateKey::Generate();
  trust::v1::KeyList list_;
  std::string path_;
  std::unique_ptr<signing::KeyListFile> keys_;
  trust::v1::Slip slip_;
};

TEST_F(SignerTest, SignsWhatTheListConfirmsAndTheSameTwice) {
  const auto signer = Signer::Open(KeyFile(), "intake", *keys_);
  ASSERT_TRUE(signer.ok()) << signer.status();
  (*signer)->Sign(slip_);
  EXPECT_EQ(Check(slip_.text(), *keys_->Current()).verdict, trust::v1::SLIP_VERDICT_GENUINE);
  trust::v1::Slip again;
  EXPECT_EQ(slip_.statement().DebugString(), Read(slip_.text())->statement.DebugString());
  *again.mutable_statement() = slip_.statement();
  (*signer)->Sign(again);
  EXPECT_EQ(again.text(), slip_.text());
}

TEST_F(SignerTest, WantsAKeyThatOthersCanCheckAndOnlyTheProcessCanRead) {
  EXPECT_THAT(std::string(Signer::Open(KeyFile(0644), "intake", *keys_).status().message()),
              HasSubstr("want mode 0600"));
  EXPECT_THAT(std::string(Signer::Open(KeyFile(), "routing", *keys_).status().message()),
              HasSubstr("is not in the list"));
  EXPECT_THAT(std::string(Signer::Open("/nowhere", "intake", *keys_).status().message()), HasSubstr("/nowhere"));
}

TEST_F(SignerTest, ARevokedKeySignsNoMore) {
  const auto signer = Signer::Open(KeyFile(), "intake", *keys_);
  ASSERT_TRUE(signer.ok()) << signer.status();
  *list_.mutable_keys(0)->mutable_revoked_at() = ToProto(absl::FromUnixSeconds(1'900'000'000));
  Publish();
  (*signer)->Sign(slip_);
  EXPECT_THAT(slip_.text(), IsEmpty());
  list_.mutable_keys(0)->clear_revoked_at();
  Publish();
  (*signer)->Sign(slip_);
  EXPECT_THAT(slip_.text(), Not(IsEmpty()));
}

}  // namespace
}  // namespace hoso::slips
