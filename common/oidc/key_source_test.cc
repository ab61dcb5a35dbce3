#include "common/oidc/key_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/synchronization/notification.h"
#include "common/oidc/testing.h"

namespace hoso::oidc {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

std::string SetOf(const std::string& key_id) {
  static const TestKey& key = *new TestKey(TestKey::Ec("any"));
  nlohmann::json json = key.PublicJson();
  json["kid"] = key_id;
  return KeySetOf({json});
}

class FetchedKeysTest : public ::testing::Test {
 protected:
  // Whether the keys that are answered have `key_id`; nullopt when none are.
  std::optional<bool> Has(const std::string& key_id, absl::Duration later = absl::ZeroDuration()) {
    const auto keys = source_.KeysFor(key_id, kNow + later);
    if (!keys.ok()) {
      EXPECT_TRUE(absl::IsUnavailable(keys.status()));
      return std::nullopt;
    }
    return (*keys)->Find(key_id) != nullptr;
  }

  absl::StatusOr<std::string> published_ = SetOf("1");
  int fetched_ = 0;
  FetchedKeys source_{[this] {
    ++fetched_;
    return published_;
  }};
};

TEST_F(FetchedKeysTest, AreFetchedOnceAndThenKept) {
  EXPECT_EQ(Has("1"), true);
  EXPECT_EQ(Has("1", kKeysFresh - absl::Seconds(1)), true);
  EXPECT_EQ(fetched_, 1);
  EXPECT_EQ(Has("1", kKeysFresh), true);
  EXPECT_EQ(fetched_, 2);
}

TEST_F(FetchedKeysTest, FollowAProviderThatChangesThem) {
  EXPECT_EQ(Has("1"), true);
  published_ = SetOf("2");
  EXPECT_EQ(Has("2", kFetchPause), true);
  EXPECT_EQ(Has("1", kFetchPause), false);  // And the old one is gone.
}

TEST_F(FetchedKeysTest, AreNotFetchedAtTheWillOfStrangers) {
  EXPECT_EQ(Has("1"), true);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(Has("made up", kFetchPause - absl::Seconds(1)), false);
  EXPECT_EQ(fetched_, 1);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(Has("made up", kFetchPause), false);
  EXPECT_EQ(fetched_, 2);
}

TEST_F(FetchedKeysTest, GoOnCountingForADayWhileTheProviderIsAway) {
  EXPECT_EQ(Has("1"), true);
  for (const auto& failure : {absl::StatusOr<std::string>(absl::UnavailableError("away")),
                              absl::StatusOr<std::string>("<html>Bad gateway</html>")}) {
    published_ = failure;
    EXPECT_EQ(Has("1", kKeysUsable - absl::Seconds(1)), true);
    EXPECT_EQ(Has("1", kKeysUsable), std::nullopt);
  }
}

TEST_F(FetchedKeysTest, AreUnavailableUntilTheProviderAnswers) {
  published_ = absl::UnavailableError("away");
  EXPECT_EQ(Has("1"), std::nullopt);
  published_ = SetOf("1");
  EXPECT_EQ(Has("1", kFetchPause - absl::Seconds(1)), std::nullopt);
  EXPECT_EQ(Has("1", kFetchPause), true);
}

TEST(FetchedKeysThreadsTest, OnlyOneWaitsForTheProvider) {
  absl::Notification asked, answered;
  FetchedKeys source([&]() -> absl::StatusOr<std::string> {
    asked.Notify();  // Aborts when there is a second.
    answered.WaitForNotification();
    return SetOf("1");
  });
  std::thread first([&] { EXPECT_TRUE(source.KeysFor("1", kNow).ok()); });
  asked.WaitForNotification();
  EXPECT_TRUE(absl::IsUnavailable(source.KeysFor("1", kNow + kFetchPause).status()));  // At once.
  answered.Notify();
  first.join();
  EXPECT_TRUE(source.KeysFor("1", kNow).ok());
}

TEST(KeyFileTest, IsReadAgainWhenItChangedAndOnlyWhenItCanBe) {
  const std::string path = ::testing::TempDir() + "provider-keys.json";
  const auto write = [&](const std::string& text) {
    std::ofstream(path + ".new") << text;
    std::filesystem::rename(path + ".new", path);
  };
  std::filesystem::remove(path);
  EXPECT_TRUE(absl::IsFailedPrecondition(KeyFile::Open(path).status()));
  write("{}");
  EXPECT_TRUE(absl::IsFailedPrecondition(KeyFile::Open(path).status()));
  write(SetOf("1"));
  const auto file = KeyFile::Open(path);
  ASSERT_TRUE(file.ok()) << file.status();
  const auto has = [&](const char* key_id) { return (*(*file)->KeysFor(key_id, kNow))->Find(key_id) != nullptr; };
  EXPECT_TRUE(has("1"));
  write(SetOf("2"));
  EXPECT_TRUE(has("2"));
  EXPECT_FALSE(has("1"));
  write("{}");
  EXPECT_TRUE(has("2"));
  std::filesystem::remove(path);
  EXPECT_TRUE(has("2"));
}

}  // namespace
}  // namespace hoso::oidc
