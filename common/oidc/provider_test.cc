#include "common/oidc/provider.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace hoso::oidc {
namespace {

using ::testing::StartsWith;

constexpr char kIssuer[] = "https://id.example.vn/realms/tinh";

TEST(IssuerTest, IsAnHttpsUrlAndNothingMore) {
  for (const char* good : {"https://id.example.vn", kIssuer, "https://127.0.0.1:8443/"}) {
    EXPECT_TRUE(CheckIssuer(good, "--oidc-issuer").ok()) << good;
  }
  for (const std::string& bad :
       {std::string(), std::string("id.example.vn"), std::string("http://id.example.vn"), std::string("https://"),
        std::string("https:///x"), std::string("https://id.example.vn?x"), std::string("https://id.example.vn#x"),
        std::string("https://user@id.example.vn"), std::string("https://id.example.vn /x"),
        "https://" + std::string(300, 'a'), std::string("https://tỉnh.vn")}) {
    EXPECT_THAT(std::string(CheckIssuer(bad, "--oidc-issuer").message()), StartsWith("--oidc-issuer: ")) << bad;
  }
}

TEST(DiscoveryTest, IsBelowTheIssuer) {
  EXPECT_EQ(DiscoveryUrl(kIssuer), absl::StrCat(kIssuer, "/.well-known/openid-configuration"));
  EXPECT_EQ(DiscoveryUrl("https://id.example.vn/"), "https://id.example.vn/.well-known/openid-configuration");
}

TEST(DiscoveryTest, SaysWhereKeysAndTokensAre) {
  const auto provider = ParseProvider(R"({"issuer": "https://id.example.vn/realms/tinh", "jwks_uri": "https://k",
      "device_authorization_endpoint": "https://d", "token_endpoint": "https://t", "more": [1]})",
                                      kIssuer);
  ASSERT_TRUE(provider.ok()) << provider.status();
  EXPECT_EQ(provider->keys_url, "https://k");
  EXPECT_EQ(provider->device_grant_url, "https://d");
  EXPECT_EQ(provider->token_url, "https://t");
}

TEST(DiscoveryTest, IsRefusedForAnotherIssuerOrAPlainUrl) {
  const struct {
    const char* json;
    const char* field;
  } cases[] = {
      {"", "discovery:"},
      {"[]", "discovery:"},
      {"<html>", "discovery:"},
      {R"({"jwks_uri": "https://k"})", "discovery.issuer:"},
      {R"({"issuer": "https://id.example.vn", "jwks_uri": "https://k"})", "discovery.issuer:"},
      {R"({"issuer": "https://id.example.vn/realms/tinh"})", "discovery.jwks_uri:"},
      {R"({"issuer": "https://id.example.vn/realms/tinh", "jwks_uri": "http://k"})", "discovery.jwks_uri:"},
      {R"({"issuer": "https://id.example.vn/realms/tinh", "jwks_uri": "file:///etc/passwd"})", "discovery.jwks_uri:"},
      {R"({"issuer": "https://id.example.vn/realms/tinh", "jwks_uri": "https://k", "token_endpoint": "http://t"})",
       "discovery.token_endpoint:"},
  };
  for (const auto& [json, field] : cases) {
    const auto provider = ParseProvider(json, kIssuer);
    EXPECT_TRUE(absl::IsInvalidArgument(provider.status())) << json;
    EXPECT_THAT(std::string(provider.status().message()), StartsWith(field));
  }
}

}  // namespace
}  // namespace hoso::oidc
