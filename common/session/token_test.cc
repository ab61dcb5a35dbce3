#include "common/session/token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "common/proto_time/proto_time.h"
#include "common/rpc/errors.h"

namespace hoso::session {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
constexpr char kMachine[] = "hoso://yen-bai/office/YB-CP-04378";

class TokenTest : public ::testing::Test {
 protected:
  TokenTest() {
    Publish(key_, trust::v1::KEY_USE_TOKEN);
    session_.set_session_id("6f0c1b62-8f5e-4a0e-9d2b-0d9a1f7c3e11");
    session_.set_staff_id("GDV-1");
    session_.set_role(trust::v1::ROLE_POSTAL_ATTENDANT);
    session_.set_office_id("YB-CP-04378");
    session_.set_machine(kMachine);
    *session_.mutable_issued_at() = ToProto(kNow);
    *session_.mutable_expires_at() = ToProto(kNow + absl::Minutes(10));
  }

  void Publish(const signing::PrivateKey& key, trust::v1::KeyUse use) {
    *list_.add_keys() = signing::EntryFor(key.public_key(), use, "hoso://yen-bai/service/staff", kNow - absl::Hours(1));
    Write();
  }
  void Write() {
    std::ofstream(path_ + ".new") << signing::ToJson(list_);
    std::filesystem::rename(path_ + ".new", path_);
    if (file_ == nullptr) file_ = *signing::KeyListFile::Open(path_);
  }

  std::string ReasonOf(const std::string& token, const std::string& machine = kMachine, absl::Time now = kNow) {
    const auto checked = check().Check(token, machine, now);
    return checked.ok() ? "OK" : errors::Reason(checked.status());
  }
  TokenCheck& check() {
    if (check_ == nullptr) check_ = std::make_unique<TokenCheck>(*file_);
    return *check_;
  }

  const std::string path_ =
      ::testing::TempDir() + "/keys-" + ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".json";
  const signing::PrivateKey key_ = signing::PrivateKey::Generate();
  trust::v1::KeyList list_;
  std::unique_ptr<signing::KeyListFile> file_;
  std::unique_ptr<TokenCheck> check_;
  trust::v1::Session session_;
};

TEST_F(TokenTest, HasRoomForWhoGaveTheCredentials) {
  session_.set_staff_id(std::string(40, 'X'));
  for (int giver = 10; giver < 22; ++giver) {
    session_.add_credentials_by(absl::StrCat(std::string(38, 'X'), giver));
  }
  const auto session = check().Check(MakeToken(key_, session_), kMachine, kNow);
  ASSERT_TRUE(session.ok()) << session.status();
  EXPECT_EQ(session->credentials_by_size(), 12);
}

TEST_F(TokenTest, StatesWhatWasSigned) {
  const std::string token = MakeToken(key_, session_);
  EXPECT_LE(token.size(), kLongestToken / 4);
  for (int repeat = 0; repeat < 2; ++repeat) {  // The second from memory.
    const auto session = check().Check(token, kMachine, kNow + absl::Minutes(9));
    ASSERT_TRUE(session.ok()) << session.status();
    EXPECT_EQ(session->SerializeAsString(), session_.SerializeAsString());
  }
}

TEST_F(TokenTest, CountsFromIssueToExpiryAlsoFromMemory) {
  const std::string token = MakeToken(key_, session_);
  EXPECT_EQ(ReasonOf(token, kMachine, kNow - kClockSkew - absl::Seconds(1)), kTokenNotYetValid);
  EXPECT_EQ(ReasonOf(token, kMachine, kNow - kClockSkew), "OK");
  EXPECT_EQ(ReasonOf(token, kMachine, kNow + absl::Minutes(10) - absl::Seconds(1)), "OK");
  EXPECT_EQ(ReasonOf(token, kMachine, kNow + absl::Minutes(10)), kTokenExpired);
}

TEST_F(TokenTest, IsOfNoUseOnAnotherMachine) {
  const std::string token = MakeToken(key_, session_);
  EXPECT_EQ(ReasonOf(token, "hoso://yen-bai/office/YB-CP-04379"), kTokenOtherMachine);
  EXPECT_EQ(ReasonOf(token, ""), kTokenOtherMachine);
  EXPECT_EQ(ReasonOf(token), "OK");
  EXPECT_EQ(ReasonOf(token, "hoso://yen-bai/office/YB-CP-04379"), kTokenOtherMachine);
}

TEST_F(TokenTest, IsRefusedWithAnyCharacterChanged) {
  const std::string token = MakeToken(key_, session_);
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(ReasonOf(changed), "OK") << i;
  }
}

TEST_F(TokenTest, CannotBeMadeByOthers) {
  const signing::PrivateKey other = signing::PrivateKey::Generate();
  EXPECT_EQ(ReasonOf(MakeToken(other, session_)), kTokenForeign);
  Publish(other, trust::v1::KEY_USE_SLIP);  // Nor by a key of ours that is for something else.
  EXPECT_EQ(ReasonOf(MakeToken(other, session_)), kTokenForeign);
}

TEST_F(TokenTest, EndsWithItsKey) {
  const std::string token = MakeToken(key_, session_);
  EXPECT_EQ(ReasonOf(token), "OK");
  *list_.mutable_keys(0)->mutable_revoked_at() = ToProto(kNow + absl::Minutes(1));
  Write();
  EXPECT_EQ(ReasonOf(token), kTokenKeyRevoked);
}

TEST_F(TokenTest, ReadsNothingElse) {
  const std::string token = MakeToken(key_, session_);
  for (const std::string& wrong :
       {std::string(), std::string("hoso1"), std::string("hoso1.."), token + ".", "x" + token, token + "=",
        std::string(3000, 'a'), absl::StrCat(token, std::string(kLongestToken, 'A'))}) {
    EXPECT_EQ(ReasonOf(wrong), kTokenUnreadable) << wrong;
  }
}

TEST_F(TokenTest, CountsForWhatWasDoneWithoutTheNetwork) {
  const std::string token = MakeToken(key_, session_);
  const auto reason = [&](absl::Time then, absl::Time now, const char* machine = kMachine) {
    const auto checked = check().CheckPast(token, machine, then, now);
    return checked.ok() ? "OK" : errors::Reason(checked.status());
  };
  const absl::Time late = kNow + absl::Hours(24 * 90);
  EXPECT_EQ(reason(kNow + absl::Hours(24 * 29), late), "OK");
  EXPECT_EQ(reason(kNow + absl::Hours(24 * 31), late), kTokenExpired);
  EXPECT_EQ(reason(kNow - absl::Hours(1), late), kTokenNotYetValid);
  // A clock that was a year behind, told within the time in which it may have been true.
  EXPECT_EQ(reason(kNow - absl::Hours(24 * 365), kNow + absl::Hours(24 * 3)), "OK");
  EXPECT_EQ(reason(kNow, kNow, "hoso://yen-bai/office/YB-CP-04381"), kTokenOtherMachine);
  EXPECT_FALSE(check().CheckPast(token + "A", kMachine, kNow, kNow).ok());
}

}  // namespace
}  // namespace hoso::session
