// hoso-replay: plays the pilot's half-year through the public doors, and prints
// what can be checked again from the ledger.
//
//   stdout   the summary
//   stderr   progress
//   exit     0: every check of the summary holds; 1: one does not, or the replay failed; 2: not understood
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/replay/closing.h"
#include "clients/replay/evidence.h"
#include "clients/replay/grpc_calls.h"
#include "clients/replay/plan.h"
#include "clients/replay/player.h"
#include "clients/replay/scenario.h"
#include "clients/replay/show.h"
#include "clients/replay/summary.h"
#include "clients/replay/verification.h"
#include "common/catalogue/catalogue.h"
#include "common/postgres/conninfo.h"

namespace hoso::replay {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(15);

struct Flags {
  DoorOptions doors;
  std::string catalogue = "catalogue";
  std::string scenario;
  std::optional<uint64_t> seed;
  std::string database;
  std::string vault;
  ClosingOptions closing;
  std::string json;
  std::string language = "vi";
  bool if_needed = false;
  bool quiet = false;
  int in_flight = 24;

  Language Words() const { return language == "vi" ? Language::kVietnamese : Language::kEnglish; }
};

void AddTo(CLI::App& app, Flags& flags) {
  app.add_option("--machine", flags.doors.machine, "Folder of the replay's certificate")->required();
  app.add_option("--intake", flags.doors.intake, "HOST:PORT of hoso-intake")->required();
  app.add_option("--routing", flags.doors.routing, "HOST:PORT of hoso-routing")->required();
  app.add_option("--returns", flags.doors.returns, "HOST:PORT of hoso-returns")->required();
  app.add_option("--staff", flags.doors.staff, "HOST:PORT of hoso-staff")->required();
  app.add_option("--administrator", flags.doors.administrator, "Staff id of who adds the replay's people")->required();
  app.add_option("--passwords", flags.doors.passwords, "Folder of passwords, a file for each staff id")->required();
  app.add_option("--catalogue", flags.catalogue, "Folder of the catalogue")->capture_default_str();
  app.add_option("--scenario", flags.scenario,
                 "Scenario file (else that of the pilot, in the source tree of the catalogue)");
  app.add_option("--seed", flags.seed, "Another seed than the scenario's");
  app.add_option("--database", flags.database, "libpq string of the role hoso_auditor: verifies the ledger at the end")
      ->check(hoso::postgres::ProblemWithConninfo);
  app.add_option("--vault", flags.vault, "Key ring: opens the records of persons as well when it verifies");
  CLI::Option* folder =
      app.add_option("--checkpoints", flags.closing.folder,
                     "Folder of checkpoints: closes the days of the replay in it, and verifies against them");
  CLI::Option* key = app.add_option("--ledger-key", flags.closing.key, "Private key that signs them")->needs(folder);
  CLI::Option* keys = app.add_option("--keys", flags.closing.keys, "List of public keys that has it")->needs(folder);
  folder->needs(key)->needs(keys)->needs("--database");
  app.add_option("--json", flags.json, "Also write the summary as JSON to this file");
  app.add_option("--lang", flags.language, "Language of words: vi or en")->check(CLI::IsMember({"vi", "en"}));
  app.add_flag("--if-needed", flags.if_needed, "Only print the summary if the ledger holds this replay already");
  app.add_flag("--quiet", flags.quiet, "No progress on stderr");
  app.add_option("--in-flight", flags.in_flight, "How many calls at a time")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
}

int Fail(const absl::Status& status) {
  std::cerr << "hoso-replay: " << std::string(status.message()) << "\n";
  return 1;
}

std::string ScenarioFile(const Flags& flags) {
  if (!flags.scenario.empty()) return flags.scenario;
  const std::filesystem::path tree = std::filesystem::absolute(flags.catalogue).lexically_normal();
  const std::filesystem::path root = tree.filename().empty() ? tree.parent_path().parent_path() : tree.parent_path();
  return (root / "clients" / "replay" / "yenbai_2022.textproto").string();
}

absl::StatusOr<Record> PlayWithProgress(const Flags& flags, const std::string& replay, const Plan& plan,
                                        const Doors& doors, bool again) {
  Progress progress(std::cerr, isatty(STDERR_FILENO) == 1, flags.Words());
  PlayerOptions options;
  options.replay = replay;
  options.in_flight = flags.in_flight;
  options.again = again;
  if (!flags.quiet) {
    options.progress = [&](size_t done, size_t of, absl::Time simulated) { progress.Show(done, of, simulated); };
  }
  const auto calls = MakeGrpcCalls(doors);
  absl::StatusOr<Record> record = PlayPlan(plan, *calls, options);
  progress.Finish();
  return record;
}

// Whether nothing, part, or all of the half-year stands in the ledger.
struct Before {
  bool any = false;
  bool all = false;
};
absl::StatusOr<Before> LookBefore(const Doors& doors, const World& world, const Plan& plan) {
  const auto figures = CountFacts(doors, world.catalogue(), world.first_day(), world.last_day());
  if (!figures.ok()) return figures.status();
  if (const std::string code = StrangerTo(plan, world, *figures); !code.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("the ledger holds ", code,
                     ", which is none of this replay's: another scenario or seed was played "
                     "on it, or somebody worked in its days; start with an empty one (./run --fresh)"));
  }
  return Before{figures->facts > 0, HoldsThePlan(plan, *figures)};
}

