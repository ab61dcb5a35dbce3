#include "common/oidc/device_grant.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/rpc/errors.h"

namespace hoso::oidc {
namespace {

using ::testing::Contains;
using ::testing::Pair;
using ::testing::StartsWith;

TEST(DeviceGrantTest, AsksForAnIdTokenWithTheNonce) {
  const Form form = DeviceGrantForm("hoso", "n-1");
  EXPECT_THAT(form, Contains(Pair("client_id", "hoso")));
  EXPECT_THAT(form, Contains(Pair("scope", "openid")));
  EXPECT_THAT(form, Contains(Pair("nonce", "n-1")));
}

TEST(DeviceGrantTest, ReadsWhatThePersonIsToDo) {
  const auto grant = ParseDeviceGrant(200, R"({"device_code": "secret", "user_code": "WDJB-MJHT",
      "verification_uri": "https://id.example.vn/device", "verification_uri_complete": "https://id.example.vn/device?c=W",
      "expires_in": 600, "interval": 7})");
  ASSERT_TRUE(grant.ok()) << grant.status();
  EXPECT_EQ(grant->device_code, "secret");
  EXPECT_EQ(grant->user_code, "WDJB-MJHT");
  EXPECT_EQ(grant->url, "https://id.example.vn/device");
  EXPECT_EQ(grant->url_with_code, "https://id.example.vn/device?c=W");
  EXPECT_EQ(grant->expires_in, absl::Minutes(10));
  EXPECT_EQ(grant->interval, absl::Seconds(7));
}

TEST(DeviceGrantTest, AsksEveryFiveSecondsUnlessToldOtherwiseAndNeverWithoutPause) {
  const auto interval = [](const std::string& more) {
    return ParseDeviceGrant(200, R"({"device_code": "s", "user_code": "W", "verification_uri": "https://x",
        "expires_in": 600)" + more + "}")
        ->interval;
  };
  EXPECT_EQ(interval(""), absl::Seconds(5));
  EXPECT_EQ(interval(R"(, "interval": 0)"), absl::Seconds(1));
  EXPECT_EQ(interval(R"(, "interval": 1000000)"), absl::Minutes(1));
}

TEST(DeviceGrantTest, ShowsAPersonNothingThatIsNoWebAddressOrCode) {
  const auto fault = [](const std::string& json) {
    return std::string(ParseDeviceGrant(200, json).status().message());
  };
  EXPECT_THAT(fault("{}"), StartsWith("provider.device_code"));
  EXPECT_THAT(
      fault(R"({"device_code": "s", "user_code": "\u001b[2J", "verification_uri": "https://x", "expires_in": 1})"),
      StartsWith("provider.user_code"));
  EXPECT_THAT(fault(R"({"device_code": "s", "user_code": "W", "verification_uri": "http://x", "expires_in": 1})"),
              StartsWith("provider.verification_uri"));
  EXPECT_THAT(fault(R"({"device_code": "s", "user_code": "W", "verification_uri": "https://x"})"),
              StartsWith("provider.expires_in"));
  EXPECT_EQ(ParseDeviceGrant(200, R"({"device_code": "s", "user_code": "W", "verification_uri": "https://x",
      "verification_uri_complete": "javascript:x", "expires_in": 1})")
                ->url_with_code,
            "");
}

TEST(DeviceGrantTest, SaysWhatTheProviderRefusedIt) {
  const auto refused = ParseDeviceGrant(400, R"({"error": "invalid_client"})").status();
  EXPECT_EQ(errors::Reason(refused), "PROVIDER_REFUSED");
  EXPECT_EQ(refused.message(), "the identity provider: invalid_client");
  EXPECT_TRUE(absl::IsInvalidArgument(ParseDeviceGrant(502, "<html>").status()));
}

TEST(TokenAnswerTest, SaysToWaitToSlowDownOrThatItIsDone) {
  EXPECT_EQ(ParseTokenAnswer(400, R"({"error": "authorization_pending"})")->id_token, "");
  EXPECT_FALSE(ParseTokenAnswer(400, R"({"error": "authorization_pending"})")->slow_down);
  EXPECT_TRUE(ParseTokenAnswer(400, R"({"error": "slow_down"})")->slow_down);
  EXPECT_EQ(ParseTokenAnswer(200, R"({"access_token": "x", "id_token": "a.b.c"})")->id_token, "a.b.c");
}

TEST(TokenAnswerTest, EndsWhenThePersonSaysNoOrNothing) {
  const auto reason = [](long code, const char* json) { return errors::Reason(ParseTokenAnswer(code, json).status()); };
  EXPECT_EQ(reason(400, R"({"error": "access_denied"})"), "SIGN_IN_DENIED");
  EXPECT_EQ(reason(400, R"({"error": "expired_token"})"), "SIGN_IN_EXPIRED");
  EXPECT_EQ(reason(401, R"({"error": "invalid_client"})"), "PROVIDER_REFUSED");
  EXPECT_TRUE(absl::IsInvalidArgument(ParseTokenAnswer(200, R"({"access_token": "x"})").status()));  // Not of OpenID.
  EXPECT_TRUE(absl::IsInvalidArgument(ParseTokenAnswer(200, "").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(ParseTokenAnswer(500, R"({"id_token": "a.b.c"})").status()));
}

}  // namespace
}  // namespace hoso::oidc
