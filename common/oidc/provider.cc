#include "common/oidc/provider.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/oidc/json.h"
#include "common/rpc/errors.h"

namespace hoso::oidc {
namespace {

constexpr char kScheme[] = "https://";
constexpr size_t kLongestUrl = 2000;

bool IsHttps(const std::string& url) {
  const size_t begin = sizeof(kScheme) - 1;
  return absl::StartsWith(url, kScheme) && url.size() > begin && url[begin] != '/' && url.size() <= kLongestUrl &&
         std::all_of(url.begin(), url.end(), [](char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)); });
}

}  // namespace

absl::Status CheckIssuer(const std::string& issuer, const std::string& field) {
  if (IsHttps(issuer) && issuer.size() <= 255 && issuer.find_first_of("?#@") == std::string::npos) {
    return absl::OkStatus();
  }
  return errors::FieldError(field, "want an URL as https://id.example.vn, of at most 255 characters");
}

std::string DiscoveryUrl(const std::string& issuer) {
  return absl::StrCat(absl::StripSuffix(issuer, "/"), "/.well-known/openid-configuration");
}

absl::StatusOr<Provider> ParseProvider(const std::string& json, const std::string& issuer) {
  const auto object = ParseObject(json);
  if (!object.has_value())
    return errors::FieldError("discovery", "no JSON object, want that of OpenID Connect Discovery");
  if (TextOf(*object, "issuer") != issuer)
    return errors::FieldError("discovery.issuer", "another, want the one asked for");
  Provider provider;
  const struct {
    const char* name;
    std::string& url;
    bool wanted;
  } urls[] = {{"jwks_uri", provider.keys_url, true},
              {"device_authorization_endpoint", provider.device_grant_url, false},
              {"token_endpoint", provider.token_url, false}};
  for (const auto& [name, url, wanted] : urls) {
    url = TextOf(*object, name);
    if (url.empty() && !wanted) continue;
    if (!IsHttps(url)) return errors::FieldError(absl::StrCat("discovery.", name), "want an URL with https");
  }
  return provider;
}

}  // namespace hoso::oidc