absl::Status Write(const std::string& file, const std::string& text) {
  std::ofstream out(file);
  out << text;
  out.close();
  if (out) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("--json: ", file, " cannot be written"));
}

// Only what agrees with itself is closed. Nothing without --checkpoints.
absl::Status CloseAndCheck(const Flags& flags, const catalogue::Catalogue& catalogue, absl::CivilDay last,
                           Verification& verification) {
  ClosingOptions closing = flags.closing;
  if (closing.folder.empty()) return absl::OkStatus();
  closing.conninfo = flags.database;
  if (verification.findings == 0) {
    if (absl::Status status = CloseDays(closing, catalogue, last); !status.ok()) return status;
  }
  auto closed = CheckDays(closing, catalogue);
  if (!closed.ok()) return closed.status();
  verification.closed = *std::move(closed);
  return absl::OkStatus();
}

int Run(const Flags& flags) {
  const auto scenario = LoadScenario(ScenarioFile(flags));
  if (!scenario.ok()) return Fail(scenario.status());
  const auto catalogue = catalogue::Catalogue::Load(flags.catalogue);
  if (!catalogue.ok()) return Fail(catalogue.status());
  const auto world = World::Create(*catalogue, *scenario);
  if (!world.ok()) return Fail(world.status());
  const uint64_t seed = flags.seed.value_or(scenario->seed());
  const auto plan = MakePlan(*scenario, *world, seed);
  if (!plan.ok()) return Fail(plan.status());
  const auto doors = OpenDoors(flags.doors, kPatience);
  if (!doors.ok()) return Fail(doors.status());

  const auto before = LookBefore(*doors, *world, *plan);
  if (!before.ok()) return Fail(before.status());
  std::optional<Record> record;
  if (!flags.if_needed || !before->all) {
    auto played = PlayWithProgress(flags, absl::StrCat(scenario->name(), " seed ", seed), *plan, *doors, before->any);
    if (!played.ok()) return Fail(played.status());
    record = *std::move(played);
  }
  const auto evidence = Gather(*doors, **catalogue, world->first_day(), world->last_day());
  if (!evidence.ok()) return Fail(evidence.status());
  std::optional<Verification> verification;
  if (!flags.database.empty()) {
    auto verified = VerifyLedger(flags.database, **catalogue, flags.vault);
    if (!verified.ok()) return Fail(verified.status());
    verification = *std::move(verified);
    if (absl::Status status = CloseAndCheck(flags, **catalogue, world->last_day(), *verification); !status.ok()) {
      return Fail(status);
    }
  }
  const Summary summary = MakeSummary({*scenario, **catalogue, *plan, *evidence, record, verification});
  std::cout << ShowText(summary, flags.Words()) << std::flush;
  if (!flags.json.empty()) {
    if (absl::Status status = Write(flags.json, ShowJson(summary)); !status.ok()) return Fail(status);
  }
  return summary.holds() ? 0 : 1;
}

}  // namespace
}  // namespace hoso::replay

int main(int argc, char** argv) {
  CLI::App app("Plays the pilot's half-year through the services, and checks what they make of it", "hoso-replay");
  hoso::replay::Flags flags;
  hoso::replay::AddTo(app, flags);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return hoso::replay::Run(flags);
}
