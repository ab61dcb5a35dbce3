#include "clients/hoso/date_command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/hoso/catalogue_commands.h"
#include "common/catalogue/rules.h"
#include "common/clock/clock.h"

namespace hoso::cli {
namespace {

namespace v1 = catalogue::v1;
using nlohmann::ordered_json;

struct DateOptions {
  std::string procedure;
  std::string accepted;
  std::vector<std::string> pauses;
  std::vector<std::string> cases;
  std::string channel = "post";
  std::string language = "vi";
  std::string directory;
  bool extended = false;
  bool json = false;
};

[[noreturn]] void Fail(const std::string& argument, const std::string& why) {
  std::cerr << "hoso: " << argument << ": " << why << "\n";
  throw CLI::RuntimeError(1);
}

// A moment on the counter's wall clock, as YYYY-MM-DDTHH:MM with seconds if wanted.
absl::StatusOr<absl::Time> ParseMoment(const std::string& text) {
  constexpr size_t kDay = 10, kToMinutes = 16, kToSeconds = 19;
  const bool shape = (text.size() == kToMinutes || (text.size() == kToSeconds && text[kToMinutes] == ':')) &&
                     (text[kDay] == 'T' || text[kDay] == ' ');
  if (!shape) return absl::InvalidArgumentError("\"" + text.substr(0, 40) + "\", want YYYY-MM-DDTHH:MM");
  const absl::StatusOr<absl::CivilDay> day = catalogue::ParseDay(text.substr(0, kDay));
  if (!day.ok()) return day.status();
  const absl::StatusOr<int> minute = catalogue::ParseMinuteOfDay(text.substr(kDay + 1, 5));
  // Seconds have the shape of minutes: read as the minutes of hour 0.
  const absl::StatusOr<int> second =
      text.size() == kToSeconds ? catalogue::ParseMinuteOfDay("00:" + text.substr(kToMinutes + 1)) : 0;
  if (!minute.ok() || !second.ok() || *minute >= 24 * 60) {
    return absl::InvalidArgumentError("\"" + text.substr(kDay + 1) + "\" is no time of day, want HH:MM");
  }
  return clock::LocalTime(absl::CivilSecond(*day)) + absl::Minutes(*minute) + absl::Seconds(*second);
}

clock::Pause ParsePause(const std::string& text) {
  const size_t slash = text.find('/');
  if (slash == std::string::npos) Fail("--pause " + text, "want FROM/TO, or FROM/ while the wait lasts");
  const absl::StatusOr<absl::Time> from = ParseMoment(text.substr(0, slash));
  if (!from.ok()) Fail("--pause " + text, std::string(from.status().message()));
  clock::Pause pause;
  pause.from = *from;
  if (slash + 1 < text.size()) {
    const absl::StatusOr<absl::Time> to = ParseMoment(text.substr(slash + 1));
    if (!to.ok()) Fail("--pause " + text, std::string(to.status().message()));
    pause.to = *to;
  }
  return pause;
}

v1::Channel ChannelOf(const std::string& name) {
  if (name == "counter") return v1::CHANNEL_COUNTER;
  return name == "online" ? v1::CHANNEL_ONLINE : v1::CHANNEL_POST;
}

// The core names pauses by index; the clerk knows them by what was typed.
[[noreturn]] void FailOnInputs(const absl::Status& status, const DateOptions& options) {
  const std::string message(status.message());
  for (size_t i = 0; i < options.pauses.size(); ++i) {
    const std::string prefix = "pauses[" + std::to_string(i) + "]: ";
    if (message.rfind(prefix, 0) == 0) Fail("--pause " + options.pauses[i], message.substr(prefix.size()));
  }
  Fail("--accepted " + options.accepted, message);
}

std::string FormatMoment(absl::Time at) { return absl::FormatTime("%Y-%m-%dT%H:%M:%E*S%Ez", at, clock::LocalZone()); }

// The appointment date, with the hour where the term is in hours.
std::string FirstLine(const clock::Appointment& appointment) {
  if (appointment.state == clock::Appointment::State::kWaiting) return "waiting";
  if (appointment.derivation.term.unit != clock::TermUnit::kHour) return catalogue::FormatDay(appointment.date);
  return absl::FormatTime("%Y-%m-%d %H:%M", appointment.due_at, clock::LocalZone());
}

ordered_json ToJson(const clock::Appointment& appointment, const v1::ProcedureVersion& version) {
  const clock::Derivation& derivation = appointment.derivation;
  const bool waiting = appointment.state == clock::Appointment::State::kWaiting;
  const char* unit = derivation.term.unit == clock::TermUnit::kHour          ? "hour"
                     : derivation.term.unit == clock::TermUnit::kCalendarDay ? "calendar_day"
                                                                             : "working_day";
  ordered_json json = {
      {"procedure_version", version.id()},
      {"code", version.code()},
      {"agency", version.agency()},
      {"accepted_at", FormatMoment(derivation.accepted_at)},
      {"counts_from", FormatMoment(derivation.counts_from)},
      {"term", {{"value", derivation.term.value}, {"unit", unit}}},
      {"waiting", waiting},
      {"appointment_date", nullptr},
      {"due_at", nullptr},
      {"calendar_version", derivation.calendar_version},
      {"derivation",
       {{"vi", clock::Describe(appointment, clock::Language::kVietnamese)},
        {"en", clock::Describe(appointment, clock::Language::kEnglish)}}},
  };
  if (!waiting) {
    json["appointment_date"] = catalogue::FormatDay(appointment.date);
    json["due_at"] = FormatMoment(appointment.due_at);
  }
  return json;
}

void RunDate(const DateOptions& options) {
  const absl::StatusOr<absl::Time> accepted = ParseMoment(options.accepted);
  if (!accepted.ok()) Fail("--accepted", std::string(accepted.status().message()));
  clock::AppointmentInputs inputs;
  inputs.accepted_at = *accepted;
  for (const std::string& pause : options.pauses) inputs.pauses.push_back(ParsePause(pause));

  const std::shared_ptr<const catalogue::Catalogue> catalogue = LoadCatalogueOrExit(options.directory);
  const absl::CivilDay day = clock::LocalDay(*accepted);
  const v1::Channel channel = ChannelOf(options.channel);
  const absl::StatusOr<catalogue::ProcedureInForce> found = catalogue->FindProcedure(options.procedure, day, channel);
  if (!found.ok()) Fail("--procedure " + options.procedure, std::string(found.status().message()));
  const v1::ProcedureVersion& version = *found->version;

  const absl::StatusOr<catalogue::Choice> choice = catalogue::CompleteChoice(
      version, {.channel = channel, .day = day, .cases = options.cases, .submitter = version.submitters(0)});
  if (!choice.ok()) Fail("--case", std::string(choice.status().message()));
  const absl::StatusOr<clock::Term> term = catalogue::TermFor(version, *choice, options.extended);
  if (!term.ok()) Fail("--extended", std::string(term.status().message()));
  inputs.term = *term;
  inputs.effect = catalogue::SupplementEffectOf(version);

  const absl::StatusOr<clock::Schedule> schedule = catalogue->ScheduleOfAgency(version.agency(), day);
  if (!schedule.ok()) Fail("--procedure " + options.procedure, std::string(schedule.status().message()));
  const absl::StatusOr<clock::Appointment> appointment = clock::ComputeAppointment(*schedule, inputs);
  if (!appointment.ok()) FailOnInputs(appointment.status(), options);
  if (options.json) {
    std::cout << ToJson(*appointment, version).dump(2) << "\n";
    return;
  }
  const auto language = options.language == "en" ? clock::Language::kEnglish : clock::Language::kVietnamese;
  std::cout << FirstLine(*appointment) << "\n"
            << clock::Describe(*appointment, language) << "\n"
            << version.id() << " · " << version.agency() << " · " << (options.language == "en" ? "calendar " : "lịch ")
            << appointment->derivation.calendar_version << "\n";
}

}  // namespace

void AddDateCommand(CLI::App& app) {
  auto options = std::make_shared<DateOptions>();
  CLI::App* date = app.add_subcommand("date", "When a result is due, and how that comes about; needs no server");
  date->add_option("--procedure", options->procedure, "National code or key, such as 1.002809 or GPLX_DOI")->required();
  date->add_option("--accepted", options->accepted, "When it was taken in, as YYYY-MM-DDTHH:MM")->required();
  date->add_option("--pause", options->pauses, "A wait for a supplement, as FROM/TO; may be repeated")
      ->allow_extra_args(false);
  date->add_option("--case", options->cases, "A case of the procedure, such as REISSUE_LOST; may be repeated")
      ->allow_extra_args(false);
  date->add_option("--channel", options->channel, "post, counter or online")
      ->check(CLI::IsMember({"post", "counter", "online"}));
  date->add_flag("--extended", options->extended, "The longer term, where the procedure has one");
  date->add_option("--lang", options->language, "vi or en")->check(CLI::IsMember({"vi", "en"}));
  date->add_option("--catalogue", options->directory, "Directory of the catalogue");
  date->add_flag("--json", options->json, "Write as JSON");
  date->callback([options] { RunDate(*options); });
}

}  // namespace hoso::cli
