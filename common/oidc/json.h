// JSON from a stranger: never throws, and a value of another type is one that is not there.
#ifndef HOSO_COMMON_OIDC_JSON_H_
#define HOSO_COMMON_OIDC_JSON_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace hoso::oidc {

// nullopt for what is no object.
inline std::optional<nlohmann::json> ParseObject(const std::string& text) {
  nlohmann::json json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return std::nullopt;
  return json;
}

// "" if it is not there, or no text.
inline std::string TextOf(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// nullopt if it is not there, no number, or outside 0 to 2^40: seconds that a clock can show.
inline std::optional<int64_t> SecondsOf(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double seconds = found->get<double>();
  if (!(seconds >= 0 && seconds <= 1099511627776.0)) return std::nullopt;
  return static_cast<int64_t>(seconds);
}

}  // namespace hoso::oidc

#endif  // HOSO_COMMON_OIDC_JSON_H_
