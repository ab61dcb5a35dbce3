#include "common/oidc/key_set.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/oidc/jose.h"
#include "common/oidc/json.h"
#include "common/rpc/errors.h"

namespace hoso::oidc {
namespace {

constexpr size_t kShortestRsaBits = 2048;
constexpr size_t kLongestRsaBits = 8192;

absl::Status NoKeySet(const std::string& what) {
  return errors::FieldError("keys", absl::StrCat(what, ", want a JSON Web Key Set"));
}

// The algorithm that a key of this kind signs with here; "" for kinds that we do not take.
std::string AlgorithmOf(const nlohmann::json& key) {
  const std::string kind = TextOf(key, "kty");
  if (kind == "RSA") return "RS256";
  return kind == "EC" && TextOf(key, "crv") == "P-256" ? "ES256" : "";
}

bool IsForSigning(const nlohmann::json& key, const std::string& algorithm) {
  const std::string use = TextOf(key, "use"), stated = TextOf(key, "alg");
  return !algorithm.empty() && (use.empty() || use == "sig") && (stated.empty() || stated == algorithm) &&
         !TextOf(key, "kid").empty();
}

// The key with nothing but what makes it one; nullopt when that is not there.
std::optional<std::string> Bare(const nlohmann::json& key) {
  nlohmann::json bare = {{"kty", TextOf(key, "kty")}};
  const bool rsa = TextOf(key, "kty") == "RSA";
  if (!rsa) bare["crv"] = TextOf(key, "crv");
  for (const char* part : {rsa ? "n" : "x", rsa ? "e" : "y"}) {
    if (!IsBase64Url(TextOf(key, part))) return std::nullopt;
    bare[part] = TextOf(key, part);
  }
  return bare.dump();
}

bool IsUsable(const std::string& json, const std::string& algorithm) {
  cjose_err error;
  const JoseKey key(cjose_jwk_import(json.data(), json.size(), &error));
  if (key == nullptr) return false;
  if (algorithm != "RS256") return true;
  const size_t bits = cjose_jwk_get_keysize(key.get(), &error);
  return bits >= kShortestRsaBits && bits <= kLongestRsaBits;
}

}  // namespace

absl::StatusOr<KeySet> KeySet::Parse(const std::string& json) {
  if (json.size() > kLongestKeySet) return NoKeySet("too long");
  const auto object = ParseObject(json);
  if (!object.has_value()) return NoKeySet("no JSON object");
  const auto list = object->find("keys");
  if (list == object->end() || !list->is_array()) return NoKeySet("not there");
  KeySet set;
  for (const nlohmann::json& key : *list) {
    if (!key.is_object()) return NoKeySet("one is no object");
    if (key.contains("d")) return NoKeySet("one is private");
    const std::string algorithm = AlgorithmOf(key);
    if (!IsForSigning(key, algorithm)) continue;
    std::optional<std::string> bare = Bare(key);
    if (!bare.has_value() || !IsUsable(*bare, algorithm)) continue;
    if (!set.keys_.emplace(TextOf(key, "kid"), ProviderKey{algorithm, *std::move(bare)}).second) {
      return NoKeySet("two have one key id");
    }
  }
  if (set.keys_.empty()) return NoKeySet("none for RS256 or ES256 with a key id");
  return set;
}

const ProviderKey* KeySet::Find(const std::string& key_id) const {
  const auto found = keys_.find(key_id);
  return found == keys_.end() ? nullptr : &found->second;
}

}  // namespace hoso::oidc
