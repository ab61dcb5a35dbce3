#include "common/log/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>

#include "absl/time/clock.h"

namespace hoso::log {
namespace {

struct State {
  std::mutex mutex;
  std::string service = "hoso";
  std::atomic<Level> level = Level::kInfo;
  std::shared_ptr<spdlog::logger> logger;
};

State& GetState() {
  static State* state = [] {
    auto* made = new State;  // Never destroyed: threads may log until the end.
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    made->logger = std::make_shared<spdlog::logger>("hoso", std::move(sink));
    made->logger->set_pattern("%v");
    made->logger->set_level(spdlog::level::trace);
    return made;
  }();
  return *state;
}

const char* Name(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarn:
      return "warn";
    case Level::kError:
      return "error";
  }
  return "info";
}

Level LevelNamed(const std::string& name) {
  for (const Level level : {Level::kDebug, Level::kWarn, Level::kError}) {
    if (name == Name(level)) return level;
  }
  return Level::kInfo;
}

spdlog::level::level_enum ToSpdlog(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarn:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

void Configure(const std::string& service, const std::string& level) {
  State& state = GetState();
  std::lock_guard lock(state.mutex);
  state.service = service;
  state.level = LevelNamed(level);
}

bool Enabled(Level level) { return level >= GetState().level.load(); }

void Write(Level level, const std::string& message, const Fields& fields) {
  if (!Enabled(level)) return;
  State& state = GetState();
  std::string service;
  {
    std::lock_guard lock(state.mutex);
    service = state.service;
  }
  const std::string line = Render(absl::Now(), level, service, message, fields);
  state.logger->log(ToSpdlog(level), spdlog::string_view_t(line.data(), line.size()));
  state.logger->flush();
}

std::string Render(absl::Time at, Level level, const std::string& service, const std::string& message,
                   const Fields& fields) {
  nlohmann::ordered_json line;
  line["ts"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", at, absl::UTCTimeZone());
  line["level"] = Name(level);
  line["service"] = service;
  line["msg"] = message;
  for (const Field& field : fields) {
    const bool taken =
        field.name() == "ts" || field.name() == "level" || field.name() == "service" || field.name() == "msg";
    std::visit([&](const auto& value) { line[taken ? field.name() + "_" : field.name()] = value; }, field.value());
  }
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace hoso::log
