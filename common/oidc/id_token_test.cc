#include "common/oidc/id_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/oidc/testing.h"
#include "common/rpc/errors.h"

namespace hoso::oidc {
namespace {

using nlohmann::json;
using ::testing::StartsWith;

constexpr int64_t kSecond = 1'700'000'000;
const absl::Time kNow = absl::FromUnixSeconds(kSecond);

const TestKey& RsaKey() {
  static const TestKey& key = *new TestKey(TestKey::Rsa("rsa-1"));
  return key;
}
const TestKey& EcKey() {
  static const TestKey& key = *new TestKey(TestKey::Ec("ec-1"));
  return key;
}
const KeySet& Keys() {
  static const KeySet& keys =
      *new KeySet(KeySet::Parse(KeySetOf({RsaKey().PublicJson(), EcKey().PublicJson()})).value());
  return keys;
}

json GoodClaims() {
  return {{"iss", "https://id.example.vn"},
          {"aud", "hoso"},
          {"sub", "8f1c-04"},
          {"nonce", "n-1"},
          {"iat", kSecond - 5},
          {"exp", kSecond + 300}};
}

absl::StatusOr<Claims> Check(const std::string& token, absl::Time now = kNow) {
  const auto parsed = IdToken::Parse(token);
  if (!parsed.ok()) return parsed.status();
  return parsed->Check(Keys(), {.issuer = "https://id.example.vn", .audience = "hoso"}, now);
}

// The part that a token is refused for, or "OK".
std::string Fault(const std::string& token, absl::Time now = kNow) {
  const auto claims = Check(token, now);
  if (claims.ok()) return "OK";
  EXPECT_TRUE(absl::IsUnauthenticated(claims.status())) << claims.status();
  EXPECT_EQ(errors::Reason(claims.status()), kIdTokenRefused);
  return std::vector<std::string>(absl::StrSplit(claims.status().message(), ':'))[0];
}

std::string Signed(const json& claims) { return RsaKey().Sign(claims.dump(), "RS256"); }

TEST(IdTokenTest, StatesWhoSignedIn) {
  for (const std::string& token : {Signed(GoodClaims()), EcKey().Sign(GoodClaims().dump(), "ES256")}) {
    const auto claims = Check(token);
    ASSERT_TRUE(claims.ok()) << claims.status();
    EXPECT_EQ(claims->subject, "8f1c-04");
    EXPECT_EQ(claims->nonce, "n-1");
    EXPECT_EQ(IdToken::Parse(token)->UncheckedSubject(), "8f1c-04");
  }
}

TEST(IdTokenTest, IsRefusedForAClaimThatIsWrong) {
  const struct {
    const char* claim;
    json value;  // Null: taken away.
    std::string fault;
  } cases[] = {
      {"iss", "https://id.example.com", "id_token.iss"},
      {"iss", "https://id.example.vn/", "id_token.iss"},
      {"iss", {"https://id.example.vn"}, "id_token.iss"},
      {"iss", nullptr, "id_token.iss"},
      {"aud", "another", "id_token.aud"},
      {"aud", "hoso2", "id_token.aud"},
      {"aud", json::array(), "id_token.aud"},
      {"aud", {"another"}, "id_token.aud"},
      {"aud", {"another", "hoso"}, "id_token.azp"},
      {"aud", nullptr, "id_token.aud"},
      {"azp", "another", "id_token.azp"},
      {"exp", kSecond - 60, "id_token.exp"},
      {"exp", "never", "id_token.exp"},
      {"exp", -1, "id_token.exp"},
      {"exp", 1e300, "id_token.exp"},
      {"exp", nullptr, "id_token.exp"},
      {"iat", kSecond + 61, "id_token.iat"},
      {"iat", nullptr, "id_token.iat"},
      {"nbf", kSecond + 61, "id_token.nbf"},
      {"nbf", "soon", "id_token.nbf"},
      {"sub", "", "id_token.sub"},
      {"sub", 7, "id_token.sub"},
      {"sub", "Nguyễn", "id_token.sub"},
      {"sub", std::string(256, 'a'), "id_token.sub"},
      {"sub", nullptr, "id_token.sub"},
      {"nonce", "", "id_token.nonce"},
      {"nonce", 7, "id_token.nonce"},
      {"nonce", nullptr, "id_token.nonce"},
  };
  for (const auto& [claim, value, fault] : cases) {
    json claims = GoodClaims();
    value.is_null() ? void(claims.erase(claim)) : void(claims[claim] = value);
    EXPECT_EQ(Fault(Signed(claims)), fault) << claim << " " << value;
  }
}

TEST(IdTokenTest, MayNameSeveralAudiencesWhenItWasGivenToUs) {
  json claims = GoodClaims();
  claims["aud"] = {"another", "hoso"};
  claims["azp"] = "hoso";
  EXPECT_EQ(Fault(Signed(claims)), "OK");
  claims["aud"] = json::array({"hoso"});
  claims.erase("azp");
  EXPECT_EQ(Fault(Signed(claims)), "OK");
}

TEST(IdTokenTest, CountsFromIssueToExpiryWithASmallSkew) {
  const std::string token = Signed(GoodClaims());
  const absl::Time issued = kNow - absl::Seconds(5), expires = kNow + absl::Seconds(300);
  EXPECT_EQ(Fault(token, issued - kClockSkew), "OK");
  EXPECT_EQ(Fault(token, issued - kClockSkew - absl::Seconds(1)), "id_token.iat");
  EXPECT_EQ(Fault(token, expires + kClockSkew - absl::Seconds(1)), "OK");
  EXPECT_EQ(Fault(token, expires + kClockSkew), "id_token.exp");
}

TEST(IdTokenTest, IsRefusedUnderAnyOtherAlgorithm) {
  const std::string claims = GoodClaims().dump();
  const std::string public_key = RsaKey().PublicJson().dump();
  const auto header = [](const char* algorithm) { return json({{"alg", algorithm}, {"kid", "rsa-1"}}); };
  for (const char* algorithm : {"RS384", "RS512", "PS256"}) {
    EXPECT_EQ(Fault(RsaKey().Sign(claims, algorithm)), "id_token.alg") << algorithm;
  }
  EXPECT_EQ(Fault(SignedWithSecret(header("HS256"), claims, public_key)), "id_token.alg");
  EXPECT_EQ(Fault(SignedWithSecret(header("RS256"), claims, public_key)), "id_token");  // Says another than it is.
  // The algorithm of another key's kind.
  EXPECT_EQ(Fault(SignedWithSecret(header("ES256"), claims, public_key)), "id_token.alg");
  for (const char* none : {"none", "None", "NONE", ""}) {
    const std::string forged = SignedWithSecret(header(none), claims, "x");
    EXPECT_THAT(Fault(forged), StartsWith("id_token")) << none;
    EXPECT_EQ(Fault(forged.substr(0, forged.rfind('.') + 1)), "id_token") << none;  // Without a signature.
  }
}

TEST(IdTokenTest, NamesAKeyOfTheProvider) {
  const std::string claims = GoodClaims().dump();
  EXPECT_EQ(Fault(TestKey::Rsa("rsa-2").Sign(claims, "RS256")), "id_token.kid");
  EXPECT_EQ(Fault(TestKey::Rsa("rsa-1").Sign(claims, "RS256")), "id_token");  // The name of ours, and another key.
  EXPECT_EQ(Fault(TestKey::Ec("ec-1").Sign(claims, "ES256")), "id_token");
  EXPECT_EQ(Fault(SignedWithSecret({{"alg", "RS256"}}, claims, "x")), "id_token.kid");
  EXPECT_EQ(Fault(SignedWithSecret({{"alg", "RS256"}, {"kid", 7}}, claims, "x")), "id_token.kid");
}

TEST(IdTokenTest, BringsNoKeyOfItsOwn) {
  const TestKey own = TestKey::Rsa("rsa-1");
  EXPECT_EQ(Fault(own.Sign(GoodClaims().dump(), "RS256", {{"jwk", own.PublicJson()}})), "id_token");
  EXPECT_EQ(Fault(RsaKey().Sign(GoodClaims().dump(), "RS256", {{"crit", {"exp"}}})), "id_token.crit");
}

TEST(IdTokenTest, IsRefusedWithAnyCharacterChanged) {
  const std::string token = EcKey().Sign(GoodClaims().dump(), "ES256");
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(Fault(changed), "OK") << i;
  }
}

TEST(IdTokenTest, IsRefusedWhenTruncatedOrHuge) {
  const std::string token = Signed(GoodClaims());
  for (size_t size = 0; size < token.size(); ++size) EXPECT_NE(Fault(token.substr(0, size)), "OK") << size;
  json claims = GoodClaims();
  claims["padding"] = std::string(kLongestIdToken, 'a');
  EXPECT_EQ(Fault(Signed(claims)), "id_token");
  EXPECT_EQ(Fault(std::string(10 << 20, 'a')), "id_token");
}

TEST(IdTokenTest, ReadsNothingElse) {
  const std::string token = Signed(GoodClaims());
  for (const std::string& wrong : {std::string(), std::string("."), std::string(".."), std::string("a.b.c"),
                                   token + ".", token + ".x", "." + token, token + "=", token + "\n", " " + token,
                                   std::string("hoso1.x.y.z"), absl::StrCat(token, std::string(1, '\0'))}) {
    EXPECT_EQ(Fault(wrong), "id_token") << wrong;
  }
  for (const char* payload : {"", "7", "[]", "\"sub\"", "{", "{\"sub\":\"\xff\"}"}) {
    EXPECT_EQ(Fault(RsaKey().Sign(payload, "RS256")), "id_token") << payload;
  }
  const std::string deep = std::string(9000, '[');
  EXPECT_EQ(Fault(RsaKey().Sign(deep, "RS256")), "id_token");
}

TEST(IdTokenTest, IsNotShownInItsRefusal) {
  json claims = GoodClaims();
  claims["aud"] = "bí mật";
  claims["sub"] = "personal-subject";
  const auto refused = Check(Signed(claims));
  EXPECT_THAT(std::string(refused.status().message()), ::testing::Not(::testing::HasSubstr("personal-subject")));
  EXPECT_THAT(std::string(refused.status().message()), ::testing::Not(::testing::HasSubstr("bí mật")));
}

TEST(KeySetTest, TakesWhatSignsHereAndPassesOverTheRest) {
  json encryption = RsaKey().PublicJson(), other = RsaKey().PublicJson(), nameless = RsaKey().PublicJson();
  encryption["use"] = "enc";
  encryption["kid"] = "rsa-enc";
  other["alg"] = "RS512";
  other["kid"] = "rsa-512";
  nameless.erase("kid");
  const auto keys = KeySet::Parse(KeySetOf({encryption,
                                            other,
                                            nameless,
                                            {{"kty", "oct"}, {"k", "AAAA"}, {"kid", "s"}},
                                            {{"kty", "EC"}, {"crv", "P-256"}, {"x", "AA"}, {"y", "AA"}, {"kid", "bad"}},
                                            TestKey::Rsa("short", 1024).PublicJson(),
                                            EcKey().PublicJson()}));
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ(keys->keys().size(), 1u);
  EXPECT_NE(keys->Find("ec-1"), nullptr);
}

TEST(KeySetTest, PassesOverPartsThatAreNoBase64Url) {
  for (const char* part : {"n", "e"}) {
    for (const std::string& wrong : {std::string(), std::string("A"), std::string("AAAAA"), std::string("AA=="),
                                     std::string("AA A"), std::string("AAA+"), std::string("A\"AA")}) {
      nlohmann::json key = RsaKey().PublicJson();
      key[part] = wrong;
      const auto keys = KeySet::Parse(KeySetOf({key, EcKey().PublicJson()}));
      ASSERT_TRUE(keys.ok()) << keys.status();
      EXPECT_EQ(keys->Find("rsa-1"), nullptr) << part << " " << wrong;
    }
  }
}

TEST(KeySetTest, RefusesWhatIsNone) {
  const struct {
    std::string json;
    const char* fault;
  } cases[] = {
      {"", "no JSON object"},
      {"[]", "no JSON object"},
      {"{}", "not there"},
      {R"({"keys": 7})", "not there"},
      {R"({"keys": [7]})", "one is no object"},
      {R"({"keys": []})", "none for"},
      {KeySetOf({RsaKey().PublicJson(), RsaKey().PublicJson()}), "two have one key id"},
      {KeySetOf({RsaKey().PrivateJson()}), "one is private"},
      {absl::StrCat("{\"keys\": [", std::string(kLongestKeySet, ' '), "]}"), "too long"},
  };
  for (const auto& [text, fault] : cases) {
    const auto keys = KeySet::Parse(text);
    EXPECT_TRUE(absl::IsInvalidArgument(keys.status())) << fault;
    EXPECT_THAT(std::string(keys.status().message()), ::testing::HasSubstr(fault));
  }
}

}  // namespace
}  // namespace hoso::oidc
