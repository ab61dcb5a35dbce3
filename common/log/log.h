// JSON lines on stderr: ts, level, service, msg, and typed fields.
//
//   log::Configure("intake", "info");
//   log::Info("call", {{"request_id", id}, {"method", "AcceptDossier"}, {"code", "OK"}, {"latency_ms", 1.8}});
//
// Never personal data: no names, identity numbers, phone numbers, addresses or
// texts that a citizen or clerk wrote. Fields are ids, codes, counts and
// durations; a dossier is named by its code (`dossier`).
//
// Names in use: request_id, method, code, latency_ms, dossier, error, address,
// port. One word for one thing; look here before adding another.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"

namespace hoso::log {

enum class Level { kDebug, kInfo, kWarn, kError };

// One typed value with its name.
class Field {
 public:
  Field(std::string name, std::string value) : name_(std::move(name)), value_(std::move(value)) {}
  Field(std::string name, const char* value) : name_(std::move(name)), value_(std::string(value)) {}
  Field(std::string name, bool value) : name_(std::move(name)), value_(value) {}
  Field(std::string name, double value) : name_(std::move(name)), value_(value) {}
  template <typename Integer, std::enable_if_t<std::is_integral_v<Integer> && !std::is_same_v<Integer, bool>, int> = 0>
  Field(std::string name, Integer value) : name_(std::move(name)), value_(static_cast<int64_t>(value)) {}

  const std::string& name() const { return name_; }
  const std::variant<std::string, int64_t, double, bool>& value() const { return value_; }

 private:
  std::string name_;
  std::variant<std::string, int64_t, double, bool> value_;
};

using Fields = std::vector<Field>;

// Sets what all later lines carry and from which level on they are written:
// debug, info, warn or error (anything else counts as info). Before it, service
// is "hoso" and the level info.
void Configure(const std::string& service, const std::string& level);

// Thread-safe.
void Write(Level level, const std::string& message, const Fields& fields = {});
inline void Debug(const std::string& message, const Fields& fields = {}) { Write(Level::kDebug, message, fields); }
inline void Info(const std::string& message, const Fields& fields = {}) { Write(Level::kInfo, message, fields); }
inline void Warn(const std::string& message, const Fields& fields = {}) { Write(Level::kWarn, message, fields); }
inline void Error(const std::string& message, const Fields& fields = {}) { Write(Level::kError, message, fields); }

// Whether lines of `level` are written.
bool Enabled(Level level);

// The line that Write prints, without its newline: one JSON object, valid
// whatever the texts hold; bytes that are not UTF-8 become U+FFFD. Fields named
// like the four fixed ones are printed with a '_' appended.
std::string Render(absl::Time at, Level level, const std::string& service, const std::string& message,
                   const Fields& fields);

}  // namespace hoso::log
